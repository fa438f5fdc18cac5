//! The fields of each kind that the API server never lets change, and what to do instead.

use serde_json::{Value, json};

use super::Known;
use crate::shell::quote;
use crate::values::Memory;

/// A change that the server refuses.
pub(super) struct Refusal {
    pub(super) about: String,
    pub(super) commands: Vec<String>,
}

/// An immutable field: the kind, the path, and the default.
struct Fixed(&'static str, &'static str, fn() -> Value);

fn nothing() -> Value {
    Value::Null
}

/// The immutable fields by kind. For a StatefulSet the list below has the fields that may change.
const FIXED: &[Fixed] = &[
    Fixed("Deployment", "/spec/selector", nothing),
    Fixed("Job", "/spec/template", nothing),
    Fixed("Job", "/spec/selector", nothing),
    Fixed("Job", "/spec/completions", nothing),
    Fixed("Job", "/spec/completionMode", nothing),
    Fixed("PersistentVolumeClaim", "/spec/accessModes", nothing),
    Fixed("PersistentVolumeClaim", "/spec/dataSource", nothing),
    Fixed("PersistentVolumeClaim", "/spec/selector", nothing),
    Fixed("PersistentVolumeClaim", "/spec/storageClassName", nothing),
    Fixed("PersistentVolumeClaim", "/spec/volumeMode", nothing),
    Fixed("PersistentVolumeClaim", "/spec/volumeName", nothing),
    Fixed("Secret", "/type", || json!("Opaque")),
];

/// The fields of a StatefulSet that may change, as in the API server's error message.
const STATEFUL_SET_MAY_CHANGE: &[&str] = &[
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
    "revisionHistoryLimit",
];

/// Sizes that may only grow. For a Cluster, CloudNativePG's webhook refuses a smaller one.
const GROWS_ONLY: &[(&str, &str)] =
    &[("PersistentVolumeClaim", "/spec/resources/requests/storage"), ("Cluster", "/spec/storage/size")];

/// Why the server refuses to change `old` into `new`, and what to do; None if it accepts the change.
pub(super) fn refusal(old: &Known<'_>, new: &Known<'_>) -> Option<Refusal> {
    let fields = fixed_fields(old, new);
    if fields.is_empty() {
        return None;
    }
    let list = fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ");
    let verb = if fields.len() == 1 { "differs" } else { "differ" };
    let (way_out, commands) = way_out(old, new, &fields);
    Some(Refusal { about: format!("{list} {verb} and cannot be changed in place. {way_out}"), commands })
}

/// The paths of the fields that differ and must not, as people write them.
fn fixed_fields(old: &Known<'_>, new: &Known<'_>) -> Vec<String> {
    let kind = new.kind();
    let read = |known: &Known<'_>, path: &str| known.value.pointer(path).cloned();
    let mut fields: Vec<String> = FIXED
        .iter()
        .filter(|Fixed(of, path, absent)| {
            *of == kind && read(old, path).unwrap_or_else(absent) != read(new, path).unwrap_or_else(absent)
        })
        .map(|Fixed(_, path, _)| path.trim_start_matches('/').replace('/', "."))
        .collect();
    let shrinks = |path: &str| size(&old.value, path).zip(size(&new.value, path)).is_some_and(|(a, b)| b < a);
    let smaller = GROWS_ONLY.iter().filter(|(of, path)| *of == kind && shrinks(path));
    fields.extend(smaller.map(|(_, path)| path.trim_start_matches('/').replace('/', ".")));
    match kind {
        "StatefulSet" => fields.extend(stateful_set(&old.value["spec"], &new.value["spec"])),
        "Service" if moves(&old.value["spec"]["clusterIP"], &new.value["spec"]["clusterIP"]) => {
            fields.push("spec.clusterIP".to_owned());
        }
        "ConfigMap" | "Secret" if old.value["immutable"] == true => {
            let parts = ["immutable", "data", "binaryData", "stringData"];
            let other = parts.into_iter().filter(|part| old.value[*part] != new.value[*part]);
            fields.extend(other.map(str::to_owned));
        }
        _ => {}
    }
    fields
}

fn stateful_set(old: &Value, new: &Value) -> Vec<String> {
    let absent = |key: &str| match key {
        "podManagementPolicy" => json!("OrderedReady"),
        "serviceName" => json!(""),
        _ => Value::Null,
    };
    let read = |spec: &Value, key: &str| match &spec[key] {
        Value::Null => absent(key),
        value => value.clone(),
    };
    let keys = |spec: &Value| -> Vec<String> {
        spec.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
    };
    let mut all = keys(old);
    all.extend(keys(new).into_iter().filter(|key| old.get(key.as_str()).is_none()));
    all.retain(|key| !STATEFUL_SET_MAY_CHANGE.contains(&key.as_str()) && read(old, key) != read(new, key));
    all.into_iter().map(|key| format!("spec.{key}")).collect()
}

