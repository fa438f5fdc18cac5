//! A manifest as kubectl prints it, so that a shell's `sed` finds what it looks for.

use serde_json::Value;

/// A Job made of a CronJob.
pub fn job(name: &str, namespace: &str, cron: &Value) -> Value {
    serde_json::json!({
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": namespace},
        "spec": cron["spec"]["jobTemplate"]["spec"],
    })
}

pub fn yaml(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text
}

fn write(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                *text += &format!("{indent}{}:", scalar(&Value::String(key.clone())));
                below(value, depth, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                *text += &format!("{indent}-");
                below(item, depth, text);
            }
        }
        other => *text += &format!("{indent}{}\n", scalar(other)),
    }
}

fn below(value: &Value, depth: usize, text: &mut String) {
    let nests = value.as_object().is_some_and(|entries| !entries.is_empty())
        || value.as_array().is_some_and(|items| !items.is_empty());
    if nests {
        text.push('\n');
        write(value, depth + 1, text);
    } else {
        *text += &format!(" {}\n", scalar(value));
    }
}

/// JSON is YAML; a plain word needs no quotation marks.
fn scalar(value: &Value) -> String {
    let plain = |word: &str| {
        word.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter))
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
                .contains(&word.to_lowercase().as_str())
    };
    match value {
        Value::String(word) if plain(word) => word.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn what_is_written_reads_the_same() {
        let value = json!({
            "env": [{"name": "SNAPSHOT", "value": "latest"}, {"value": "true", "more": []}],
            "command": ["sh", "-c", "a: \"b\"\n# c"],
            "empty": {}, "list": [[1, 2], [null, true]], "on": "1.5",
        });
        let text = super::yaml(&value);
        assert!(text.contains("value: latest\n"), "{text}");
        assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), value, "{text}");
    }
}
