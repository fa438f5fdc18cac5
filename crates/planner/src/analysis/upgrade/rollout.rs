//! What an accepted change does to the pods, and what visitors notice of it.

use serde_json::Value;

use super::readers::{Readers, learn};
use super::{FieldChange, Known};
use crate::failure::Seconds;
use crate::kube::Manifest;
use crate::stack::counted;
use crate::stack::{nginx, postgres, redis, web};

/// The effect of a change.
pub(super) struct Rollout {
    /// Whether pods are replaced.
    pub(super) rolls: bool,
    /// Why, and what it means.
    pub(super) about: String,
    /// What to run before the apply.
    pub(super) commands: Vec<String>,
    /// How long every page fails because of it alone.
    pub(super) interruption: Option<Seconds>,
}

/// Only a changed pod template replaces pods. `meets` is true if another change of the same apply is at the other end of a
/// connection; then nothing is promised for this object alone.
pub(super) fn rollout(
    old: &Known<'_>,
    new: &Known<'_>,
    changes: &[FieldChange],
    readers: &Readers<'_>,
    meets: bool,
) -> Rollout {
    let (was, is) = (&old.value["spec"], &new.value["spec"]);
    let workload = matches!(new.kind(), "Deployment" | "StatefulSet");
    let rolls = workload && was["template"] != is["template"];
    let mut sentences: Vec<String> = Vec::new();
    if rolls {
        sentences.push(format!("Because of {}.", reasons(changes).join(", ")));
        sentences.push(effect(old, new, meets));
        sentences.extend(unpublished(new, changes));
        if meets {
            sentences.push("Together with other changes it interrupts the forum: see above.".to_owned());
        }
    } else {
        sentences.extend(in_place(new, changes, readers));
    }
    let mut commands = Vec::new();
    if workload && was["replicas"].is_u64() {
        match is["replicas"].as_u64() {
            Some(pods) => sentences.extend(resized(new, was["replicas"].as_u64().unwrap_or(pods), pods)),
            None => {
                // The documentation of the autoscaler names this one-time drop and this way around it; that
                // a new Deployment without a number starts with one pod was measured.
                sentences.push(
                    "From now on an autoscaler sets the number of pods. Remove the line `replicas` from the last \
                     applied configuration, or Kubernetes runs one pod until the autoscaler acts about 15 seconds \
                     later."
                        .to_owned(),
                );
                let object = format!("{}/{}", new.kind().to_lowercase(), new.name());
                commands.push(format!("{} apply edit-last-applied {object}", old.kubectl()));
            }
        }
    }
    let interruption = if rolls { interruption(old, new) } else { None };
    Rollout { rolls, about: sentences.join(" "), commands, interruption }
}

