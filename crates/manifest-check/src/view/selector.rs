//! Label selectors, and what they match.

use serde_json::Value;

use super::ValueExt;

/// Anything with labels: a pod, a namespace.
pub(in super::super) trait Labelled {
    fn is_labelled(&self, key: &str, value: &str) -> bool;
    fn has_label(&self, key: &str) -> bool;
}

/// Whether a selector (`matchLabels`, `matchExpressions`) takes this one. An empty selector takes all.
pub(in super::super) fn selects(selector: &Value, one: &impl Labelled) -> bool {
    let has_all = selector["matchLabels"].entries().all(|(key, value)| one.is_labelled(key, value.text()));
    let meets = |expression: &Value| {
        let key = expression["key"].text();
        let has_any = || expression["values"].list().iter().any(|value| one.is_labelled(key, value.text()));
        match expression["operator"].text() {
            "In" => has_any(),
            "NotIn" => !has_any(),
            "Exists" => one.has_label(key),
            "DoesNotExist" => !one.has_label(key),
            _ => false,
        }
    };
    has_all && selector["matchExpressions"].list().iter().all(meets)
}

/// Labels as people write them, for a message.
pub(in super::super) fn spell(labels: &Value) -> String {
    let pairs: Vec<_> = labels.entries().map(|(key, value)| format!("{key}={}", value.text())).collect();
    if pairs.is_empty() { "none".to_owned() } else { pairs.join(",") }
}
