//! Which fields of an object differ.

use serde_json::Value;

use super::Known;
use crate::sorting::to_set;

/// A field that differs. If only one side has the field, the other value is None.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldChange {
    /// `spec.template.spec.containers[gunicorn].image`.
    pub path: String,
    /// The value that runs, shortened.
    pub old: Option<String>,
    /// The value that is planned, shortened.
    pub new: Option<String>,
}

/// The longest value shown, in characters.
const LONGEST: usize = 72;

/// All fields that differ, in the order of the objects. For a Secret it lists keys, never values.
pub(super) fn between(old: &Known<'_>, new: &Known<'_>) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    walk(String::new(), Some(&old.value), Some(&new.value), &mut changes);
    if new.kind() == "Secret" {
        for change in changes.iter_mut().filter(|change| !change.path.starts_with("metadata")) {
            for value in [&mut change.old, &mut change.new].into_iter().flatten() {
                "not shown".clone_into(value);
            }
        }
    }
    changes
}

fn walk(path: String, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<FieldChange>) {
    match (old, new) {
        (old, new) if old == new => {}
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let added = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(added) {
                walk(joined(&path, key), before.get(key), after.get(key), changes);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => match (named(before), named(after)) {
            (Some(before_names), Some(after_names)) => {
                let added = after_names.iter().filter(|name| !before_names.contains(name));
                for name in before_names.iter().chain(added) {
                    let item = |names: &[&str], items: &'_ [Value]| {
                        names.iter().position(|other| other == name).and_then(|at| items.get(at).cloned())
                    };
                    let (was, is) = (item(&before_names, before), item(&after_names, after));
                    walk(format!("{path}[{name}]"), was.as_ref(), is.as_ref(), changes);
                }
            }
            _ if before.len() == after.len() => {
                for (at, (was, is)) in before.iter().zip(after).enumerate() {
                    walk(format!("{path}[{at}]"), Some(was), Some(is), changes);
                }
            }
            _ => leaf(path, old, new, changes),
        },
        _ => leaf(path, old, new, changes),
    }
}

/// A path with one more key; keys with dots or slashes are in brackets.
fn joined(path: &str, key: &str) -> String {
    let plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    match (plain, path.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{key}]"),
    }
}

/// The names of a list's items if each item has one: containers, ports, volumes.
fn named(items: &[Value]) -> Option<Vec<&str>> {
    let names: Vec<&str> = items.iter().filter_map(|item| item["name"].as_str()).collect();
    let unique = to_set(names.iter().copied());
    (!items.is_empty() && unique.len() == items.len()).then_some(names)
}

fn leaf(path: String, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<FieldChange>) {
    let (old, new) = match (old, new) {
        // Of two long texts the first line that differs.
        (Some(Value::String(was)), Some(Value::String(is))) => {
            let same = was.lines().zip(is.lines()).take_while(|(a, b)| a == b).count();
            (Some(line(was, same)), Some(line(is, same)))
        }
        (old, new) => (old.map(text), new.map(text)),
    };
    changes.push(FieldChange { path, old, new });
}

fn line(text: &str, at: usize) -> String {
    short(text.lines().nth(at).unwrap_or_default().trim())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => line(text, 0),
        other => short(&other.to_string()),
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(old: &Value, new: &Value) -> Vec<String> {
        let mut changes = Vec::new();
        walk(String::new(), Some(old), Some(new), &mut changes);
        changes
            .into_iter()
            .map(|c| format!("{}: {} -> {}", c.path, c.old.unwrap_or_default(), c.new.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn items_with_names_are_found_by_their_names() {
        let old = json!({ "c": [{ "name": "a", "image": "x:1" }, { "name": "b" }] });
        let new = json!({ "c": [{ "name": "new" }, { "name": "b" }, { "name": "a", "image": "x:2" }] });
        assert_eq!(paths(&old, &new), ["c[a].image: x:1 -> x:2", "c[new]:  -> {\"name\":\"new\"}"]);
    }

    #[test]
    fn of_a_long_text_the_line_that_differs_is_shown() {
        let old = json!({ "data": { "nginx.conf": "one\n  two\nthree\n" } });
        let new = json!({ "data": { "nginx.conf": "one\n  2\nthree\n" } });
        assert_eq!(paths(&old, &new), ["data[nginx.conf]: two -> 2"]);
    }
}
