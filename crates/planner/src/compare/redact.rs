//! Hides the values of Secrets in a file.

use crate::kube::yaml_lines::{LineKind, yaml_lines};
use crate::stack::secrets;

/// In place of a value.
const DOTS: &str = "••••••••••••\n";

/// Whether a file has such values.
pub fn holds_secrets(path: &str) -> bool {
    path == secrets::PLAIN
}

/// The Secrets' file with dots for its values, the same number for each. An empty one stays empty to the eye.
pub fn without_values(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    for line in yaml_lines(text) {
        let is_value = line.path != "data" && line.is_within("data");
        match line.kind {
            LineKind::Key if is_value && !matches!(line.value(), "" | "\"\"" | "''") => {
                redacted.extend([line.before_value(), " ", DOTS]);
            }
            // A value of several lines: as many lines stay.
            LineKind::Item | LineKind::More if is_value => redacted.extend(["    ", DOTS]),
            _ => redacted.push_str(line.text),
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

    #[test]
    fn no_line_of_a_value_of_several_lines_is_shown() {
        let text =
            "stringData:\n  a: b\ndata:\n  key: |\n    first\n\n    second: x\n  after: eA==\ntype: Opaque\n";
        let redacted = without_values(text);
        assert!(!redacted.contains("first") && !redacted.contains("second"), "{redacted}");
        assert_eq!(redacted.lines().count(), text.lines().count());
        assert!(redacted.ends_with("  after: ••••••••••••\ntype: Opaque\n"), "{redacted}");
    }
}
