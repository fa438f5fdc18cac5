//! Reads the YAML that the planner itself writes for plans and Secrets: nested maps with one value on each line. Lists,
//! anchors, tags and blocks are not supported, so a small file cannot expand into a large one.
//!
//! The YAML library that writes our manifests could also read them. With its reader and the tables for its error messages
//! the page's code was 2,266 KB instead of 1,882 KB (measured: the sum of the code section). That is too much for files
//! that only have a key and a value on each line.

use std::collections::BTreeMap;

use crate::kube::yaml_lines::{LineKind, quoted, yaml_lines};
use crate::values::ParseError;

/// The path of each key, with the number of its line.
pub(super) type KeyLines = Vec<(String, usize)>;

/// Every value of the first document by the path of its keys, `data.REDIS_PASSWORD`. A key without a value is
/// empty text, as `null` is.
///
/// # Errors
/// When a line is none of those described above, with its number.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, String>, ParseError> {
    parsed(text, Documents::First).map(|(values, _)| values)
}

/// Every value of the only document, and the number of the line on which each key stands, those of the maps too.
///
/// # Errors
/// As [`read`], and when there is a second document.
pub(super) fn read_with_lines(text: &str) -> Result<(BTreeMap<String, String>, KeyLines), ParseError> {
    parsed(text, Documents::Only)
}

/// Which documents of a text are meant.
#[derive(Clone, Copy)]
enum Documents {
    First,
    Only,
}

fn parsed(text: &str, documents: Documents) -> Result<(BTreeMap<String, String>, KeyLines), ParseError> {
    let mut values = BTreeMap::new();
    let mut lines = Vec::new();
    let mut ended = false;
    for (at, line) in yaml_lines(text).enumerate() {
        let wrong = |what: &str| ParseError::new(format!("Line {}: {what}", at + 1));
        match (line.kind, documents) {
            (LineKind::Empty, _) => continue,
            (LineKind::Separator, _) => {
                ended = !values.is_empty();
                continue;
            }
            (_, Documents::First) if ended => break,
            (_, Documents::Only) if ended => {
                return Err(wrong("a second document starts here. Remove it, or keep it in its own file."));
            }
            _ => {}
        }
        let content = line.text.trim_start_matches(' ');
        if content.starts_with('\t') {
            return Err(wrong("it is indented with a tab. Use spaces; YAML allows nothing else."));
        }
        if line.kind == LineKind::Item || content.starts_with("- ") {
            return Err(wrong(LIST));
        }
        if line.kind != LineKind::Key {
            return Err(wrong("write a key, a colon and a value."));
        }
        let value = scalar(line.value()).ok_or_else(|| wrong(refusal(line.value())))?;
        if line.depth >= 8 {
            return Err(wrong("too many nested maps for a plan."));
        }
        // A key on a line of its own may open a map; if it does, it is no value itself.
        if values.remove(line.parent()).is_some_and(|above: String| !above.is_empty()) {
            return Err(wrong(
                "it stands further in than a line that has a value. Start both at the same column.",
            ));
        }
        lines.push((line.path.clone(), at + 1));
        if values.insert(line.path, value).is_some() {
            return Err(wrong("this key is there twice."));
        }
    }
    Ok((values, lines))
}

const LIST: &str = "this is a list. Each option of a plan is one value; put several on one line, separated by \
                    commas.";

/// The message for an invalid value, which says what to write instead.
fn refusal(rest: &str) -> &'static str {
    match rest.chars().next() {
        Some('&' | '*') => "this is a YAML anchor or alias. Write the value itself.",
        Some('!') => "this is a YAML tag. Write the value without it.",
        Some('[' | '-') => LIST,
        Some('{') => "this is a map on one line. Write each key on its own line.",
        Some('|' | '>') => "this text has several lines. Write it on one line, in quotes.",
        _ => "write one plain or quoted value on the line.",
    }
}

/// One value, with a comment after it left out.
fn scalar(rest: &str) -> Option<String> {
    let rest = rest.trim();
    match rest.chars().next() {
        None | Some('#') => Some(String::new()),
        Some(quote @ ('"' | '\'')) => {
            let (value, after) = quoted(&rest[1..], quote)?;
            let after = after.trim_start();
            (after.is_empty() || after.starts_with('#')).then_some(value)
        }
        // What begins like this has a meaning that is not read here.
        Some('[' | '{' | '&' | '*' | '!' | '|' | '>' | '@' | '`' | '%') => None,
        Some('-') if rest == "-" || rest.starts_with("- ") => None,
        Some(_) => {
            let value = rest.split_once(" #").map_or(rest, |(value, _)| value.trim_end());
            let nothing = matches!(value, "null" | "~");
            (!value.contains(": ")).then(|| if nothing { String::new() } else { value.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{read, read_with_lines};

    fn pairs(text: &str) -> Vec<(String, String)> {
        read(text).unwrap().into_iter().collect()
    }

    #[test]
    fn maps_within_maps_become_paths() {
        let text = "# a plan\n---\nversion: 1\nsite:\n  host: a.b # mine\n  tls:\nweb:\n  pages:\n    replicas: 3\n---\n# no more\n";
        let expected =
            [("site.host", "a.b"), ("site.tls", ""), ("version", "1"), ("web.pages.replicas", "3")];
        assert_eq!(pairs(text), expected.map(|(path, value)| (path.to_owned(), value.to_owned())));
    }

    #[test]
    fn of_several_documents_the_first_is_read_and_no_plan_has_a_second() {
        let text = "---\na: 1\n---\nb: 2\n";
        assert_eq!(pairs(text), [("a".to_owned(), "1".to_owned())]);
        assert!(read_with_lines(text).unwrap_err().0.starts_with("Line 4: a second document"));
    }

    #[test]
    fn every_key_has_the_line_on_which_it_stands() {
        let (_, lines) = read_with_lines("# a plan\nversion: 1\n\n'site':\n  host: a.b\n").unwrap();
        let expected = [("version", 2), ("site", 4), ("site.host", 5)];
        assert_eq!(lines, expected.map(|(path, line)| (path.to_owned(), line)));
    }

    #[test]
    fn quotes_and_escapes_are_undone() {
        let text = r#"a: 'it''s # not a comment'
b: "say \"\u00e9\x21\n\""
c: ~
"d": x:y
"#;
        let expected = [("a", "it's # not a comment"), ("b", "say \"é!\n\""), ("c", ""), ("d", "x:y")];
        assert_eq!(pairs(text), expected.map(|(path, value)| (path.to_owned(), value.to_owned())));
    }

    #[test]
    fn whatever_is_more_than_a_value_is_refused_by_its_line() {
        for text in [
            "a: 1\n- b\n",
            "a: 1\nb: [x]\n",
            "a: 1\nb: &x y\n",
            "a: 1\nb: |\n  c\n",
            "a: 1\na: 2\n",
            "a: 1\nb: 'x\n",
            "a: 1\n\tb: c\n",
            "a: 1\n  b: c\n",
            "a:\n- b: c\n",
        ] {
            assert!(read(text).unwrap_err().0.starts_with("Line 2:"), "{text}");
        }
    }
}
