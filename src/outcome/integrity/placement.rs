//! Where pods may run: a selector that means nobody makes a rule without effect, or one nobody can meet.

use serde_json::Value;

use super::view::{Bundle, Look, Pod, selects, spell};
use super::{Check, Report, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "spread-misses-own-pods",
        prevents: "replicas that end up on one node, although they are told to spread",
        find: spreads_of_others,
    },
    Check {
        name: "affinity-selects-nothing",
        prevents: "pods that keep away from nobody, or wait for ever to join somebody",
        find: affinities_to_nobody,
    },
];

fn spreads_of_others(bundle: &Bundle, report: &mut Report) {
    for pod in bundle.pods() {
        let selectors = pod.spec()["topologySpreadConstraints"].list().iter().map(|it| &it["labelSelector"]);
        for selector in selectors.filter(|selector| !selector.is_object() || !selects(selector, &pod)) {
            let message =
                format!("topologySpreadConstraints count the pods with {}", spell(&selector["matchLabels"]));
            report.add(pod.owner, format!("{message}, which its own do not carry: they are not spread"));
        }
    }
}

fn affinities_to_nobody(bundle: &Bundle, report: &mut Report) {
    for pod in bundle.pods() {
        for (kind, selector) in terms(pod) {
            let means = |other: Pod| selector.is_object() && selects(selector, &other);
            if !bundle.pods_beside(pod.owner).any(means) {
                let message = format!("{kind} means the pods with {}", spell(&selector["matchLabels"]));
                report.add(pod.owner, format!("{message}, which nobody in the set carries"));
            }
        }
    }
}

/// Every selector of an affinity, required or preferred.
fn terms<'a>(pod: Pod<'a>) -> impl Iterator<Item = (&'static str, &'a Value)> {
    ["podAffinity", "podAntiAffinity"].into_iter().flat_map(move |kind| {
        let affinity = &pod.spec()["affinity"][kind];
        let required = affinity["requiredDuringSchedulingIgnoredDuringExecution"].list().iter();
        let preferred = affinity["preferredDuringSchedulingIgnoredDuringExecution"].list().iter();
        let terms = required.chain(preferred.map(|term| &term["podAffinityTerm"]));
        terms.map(move |term| (kind, &term["labelSelector"]))
    })
}
