//! Fields that take one of a few fixed words. Typed structs hold them as plain strings and the schemas do not list
//! the allowed words, so only the API server notices a typo, and not always.

use serde_json::Value;

use super::view::{ManifestSet, Object, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[Check {
    name: "choice-unknown",
    severity: Severity::Error,
    prevents: "a value that the server does not know, such as the protocol tcp in lower case",
    find: unknown_choices,
}];

/// Kind, path and words; `*` stands for every item of a list.
const IN_OBJECTS: &[(&str, &str, &[&str])] = &[
    ("CronJob", "spec.concurrencyPolicy", &["Allow", "Forbid", "Replace"]),
    ("Deployment", "spec.strategy.type", &["Recreate", "RollingUpdate"]),
    ("NetworkPolicy", "spec.policyTypes.*", &["Egress", "Ingress"]),
    ("PodDisruptionBudget", "spec.unhealthyPodEvictionPolicy", &["AlwaysAllow", "IfHealthyBudget"]),
    ("PriorityClass", "preemptionPolicy", &["Never", "PreemptLowerPriority"]),
    ("Service", "spec.ports.*.protocol", PROTOCOLS),
    ("Service", "spec.type", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]),
    ("StatefulSet", "spec.podManagementPolicy", &["OrderedReady", "Parallel"]),
    ("StatefulSet", "spec.updateStrategy.type", &["OnDelete", "RollingUpdate"]),
];

const IN_PODS: &[(&str, &[&str])] = &[
    ("dnsPolicy", &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
    ("securityContext.fsGroupChangePolicy", &["Always", "OnRootMismatch"]),
    ("topologySpreadConstraints.*.whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"]),
];

const IN_CONTAINERS: &[(&str, &[&str])] = &[
    ("imagePullPolicy", &["Always", "IfNotPresent", "Never"]),
    ("livenessProbe.httpGet.scheme", SCHEMES),
    ("ports.*.protocol", PROTOCOLS),
    ("readinessProbe.httpGet.scheme", SCHEMES),
    ("startupProbe.httpGet.scheme", SCHEMES),
];

const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];
const SCHEMES: &[&str] = &["HTTP", "HTTPS"];

fn unknown_choices(manifests: &ManifestSet, report: &mut Report) {
    let mut judge = |object: Object, place: &str, root: &Value, path: &str, words: &[&str]| {
        for value in at(root, path).into_iter().filter(|value| !value.is_null()) {
            if !words.contains(&value.text()) {
                let message = format!("{place}{path} is {value}");
                report.add(object, format!("{message}: the server takes {}", words.join(", ")));
            }
        }
    };
    for object in manifests.objects() {
        for (_, path, words) in IN_OBJECTS.iter().filter(|(kind, ..)| *kind == object.kind) {
            judge(object, "", object.value, path, words);
        }
    }
    for pod in manifests.pods() {
        for (path, words) in IN_PODS {
            judge(pod.owner, "the pod's ", pod.spec(), path, words);
        }
        for container in pod.containers() {
            for (path, words) in IN_CONTAINERS {
                judge(pod.owner, &format!("{}: ", container.title()), container.value, path, words);
            }
        }
    }
}

/// The values at a path.
fn at<'a>(root: &'a Value, path: &str) -> Vec<&'a Value> {
    path.split('.').fold(vec![root], |values, step| match step {
        "*" => values.into_iter().flat_map(ValueExt::list).collect(),
        key => values.into_iter().map(|value| &value[key]).collect(),
    })
}
