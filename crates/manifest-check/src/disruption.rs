//! PodDisruptionBudgets and autoscalers: how many pods may go, how many may come.

use serde_json::Value;

use super::view::{ManifestSet, Object, Pod, ValueExt, selects};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "budget-bounds",
        severity: Severity::Error,
        prevents: "a budget with two bounds, which the server refuses, or with none",
        find: contradictory_budgets,
    },
    Check {
        name: "budget-selects-nothing",
        severity: Severity::Warning,
        prevents: "a budget that protects no pod",
        find: idle_budgets,
    },
    Check {
        name: "budget-blocks-drain",
        severity: Severity::Warning,
        prevents: "a node that can never be drained, because its pods may not be evicted",
        find: blocking_budgets,
    },
    Check {
        name: "budget-overlap",
        severity: Severity::Error,
        prevents: "a pod under two budgets, which cannot be evicted",
        find: overlapping_budgets,
    },
    Check {
        name: "autoscaler-bounds",
        severity: Severity::Error,
        prevents: "a minimum above the maximum, which the server refuses",
        find: contradictory_autoscalers,
    },
    Check {
        name: "autoscaler-target-missing",
        severity: Severity::Error,
        prevents: "an autoscaler whose target does not exist",
        find: missing_targets,
    },
    Check {
        name: "autoscaler-request-missing",
        severity: Severity::Error,
        prevents: "an autoscaler that cannot compute a utilisation, because a container has no request",
        find: missing_requests,
    },
    Check {
        name: "autoscaler-overruled",
        severity: Severity::Warning,
        prevents: "an apply that resets the number of pods that the autoscaler chose",
        find: overruled_autoscalers,
    },
];

fn budgets<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("PodDisruptionBudget")
}

fn protected<'a>(manifests: &ManifestSet<'a>, budget: Object) -> Vec<Pod<'a>> {
    let selector = &budget.spec()["selector"];
    let staying = manifests.pods_beside(budget).filter(|pod| !pod.is_job());
    staying.filter(|pod| selector.is_object() && selects(selector, pod)).collect()
}

fn contradictory_budgets(manifests: &ManifestSet, report: &mut Report) {
    for budget in budgets(manifests) {
        match (budget.spec().has("minAvailable"), budget.spec().has("maxUnavailable")) {
            (true, true) => {
                report.add(budget, "has both minAvailable and maxUnavailable: the server refuses it")
            }
            (false, false) => {
                report.add(budget, "has neither minAvailable nor maxUnavailable: it says nothing")
            }
            _ => {}
        }
    }
}

fn idle_budgets(manifests: &ManifestSet, report: &mut Report) {
    for budget in budgets(manifests).filter(|budget| protected(manifests, *budget).is_empty()) {
        report.add(budget, "spec.selector matches no pod of the set that stays up");
    }
}

fn blocking_budgets(manifests: &ManifestSet, report: &mut Report) {
    for budget in budgets(manifests) {
        let pods = protected(manifests, budget);
        let running: u64 = pods.iter().map(|pod| manifests.replicas(*pod).0).fold(0, u64::saturating_add);
        let spec = budget.spec();
        // The server rounds shares up on both sides.
        let stay = share(&spec["minAvailable"], running);
        let go = share(&spec["maxUnavailable"], running);
        if running > 0 && (stay.is_some_and(|stay| stay >= running) || go == Some(0)) {
            let bound = if spec.has("minAvailable") { "minAvailable" } else { "maxUnavailable" };
            let message = format!("{bound} is {} of {running} running pods", spec[bound]);
            report.add(
                budget,
                format!("{message}: none may ever be evicted, and a node with one is never drained"),
            );
        }
    }
}

/// A number of pods, or a share of them in per cent.
fn share(value: &Value, of: u64) -> Option<u64> {
    let percent = || value.text().strip_suffix('%')?.parse::<u64>().ok();
    value.as_u64().or_else(|| Some(percent()?.saturating_mul(of).div_ceil(100)))
}

fn overlapping_budgets(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let over =
            |budget: &Object| protected(manifests, *budget).iter().any(|it| it.owner.is_same(pod.owner));
        let names: Vec<_> = budgets(manifests).filter(over).map(|budget| budget.name).collect();
        if names.len() > 1 {
            let message = format!("its pods are under the budgets {}", names.join(" and "));
            report.add(pod.owner, format!("{message}: the server then refuses every eviction"));
        }
    }
}

fn autoscalers<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("HorizontalPodAutoscaler")
}

/// The workload an autoscaler scales, as long as it is one that has replicas.
fn scaled<'a>(manifests: &ManifestSet<'a>, scaler: Object) -> Option<Pod<'a>> {
    let target = &scaler.spec()["scaleTargetRef"];
    let (kind, name) = (target["kind"].text(), target["name"].text());
    let mut pods =
        manifests.pods_beside(scaler).filter(|pod| matches!(pod.owner.kind, "Deployment" | "StatefulSet"));
    pods.find(|pod| pod.owner.kind == kind && pod.owner.name == name)
}

fn contradictory_autoscalers(manifests: &ManifestSet, report: &mut Report) {
    for scaler in autoscalers(manifests) {
        let (least, most) = (&scaler.spec()["minReplicas"], &scaler.spec()["maxReplicas"]);
        let lower = if least.is_null() { Some(1) } else { least.as_u64() };
        // A minimum of 0 needs a feature gate, and requests would find no pod.
        let fits = lower.zip(most.as_u64()).is_some_and(|(lower, most)| lower >= 1 && lower <= most);
        if !fits {
            report.add(scaler, format!("scales between {least} and {most} pods: the server refuses it"));
        }
    }
}

fn missing_targets(manifests: &ManifestSet, report: &mut Report) {
    for scaler in autoscalers(manifests).filter(|scaler| scaled(manifests, *scaler).is_none()) {
        let target = &scaler.spec()["scaleTargetRef"];
        let named = format!("{}/{}", target["kind"].text(), target["name"].text());
        report.add(scaler, format!("scales {named}, which is not in the set: nothing is ever scaled"));
    }
}

fn missing_requests(manifests: &ManifestSet, report: &mut Report) {
    for scaler in autoscalers(manifests) {
        let Some(pod) = scaled(manifests, scaler) else { continue };
        let metrics = scaler.spec()["metrics"].list().iter().map(|metric| &metric["resource"]);
        for of in metrics.filter(|it| it["target"]["type"] == "Utilization").map(|it| it["name"].text()) {
            for container in pod.containers().filter(|container| container.stays()) {
                // A limit alone is copied into the request by the server.
                let resources = &container.value["resources"];
                if !resources["requests"].has(of) && !resources["limits"].has(of) {
                    let message = format!("scales {} by its share of {of}", pod.owner.id());
                    report.add(
                        scaler,
                        format!("{message}, but {} requests none: it never scales", container.title()),
                    );
                }
            }
        }
    }
}

fn overruled_autoscalers(manifests: &ManifestSet, report: &mut Report) {
    for scaler in autoscalers(manifests) {
        let Some(pod) = scaled(manifests, scaler).filter(|pod| pod.owner.spec().has("replicas")) else {
            continue;
        };
        let message = format!(
            "spec.replicas is {}, but {} owns that number",
            pod.owner.spec()["replicas"],
            scaler.id()
        );
        report.add(pod.owner, format!("{message}: every apply throws it back"));
    }
}
