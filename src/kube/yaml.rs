//! Objects as text: keys in the order people expect, strings quoted so that YAML 1.1 readers (and
//! kubectl is one) read back the same strings.

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

/// An object as a JSON value with its keys in order. A value that cannot be one is null; the typed
/// objects here always can.
pub fn to_value(object: &impl Serialize) -> Value {
    tidy(in_field_order(object), false)
}

/// The same with the keys in the order of the type's fields.
pub fn in_field_order(object: &impl Serialize) -> Value {
    serde_json::to_value(object).unwrap_or_default()
}

/// One YAML document, without a leading `---`. The only place that calls the YAML writer.
pub fn yaml(value: &Value) -> String {
    // A line is never folded: a command must stay one line.
    let options = serde_yaml::ser_options! { folded_wrap_chars: 1_000_000 };
    serde_yaml::to_string_with_options(value, options).unwrap_or_default()
}

fn tidy(value: Value, is_data: bool) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            if is_data {
                entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            } else {
                entries.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
            }
            let tidied = entries.into_iter().map(|(key, value)| {
                let value = tidy(value, DATA.contains(&key.as_str()));
                (key, value)
            });
            Value::Object(tidied.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| tidy(item, false)).collect()),
        plain => plain,
    }
}

fn rank(key: &str) -> usize {
    ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len())
}
