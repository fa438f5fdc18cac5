//! Where pods may run. A selector that matches no pod gives a rule without effect, or one that can never be met.

use serde_json::Value;

use super::view::{ManifestSet, Pod, ValueExt, selects, spell};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "spread-misses-own-pods",
        severity: Severity::Warning,
        prevents: "replicas that end up on one node, although they are told to spread",
        find: spreads_of_others,
    },
    Check {
        name: "affinity-selects-nothing",
        severity: Severity::Error,
        prevents: "an anti-affinity without effect, or an affinity that keeps a pod Pending for ever",
        find: unmatched_affinities,
    },
    Check {
        name: "topology-key-unknown",
        severity: Severity::Error,
        prevents: "pods kept apart by a label that no node carries",
        find: unknown_keys,
    },
];

fn spreads_of_others(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let selectors = pod.spec()["topologySpreadConstraints"].list().iter().map(|it| &it["labelSelector"]);
        for selector in selectors.filter(|selector| !selector.is_object() || !selects(selector, &pod)) {
            let message =
                format!("topologySpreadConstraints count the pods with {}", spell(&selector["matchLabels"]));
            report.add(pod.owner, format!("{message}, which its own do not carry: they are not spread"));
        }
    }
}

fn unmatched_affinities(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for (kind, term) in terms(pod) {
            let selector = &term["labelSelector"];
            let means = |other: Pod| selector.is_object() && selects(selector, &other);
            if !manifests.pods_beside(pod.owner).any(means) {
                let message = format!("{kind} means the pods with {}", spell(&selector["matchLabels"]));
                report.add(pod.owner, format!("{message}, and no pod of the set has these labels"));
            }
        }
    }
}

/// The labels that a kubelet, or the cloud it runs in, gives to every node.
fn unknown_keys(manifests: &ManifestSet, report: &mut Report) {
    const KEYS: [&str; 3] =
        ["kubernetes.io/hostname", "topology.kubernetes.io/region", "topology.kubernetes.io/zone"];
    for pod in manifests.pods() {
        let spreads = pod.spec()["topologySpreadConstraints"].list().iter().map(|it| ("a spread", it));
        for (kind, term) in spreads.chain(terms(pod)) {
            let key = term["topologyKey"].text();
            if !KEYS.contains(&key) {
                report.add(pod.owner, format!("{kind} has the topologyKey \"{key}\", which no node carries"));
            }
        }
    }
}

/// Every term of an affinity, required or preferred.
fn terms<'a>(pod: Pod<'a>) -> impl Iterator<Item = (&'static str, &'a Value)> {
    ["podAffinity", "podAntiAffinity"].into_iter().flat_map(move |kind| {
        let affinity = &pod.spec()["affinity"][kind];
        let required = affinity["requiredDuringSchedulingIgnoredDuringExecution"].list().iter();
        let preferred = affinity["preferredDuringSchedulingIgnoredDuringExecution"].list().iter();
        let terms = required.chain(preferred.map(|term| &term["podAffinityTerm"]));
        terms.map(move |term| (kind, term))
    })
}
