//! Writes objects as YAML: keys in the usual order, and strings quoted so that YAML 1.1 parsers such as kubectl's read
//! back the same strings.

use crate::sorting::to_map;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::value::value_of;

/// Keys in the usual order; all others follow in alphabetical order.
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

/// An object as a JSON value. The typed objects here always can be one; anything else becomes an object that no API
/// server takes and that holds the error.
pub fn to_value(object: &impl Serialize) -> Value {
    value_of(object).unwrap_or_else(|error| json!({ NOT_WRITTEN: error.to_string() }))
}

/// An object as a YAML document without a leading `---`, its keys in the order of reading.
pub fn manifest_yaml(object: &impl Serialize) -> String {
    yaml(&InOrder { value: &to_value(object), is_data: false })
}

/// A value with its keys in the order of reading, as [`manifest_yaml`] writes them.
pub fn ordered(value: &Value) -> Value {
    to_value(&InOrder { value, is_data: false })
}

/// A value as YAML, its keys as they are. The only place that calls the YAML writer.
pub fn yaml(value: &impl Serialize) -> String {
    // A line is never folded: a command must stay one line.
    let options = serde_yaml::ser_options! { folded_wrap_chars: 1_000_000 };
    serde_yaml::to_string_with_options(value, options).unwrap_or_else(|error| not_written(&error.to_string()))
}

/// The key of an object, or the comment in a file, where something could not be written.
const NOT_WRITTEN: &str = "not written";

/// In place of a document that could not be written one that no reader takes, because `@` begins no value: an
/// empty file would be applied without a word.
fn not_written(error: &str) -> String {
    format!("# {NOT_WRITTEN}: {}\n@\n", error.replace(['\n', '\r'], " "))
}

/// A value that is written with its keys in the order of reading, and those that are data in the alphabet's. They
/// are sorted on their way out: another value in the right order would cost an eighth of a key press.
struct InOrder<'a> {
    value: &'a Value,
    is_data: bool,
}

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(map) => {
                let place = |key: &str| if self.is_data { 0 } else { rank(key) };
                let mut entries: Vec<(usize, &str, &Value)> =
                    map.iter().map(|(key, value)| (place(key), key.as_str(), value)).collect();
                entries.sort_unstable_by_key(|(place, key, _)| (*place, *key));
                serializer.collect_map(
                    entries
                        .into_iter()
                        .map(|(_, key, value)| (key, InOrder { value, is_data: DATA.contains(&key) })),
                )
            }
            Value::Array(items) => {
                serializer.collect_seq(items.iter().map(|value| InOrder { value, is_data: false }))
            }
            plain => plain.serialize(serializer),
        }
    }
}

/// The place of a key in [`ORDER`]. Some three thousand keys are asked for at every key press, so the
/// list is turned into a map once.
fn rank(key: &str) -> usize {
    static RANKS: LazyLock<BTreeMap<&str, usize>> =
        LazyLock::new(|| to_map(ORDER.iter().enumerate().map(|(rank, key)| (*key, rank))));
    RANKS.get(key).copied().unwrap_or(ORDER.len())
}