/// Why the pods are replaced, in words.
fn reasons(changes: &[FieldChange]) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for change in changes.iter().filter(|change| change.path.starts_with("spec.template")) {
        let path = change.path.as_str();
        let reason = if path.ends_with("[checksum/secrets]") {
            "other secrets".to_owned()
        } else if path.contains("[checksum/") {
            "another configuration".to_owned()
        } else if path.ends_with(".image") {
            format!("the image {}", change.new.as_deref().unwrap_or_default())
        } else if path.contains(".resources") {
            "other requests or limits".to_owned()
        } else if path.contains("robe") {
            "other probes".to_owned()
        } else if path.contains("ontainers") {
            let inside = path.split_once("ontainers[").is_some_and(|(_, rest)| rest.contains("]."));
            let words = if inside { "another command or environment" } else { "another set of containers" };
            words.to_owned()
        } else if path.contains(".volumes") {
            "other volumes".to_owned()
        } else if path.contains("ffinity") || path.contains("opologySpread") {
            "a different placement".to_owned()
        } else if path.contains(".labels") {
            "other labels".to_owned()
        } else {
            "another pod template".to_owned()
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// In what order, and what visitors notice. The numbers were measured on a real cluster (docs/facts.md).
fn effect(old: &Known<'_>, new: &Known<'_>, meets: bool) -> String {
    let spec = &new.value["spec"];
    let pods = spec["replicas"].as_u64();
    if pods == Some(0) {
        return "It has no running pods.".to_owned();
    }
    // What was measured, and of what: rollouts of the forum's tiers and of nginx under load.
    let measured = [web::PART.key, nginx::PART.key].contains(&new.part);
    let gentle = spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0;
    match (new.kind(), pods) {
        ("Deployment", _) if gentle && (meets || !measured) => {
            "One by one, and each new pod is ready before an old one stops.".to_owned()
        }
        ("Deployment", _) if gentle => {
            "One by one, and each new pod is ready before an old one stops: visitors notice nothing (none of 1,049 \
             requests failed during such a rollout)."
                .to_owned()
        }
        ("StatefulSet", _) if is_alone(old, new) => alone(new.name()).to_owned(),
        ("StatefulSet", _) => in_turn(&old.value["spec"], spec, meets),
        _ => "Some pods stop before their successors are ready.".to_owned(),
    }
}

/// Whether no other pod is running while one is replaced.
fn is_alone(old: &Known<'_>, new: &Known<'_>) -> bool {
    [old, new].iter().any(|one| one.value["spec"]["replicas"] == 1)
}

/// A note about static files, if the running image may be too old to publish its own: a plan does not tell how it was
/// built.
fn unpublished(new: &Known<'_>, changes: &[FieldChange]) -> Option<String> {
    let forum = changes
        .iter()
        .any(|change| change.path.contains("initContainers") && change.path.ends_with(".image"));
    (new.kind() == "Deployment" && new.name() == nginx::NODE && forum).then(|| {
        "If the image that runs was built by a bundle without `image/forum/published.py`, as earlier planners made them, its \
         pods have put no static files aside, and its pages miss style sheets until the last of them is gone."
            .to_owned()
    })
}

/// How long every page fails while the only pod of a server is replaced.
fn interruption(old: &Known<'_>, new: &Known<'_>) -> Option<Seconds> {
    let alone = new.kind() == "StatefulSet" && is_alone(old, new);
    match new.name() {
        postgres::NODE if alone => Some(Seconds::new(6, 6)),
        redis::NODE if alone => Some(Seconds::new(3, 5)),
        _ => None,
    }
}

/// One pod cannot be replaced without being away.
fn alone(name: &str) -> &'static str {
    match name {
        postgres::NODE => {
            "Its only pod restarts: every page answers 500 for about six seconds (5.7 measured)."
        }
        redis::NODE => {
            "Its only pod restarts: every page answers 500 for a few seconds (3 measured). Queued tasks are kept."
        }
        _ => "Its only pod stops before the new one starts: it is down for some seconds.",
    }
}

/// The old pods are the ones that stop, so it is their settings that decide whether a handover works.
fn in_turn(was: &Value, spec: &Value, meets: bool) -> String {
    let wait = match spec["minReadySeconds"].as_u64() {
        Some(seconds) if seconds > 0 => format!(", each ready for {seconds} seconds before the next"),
        _ => String::new(),
    };
    let containers = was["template"]["spec"]["containers"].as_array();
    let sentinel = containers.is_some_and(|all| all.iter().any(|one| one["name"] == "sentinel"));
    let notice = if sentinel && meets {
        "The master hands over before it stops."
    } else if sentinel {
        "The master hands over before it stops: visitors notice nothing (none of 1,064 requests failed during such \
         a rollout)."
    } else {
        "While the first pod is replaced, operations that only it can do fail for some seconds."
    };
    format!("From the last pod to the first{wait}. {notice}")
}

/// The effect of a change that stops no pod.
fn in_place(new: &Known<'_>, changes: &[FieldChange], readers: &Readers<'_>) -> Option<String> {
    let words = match new.kind() {
        // Grafana's sidecar finds dashboards by this label.
        "ConfigMap" if new.value["metadata"]["labels"]["grafana_dashboard"].is_string() => {
            "Grafana follows by itself."
        }
        "Secret" if new.name() == postgres::OWNER_SECRET => {
            "CloudNativePG sets the password on the server by itself."
        }
        "ConfigMap" | "Secret" => return Some(learn(readers, new, changes)),
        "PersistentVolumeClaim" if !changes.iter().any(|change| change.path.starts_with("spec")) => {
            "Only its labels change; the volume stays as it is."
        }
        "PersistentVolumeClaim" => {
            "The volume grows if its storage class allows it (see `kubectl get storageclass`; local-path does not)."
        }
        "CronJob" => "From its next run.",
        "Ingress" => "The ingress controller follows within seconds.",
        "Gateway" | "HTTPRoute" => "What implements Gateway API follows within seconds.",
        "NetworkPolicy" => "From the next connection.",
        "Service" => "From the next connection.",
        "Cluster" | "Pooler" => "Its controller acts on it and may replace its pods.",
        _ if matches!(new.manifest, Manifest::Custom(_)) => "Its controller follows by itself; no pod stops.",
        _ => return None,
    };
    Some(words.to_owned())
}

/// A changed number of pods. A StatefulSet never deletes claims that it created.
fn resized(new: &Known<'_>, was: u64, is: u64) -> Option<String> {
    let count = |pods: u64| counted(u32::try_from(pods).unwrap_or(u32::MAX), "pod");
    let left = if is < was && new.kind() == "StatefulSet" {
        " The volumes of those that go stay: `kubectl get pvc` shows them."
    } else {
        ""
    };
    (was != is).then(|| format!("From {} to {}.{left}", count(was), count(is)))
}
