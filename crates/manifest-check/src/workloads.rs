//! Deployments, StatefulSets, Jobs: which pods are theirs, how many, how they are replaced.

use serde_json::Value;

use super::view::{ManifestSet, Pod, ValueExt, selects, spell};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "selector-unlike-template",
        severity: Severity::Error,
        prevents: "a workload whose selector does not match its own pods, which the server refuses",
        find: selectors_unlike_templates,
    },
    Check {
        name: "selector-overlap",
        severity: Severity::Error,
        prevents: "two workloads that select the same pods and fight over their number",
        find: overlapping_selectors,
    },
    Check {
        name: "selector-unstable",
        severity: Severity::Warning,
        prevents: "a selector that a new version would have to change, which no server allows",
        find: unstable_selectors,
    },
    Check {
        name: "replicas-invalid",
        severity: Severity::Error,
        prevents: "a number of replicas that is not a whole number",
        find: invalid_replicas,
    },
    Check {
        name: "strategy-contradiction",
        severity: Severity::Error,
        prevents: "rollout settings the server refuses, such as Recreate with rollingUpdate",
        find: contradictory_strategies,
    },
    Check {
        name: "restart-policy-invalid",
        severity: Severity::Error,
        prevents: "Jobs that restart for ever, and Deployments that do not: the server refuses both",
        find: invalid_restart_policies,
    },
    Check {
        name: "config-change-unnoticed",
        severity: Severity::Warning,
        prevents: "pods that keep their old settings after an apply that changed them",
        find: unnoticed_changes,
    },
    Check {
        name: "migration-in-every-replica",
        severity: Severity::Warning,
        prevents: "two pods that migrate an empty database at the same time, of which one fails",
        find: migrations_in_replicas,
    },
];

/// Workloads with a selector of their own. A Job's is made by its controller.
fn selecting<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = (Pod<'a>, &'a Value)> {
    let kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];
    let own = manifests.pods().filter(move |pod| kinds.contains(&pod.owner.kind));
    own.map(|pod| (pod, &pod.owner.spec()["selector"]))
}

fn is_empty(selector: &Value) -> bool {
    selector["matchLabels"].entries().next().is_none() && selector["matchExpressions"].list().is_empty()
}

fn selectors_unlike_templates(manifests: &ManifestSet, report: &mut Report) {
    for (pod, selector) in selecting(manifests) {
        if is_empty(selector) || !selects(selector, &pod) {
            let message = format!("spec.selector ({}) does not match", spell(&selector["matchLabels"]));
            report.add(pod.owner, format!("{message} its own pod template: the server refuses the object"));
        }
    }
}

fn overlapping_selectors(manifests: &ManifestSet, report: &mut Report) {
    for (pod, selector) in selecting(manifests).filter(|(_, selector)| !is_empty(selector)) {
        for other in manifests.pods_beside(pod.owner) {
            if !other.owner.is_same(pod.owner) && selects(selector, &other) {
                let message = format!("spec.selector also matches the pods of {}", other.owner.id());
                report.add(pod.owner, format!("{message}: both would count them as their own"));
            }
        }
    }
}

/// A selector can never be changed, so it may hold only what never changes.
/// Whatever a team calls its own labels is its own matter; these are known to hold versions, or to be set by tools.
fn unstable_selectors(manifests: &ManifestSet, report: &mut Report) {
    const CHANGING: [&str; 8] = [
        "app.kubernetes.io/managed-by",
        "app.kubernetes.io/version",
        "chart",
        "controller-revision-hash",
        "helm.sh/chart",
        "pod-template-hash",
        "tag",
        "version",
    ];
    for (pod, selector) in selecting(manifests) {
        let labels = selector["matchLabels"].entries().map(|(key, _)| key);
        let expressions = selector["matchExpressions"].list().iter().map(|it| it["key"].text());
        for key in labels.chain(expressions).filter(|key| CHANGING.contains(key)) {
            let message = format!("spec.selector holds {key}, which changes one day; a selector never may");
            report.add(pod.owner, message);
        }
    }
}

fn invalid_replicas(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let replicas = &pod.owner.spec()["replicas"];
        let counts = replicas.as_u64().is_some_and(|count| count <= i32::MAX as u64);
        if !replicas.is_null() && !counts {
            report.add(pod.owner, format!("spec.replicas is {replicas}: a whole number from 0 is wanted"));
        }
    }
}

fn contradictory_strategies(manifests: &ManifestSet, report: &mut Report) {
    for deployment in manifests.of("Deployment") {
        let strategy = &deployment.spec()["strategy"];
        let rolling = &strategy["rollingUpdate"];
        let is_zero = |value: &Value| matches!(value.as_u64(), Some(0)) || matches!(value.text(), "0" | "0%");
        if strategy["type"] == "Recreate" && !rolling.is_null() {
            let message = "spec.strategy is Recreate and has rollingUpdate settings: the server refuses that";
            report.add(deployment, message);
        } else if is_zero(&rolling["maxSurge"]) && is_zero(&rolling["maxUnavailable"]) {
            let message = "spec.strategy allows neither a pod more nor a pod less: the server refuses that";
            report.add(deployment, message);
        }
    }
    for set in manifests.of("StatefulSet") {
        let strategy = &set.spec()["updateStrategy"];
        if strategy["type"] == "OnDelete" && !strategy["rollingUpdate"].is_null() {
            report.add(
                set,
                "spec.updateStrategy is OnDelete and has rollingUpdate settings: the server refuses that",
            );
        }
    }
}

fn invalid_restart_policies(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods().filter(|pod| pod.owner.kind != "Pod") {
        let policy = pod.spec()["restartPolicy"].as_str().unwrap_or("Always");
        let (fits, wanted) = match pod.is_job() {
            true => (matches!(policy, "Never" | "OnFailure"), "Never or OnFailure"),
            false => (policy == "Always", "Always"),
        };
        if !fits {
            let message = format!("the restartPolicy of its pods is {policy}");
            report.add(pod.owner, format!("{message}: the server takes only {wanted} here"));
        }
    }
}

/// Environment variables and single mounted files are read once. A changed ConfigMap rolls no pod, as a
/// live test showed: the values stayed old for ever. A checksum in the template's annotations makes the
/// change one of the template, which does roll them. Jobs are left out: their template cannot change.
fn unnoticed_changes(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods().filter(|pod| !pod.is_job() && pod.owner.kind != "Pod") {
        let annotations = &pod.template["metadata"]["annotations"];
        let noticed = annotations.entries().any(|(key, _)| key.contains("checksum") || key.contains("hash"));
        if let Some(using) = manifests.reading(pod).uses.first().filter(|_| !noticed) {
            let message = format!("reads {}/{} ({})", using.kind, using.name, using.place);
            report.add(
                pod.owner,
                format!("{message}, but no checksum annotation would roll its pods on a change"),
            );
        }
    }
}

fn migrations_in_replicas(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods().filter(|pod| !pod.is_job()) {
        for container in pod.containers() {
            let words: Vec<_> = container.words().collect();
            // `migrate --check` only asks whether the migrations have been applied.
            let migrates = words
                .join(" ")
                .split(['\n', ';', '&', '|'])
                .any(|command| command.contains("manage.py migrate") && !command.contains("--check"));
            if migrates {
                let message = format!("{} runs migrate in every replica", container.title());
                report.add(
                    pod.owner,
                    format!("{message}: at the first start one of two fails; a Job does it once"),
                );
            }
        }
    }
}
