//! Objects as text: keys in the order people expect, strings quoted so that YAML 1.1 readers (and
//! kubectl is one) read back the same strings.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Map, Value};

/// Keys in the order of reading; those not named here follow in the alphabet's order.
const ORDER: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "name",
    "generateName",
    "namespace",
    "labels",
    "annotations",
    "type",
    "spec",
    "replicas",
    "serviceName",
    "selector",
    "podSelector",
    "policyTypes",
    "from",
    "to",
    "strategy",
    "serviceAccountName",
    "automountServiceAccountToken",
    "image",
    "imagePullPolicy",
    "command",
    "args",
    "ports",
    "envFrom",
    "env",
    "resources",
    "requests",
    "limits",
    "startupProbe",
    "readinessProbe",
    "livenessProbe",
    "lifecycle",
    "volumeMounts",
    "securityContext",
    "initContainers",
    "containers",
    "volumes",
    "template",
    "volumeClaimTemplates",
    "host",
    "path",
    "pathType",
];

/// Maps whose keys are data and stay in the alphabet's order.
const DATA: &[&str] = &["labels", "annotations", "matchLabels", "data", "requests", "limits"];

/// An object as a JSON value. One that cannot be is null; the typed objects here always can.
pub fn to_value(object: &impl Serialize) -> Value {
    serde_json::to_value(object).unwrap_or_default()
}

/// An object as a YAML document without a leading `---`, its keys in the order of reading.
pub fn manifest_yaml(object: &impl Serialize) -> String {
    yaml(&in_order(to_value(object), false))
}

/// A value with its keys in the order of reading, as [`manifest_yaml`] writes them.
pub fn ordered(value: Value) -> Value {
    in_order(value, false)
}

/// A value as YAML, its keys as they are. The only place that calls the YAML writer.
pub fn yaml(value: &Value) -> String {
    // A line is never folded: a command must stay one line.
    let options = serde_yaml::ser_options! { folded_wrap_chars: 1_000_000 };
    serde_yaml::to_string_with_options(value, options).unwrap_or_default()
}

/// Puts keys in the order of reading, and those that are data in the alphabet's.
fn in_order(value: Value, is_data: bool) -> Value {
    match value {
        Value::Object(map) => {
            let place = |key: &str| if is_data { 0 } else { rank(key) };
            let mut entries: Vec<(usize, String, Value)> =
                map.into_iter().map(|(key, value)| (place(&key), key, value)).collect();
            entries.sort_unstable_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
            let ordered = entries.into_iter().map(|(_, key, value)| {
                let value = in_order(value, DATA.contains(&key.as_str()));
                (key, value)
            });
            Value::Object(ordered.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| in_order(item, false)).collect()),
        plain => plain,
    }
}

/// The place of a key in [`ORDER`]. Some three thousand keys are asked for at every key press, so the
/// list is turned into a map once.
fn rank(key: &str) -> usize {
    static RANKS: LazyLock<BTreeMap<&str, usize>> =
        LazyLock::new(|| ORDER.iter().enumerate().map(|(rank, key)| (*key, rank)).collect());
    RANKS.get(key).copied().unwrap_or(ORDER.len())
}
