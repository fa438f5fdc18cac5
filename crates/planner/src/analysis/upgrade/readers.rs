//! Which pods read a changed ConfigMap or Secret, and when they see the change.

use std::cell::OnceCell;

use serde_json::Value;

use super::{FieldChange, Known, find};
use crate::kube::{Manifest, ObjectSet, to_value};

/// What each workload reads that runs now and stays. Computed only when a ConfigMap or Secret changes, which most upgrades
/// do not do.
pub(super) struct Readers<'a> {
    present: &'a ObjectSet,
    planned: &'a ObjectSet,
    workloads: OnceCell<Vec<Workload>>,
}

/// One workload that may read something.
struct Workload {
    kind: &'static str,
    id: String,
    spec: Value,
    /// Whether the digests in its pods' annotations change.
    rolls: bool,
}

impl<'a> Readers<'a> {
    pub(super) fn of(present: &'a ObjectSet, planned: &'a ObjectSet) -> Self {
        Self { present, planned, workloads: OnceCell::new() }
    }

    fn workloads(&self) -> &[Workload] {
        self.workloads.get_or_init(|| self.planned.iter().filter_map(|(_, new)| self.workload(new)).collect())
    }

    fn workload(&self, new: &Manifest) -> Option<Workload> {
        let kind = new.kind();
        if !matches!(kind, "Deployment" | "StatefulSet" | "CronJob") {
            return None;
        }
        let old = find(self.present, new)?;
        let mut value = to_value(new);
        let checksums = |value: &Value| value["spec"]["template"]["metadata"]["annotations"].clone();
        let rolls = kind != "CronJob" && old != new && checksums(&value) != checksums(&to_value(old));
        Some(Workload { kind, id: format!("`{kind}/{}`", new.name()), spec: value["spec"].take(), rolls })
    }
}

/// Where a pod template names something that it reads: the key, the kind, and the name's key under it.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("configMap", "ConfigMap", "name"),
    ("configMapRef", "ConfigMap", "name"),
    ("configMapKeyRef", "ConfigMap", "name"),
    ("secret", "Secret", "secretName"),
    ("secretRef", "Secret", "name"),
    ("secretKeyRef", "Secret", "name"),
];

/// When running pods see a changed ConfigMap or Secret: at once, because a checksum in their annotations rolls them; at
/// the next run of a CronJob; or when something else restarts them.
pub(super) fn learn(readers: &Readers<'_>, new: &Known<'_>, changes: &[FieldChange]) -> String {
    let keys: Vec<&str> = changes.iter().filter_map(key).collect();
    let (mut rolling, mut running, mut later) = (Vec::new(), Vec::new(), Vec::new());
    for workload in readers.workloads().iter().filter(|workload| reads(&workload.spec, new, &keys)) {
        let list = match workload.kind {
            "CronJob" => &mut later,
            _ if workload.rolls => &mut rolling,
            _ => &mut running,
        };
        list.push(workload.id.as_str());
    }
    let mut sentences = Vec::new();
    if !rolling.is_empty() {
        sentences.push(format!(
            "These replace their pods, because its digest is in their annotations: {}.",
            rolling.join(", ")
        ));
    }
    if !later.is_empty() {
        sentences.push(format!("{}: from the next run on.", later.join(", ")));
    }
    if !running.is_empty() {
        sentences
            .push(format!("{}: pods are not replaced; they read it when they start.", running.join(", ")));
    }
    if sentences.is_empty() {
        sentences.push("No running pod of this bundle reads what changed.".to_owned());
    }
    sentences.join(" ")
}

/// `nginx.conf` of `data[nginx.conf]`.
fn key(change: &FieldChange) -> Option<&str> {
    let parts = ["data", "stringData", "binaryData"];
    let rest = parts.into_iter().find_map(|part| change.path.strip_prefix(part))?;
    let inside = rest.strip_prefix('.').or_else(|| rest.strip_prefix('[')?.strip_suffix(']'));
    inside.filter(|key| !key.is_empty())
}

/// Whether a template reads this object or, if it reads single keys, one that changed.
fn reads(value: &Value, of: &Known<'_>, keys: &[&str]) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| reads(item, of, keys)),
        Value::Object(map) => map.iter().any(|(name, inside)| {
            let named = REFERENCES.iter().any(|(reference, kind, at)| {
                reference == name && *kind == of.kind() && inside[*at] == of.name()
            });
            let single = inside["key"].as_str().filter(|_| name.ends_with("KeyRef"));
            (named && single.is_none_or(|key| keys.contains(&key))) || reads(inside, of, keys)
        }),
        _ => false,
    }
}