/// Whether a Service changes its clusterIP. If the manifest sets none, the server chooses one and keeps it.
fn moves(old: &Value, new: &Value) -> bool {
    let (old, new) = (old.as_str().unwrap_or_default(), new.as_str().unwrap_or_default());
    let named = !old.is_empty() && !new.is_empty() && old != new;
    named || (old == "None") != (new == "None")
}

fn size(value: &Value, path: &str) -> Option<Memory> {
    value.pointer(path)?.as_str()?.parse().ok()
}

/// What to do instead, and the commands to run before applying. None of them loses data.
fn way_out(old: &Known<'_>, new: &Known<'_>, fields: &[String]) -> (String, Vec<String>) {
    let is_in = |path: &str| fields.iter().any(|field| field == path);
    match new.kind() {
        "StatefulSet" if is_in("spec.selector") => (
            "Delete it with its pods and apply: they are down until the new ones are ready. The volumes stay."
                .to_owned(),
            vec![old.delete()],
        ),
        "StatefulSet" if is_in("spec.volumeClaimTemplates") => exchanged_volumes(old, new),
        "StatefulSet" => (
            "Delete it but not its pods, and apply: the new one takes them over.".to_owned(),
            vec![format!("{} --cascade=orphan", old.delete())],
        ),
        "Deployment" => (
            "Delete it with its pods and apply: they are down until the new ones are ready.".to_owned(),
            vec![old.delete()],
        ),
        "Job" => ("Delete it and apply: it runs again.".to_owned(), vec![old.delete()]),
        "Service" => (
            "Delete it and apply: its name does not resolve for a second or two.".to_owned(),
            vec![old.delete()],
        ),
        "PersistentVolumeClaim" => (
            format!(
                "A claim can only grow. Keep the old value. Or copy the files out, stop every pod that mounts it, \
                 delete it **and all its contents** with `{}`, apply, and copy the files back.",
                old.delete()
            ),
            Vec::new(),
        ),
        "Cluster" => ("A volume can only grow: keep the old size.".to_owned(), Vec::new()),
        _ => ("Delete it and apply. Running pods keep what they have read.".to_owned(), vec![old.delete()]),
    }
}

/// Claims are created from the templates once, and later changes of a template do not affect them. So deleting the
/// StatefulSet without its pods loses nothing.
fn exchanged_volumes(old: &Known<'_>, new: &Known<'_>) -> (String, Vec<String>) {
    let replace = format!("{} --cascade=orphan", old.delete());
    let (was, is) = (templates(&old.value), templates(&new.value));
    let grown = was.len() == is.len()
        && was.iter().zip(&is).all(|(was, is)| {
            let mut resized = (*was).clone();
            resized["spec"]["resources"] = is["spec"]["resources"].clone();
            let path = "/spec/resources/requests/storage";
            resized == **is && size(was, path).zip(size(is, path)).is_some_and(|(was, is)| was <= is)
        });
    if !grown {
        return (
            format!(
                "Delete it but not its pods, and apply: existing volumes stay unchanged, and only new pods get the \
                 new kind. To replace the volumes, back up, delete the set and its claims **and all their \
                 contents** (`{}`), apply and restore.",
                claims(old).iter().map(|claim| delete_claim(old, claim)).collect::<Vec<_>>().join("`, `")
            ),
            vec![replace],
        );
    }
    let mut commands: Vec<String> = Vec::new();
    for template in &is {
        let wanted = &template["spec"]["resources"]["requests"]["storage"];
        let name = template["metadata"]["name"].as_str().unwrap_or_default();
        for claim in claims(old).iter().filter(|claim| claim.starts_with(&format!("{name}-"))) {
            let patch = json!({ "spec": { "resources": { "requests": { "storage": wanted } } } });
            let patch = quote(&patch.to_string());
            commands.push(format!("{} patch pvc {} --patch {patch}", old.kubectl(), quote(claim)));
        }
    }
    commands.push(replace);
    let about = "Grow the claims if their storage class allows it (see `kubectl get storageclass`; local-path does \
                 not), delete the set but not its pods, and apply: the new one takes them over.";
    (about.to_owned(), commands)
}

fn templates(value: &Value) -> Vec<&Value> {
    value["spec"]["volumeClaimTemplates"].as_array().map(|list| list.iter().collect()).unwrap_or_default()
}

fn delete_claim(old: &Known<'_>, claim: &str) -> String {
    format!("{} delete pvc {}", old.kubectl(), quote(claim))
}

/// The claims of a StatefulSet: `data-redis-0`, one for each pod and template.
pub(super) fn claims(set: &Known<'_>) -> Vec<String> {
    let pods = set.value["spec"]["replicas"].as_u64().unwrap_or(1).min(100);
    let names = templates(&set.value);
    let names = names.iter().filter_map(|template| template["metadata"]["name"].as_str());
    names.flat_map(|name| (0..pods).map(move |pod| format!("{name}-{}-{pod}", set.name()))).collect()
}
