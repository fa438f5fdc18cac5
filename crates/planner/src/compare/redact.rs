//! Hides the values of Secrets in a file.

use crate::stack::secrets;

/// Whether a file has such values.
pub fn holds_secrets(path: &str) -> bool {
    path == secrets::PLAIN
}

/// The Secrets' file with dots for its values, the same number for each. An empty one stays empty to the eye.
pub fn without_values(text: &str) -> String {
    let mut inside = false;
    let mut redacted = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let entry = line.strip_prefix("  ").and_then(|line| line.split_once(':')).filter(|_| inside);
        match entry {
            Some((_, value)) if matches!(value.trim(), "" | "\"\"" | "''") => redacted.push_str(line),
            Some((key, _)) => redacted.extend(["  ", key, ": ••••••••••••\n"]),
            None => redacted.push_str(line),
        }
        if !line.starts_with(' ') {
            inside = line.trim_end() == "data:";
        }
    }
    redacted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_redacted_and_other_lines_stay() {
        let text = "kind: Secret\nmetadata:\n  name: one\ndata:\n  REDIS_PASSWORD: c2VjcmV0\n---\nkind: Secret\nmetadata:\n  name: two\n";
        let redacted = text.replace("c2VjcmV0", "••••••••••••");
        assert_eq!(without_values(text), redacted);
    }

    #[test]
    fn an_empty_value_is_seen_to_be_empty() {
        let text = "data:\n  EMAIL_HOST_PASSWORD: \"\"\n  NONE: ''\n  NOTHING:\n";
        assert_eq!(without_values(text), text);
    }

    #[test]
    fn keys_that_only_an_operator_reads_are_redacted_as_well() {
        let redacted = without_values("data:\n  password: c2VjcmV0\n  username: Zm9ydW0=\n");
        assert_eq!(redacted, "data:\n  password: ••••••••••••\n  username: ••••••••••••\n");
    }
}
