//! Reads a plan that another program converted to JSON. The page has no JSON parser otherwise, and for maps of plain
//! values one would not be worth its size.

use std::collections::BTreeMap;

use crate::kube::yaml_lines::quoted;
use crate::values::ParseError;

/// As deep as a plan's maps may be.
const DEEPEST: usize = 8;

/// Whether a text can only be a JSON object.
pub(super) fn is_it(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Every value by the path of its keys, as [`yaml_subset::read`](crate::import::yaml_subset::read) gives them.
///
/// # Errors
/// When it is not JSON, or has lists, which a plan does not have; with the line number.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, String>, ParseError> {
    whole(Reader { text, rest: text.trim_start(), values: BTreeMap::new(), lists: false, deepest: DEEPEST })
}

/// The same of an object as a cluster prints it: it has lists, whose values have their number in the path, and managed
/// fields that lie deep.
///
/// # Errors
/// When it is not JSON, with the line number.
pub(super) fn read_object(text: &str) -> Result<BTreeMap<String, String>, ParseError> {
    whole(Reader { text, rest: text.trim_start(), values: BTreeMap::new(), lists: true, deepest: 64 })
}

fn whole(mut reader: Reader<'_>) -> Result<BTreeMap<String, String>, ParseError> {
    reader.value("", 0)?;
    if reader.rest.trim().is_empty() {
        Ok(reader.values)
    } else {
        Err(reader.wrong("the JSON ends too early."))
    }
}

/// The keys of the outermost object with their text, empty if the value is not a string. For text that is not JSON, it
/// returns what looks like that.
pub(super) fn outermost(text: &str) -> Vec<(String, String)> {
    let (mut found, mut key, mut depth, mut rest) = (Vec::new(), None, 0_usize, text);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '"' => {
                let Some((text, after)) = quoted(after, '"') else { break };
                if depth == 1 && after.trim_start().starts_with(':') {
                    found.extend(key.replace(text).map(|key| (key, String::new())));
                } else if depth == 1 {
                    found.extend(key.take().map(|key| (key, text)));
                }
                after
            }
            '{' | '[' => {
                depth += 1;
                after
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                after
            }
            _ => after,
        };
    }
    found.extend(key.map(|key| (key, String::new())));
    found
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
    values: BTreeMap<String, String>,
    /// Whether there may be lists.
    lists: bool,
    deepest: usize,
}

impl<'a> Reader<'a> {
    fn wrong(&self, what: &str) -> ParseError {
        let read = &self.text[..self.text.len() - self.rest.len()];
        ParseError::new(format!("Line {}: {what}", read.matches('\n').count() + 1))
    }

    /// Goes past this letter and the space behind it.
    fn past(&mut self, letter: char) -> bool {
        let rest = self.rest.strip_prefix(letter);
        self.rest = rest.map_or(self.rest, str::trim_start);
        rest.is_some()
    }

    fn string(&mut self) -> Result<String, ParseError> {
        let inside = self.rest.strip_prefix('"').ok_or_else(|| self.wrong("write a key in quotes."))?;
        let (text, rest) = quoted(inside, '"').ok_or_else(|| self.wrong("this text has no end."))?;
        self.rest = rest.trim_start();
        Ok(text)
    }

    fn value(&mut self, path: &str, depth: usize) -> Result<(), ParseError> {
        if self.rest.starts_with('{') {
            return self.object(path, depth);
        }
        if self.lists && self.rest.starts_with('[') {
            return self.list(path, depth);
        }
        if self.rest.starts_with('[') {
            return Err(self.wrong("this is a list, which a plan never has."));
        }
        let text = if self.rest.starts_with('"') { self.string()? } else { self.bare()? };
        if self.values.insert(path.to_owned(), text).is_some() {
            return Err(self.wrong("this key is there twice."));
        }
        Ok(())
    }

    fn object(&mut self, path: &str, depth: usize) -> Result<(), ParseError> {
        self.go_down(depth)?;
        self.past('{');
        while !self.past('}') {
            let key = self.string()?;
            if !self.past(':') {
                return Err(self.wrong("a colon is missing after the key."));
            }
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            self.value(&path, depth + 1)?;
            if !self.past(',') && !self.rest.starts_with('}') {
                return Err(self.wrong("a comma is missing after the value."));
            }
        }
        Ok(())
    }

    fn list(&mut self, path: &str, depth: usize) -> Result<(), ParseError> {
        self.go_down(depth)?;
        self.past('[');
        let mut number = 0_usize;
        while !self.past(']') {
            self.value(&format!("{path}.{number}"), depth + 1)?;
            number += 1;
            if !self.past(',') && !self.rest.starts_with(']') {
                return Err(self.wrong("a comma is missing after the value."));
            }
        }
        Ok(())
    }

    fn go_down(&self, depth: usize) -> Result<(), ParseError> {
        if depth >= self.deepest {
            return Err(self.wrong("too many nested maps for a plan."));
        }
        Ok(())
    }

    /// A number, `true`, `false` or `null`, which is no value.
    fn bare(&mut self) -> Result<String, ParseError> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        let number = word.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-');
        if !number && !matches!(word, "true" | "false" | "null") {
            return Err(self.wrong("write a value."));
        }
        self.rest = rest.trim_start();
        Ok(if word == "null" { String::new() } else { word.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_within_maps_become_paths() {
        let values =
            read("{\"version\": 1,\n \"site\": {\"host\": \"a.b\", \"tls\": null, \"mail\": true}}\n")
                .unwrap();
        let expected = [("site.host", "a.b"), ("site.mail", "true"), ("site.tls", ""), ("version", "1")];
        let values: Vec<(&str, &str)> =
            values.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
        assert_eq!(values, expected);
    }

    #[test]
    fn what_no_plan_has_is_refused_by_its_line() {
        for text in [
            "{\"a\":1,\n\"b\":[1]}",
            "{\"a\":1,\n\"a\":2}",
            "{\"a\":1,\nb:2}",
            "{\"a\":1\n\"b\":2}",
            "{\"a\":1}\n{}",
        ] {
            assert!(read(text).unwrap_err().0.starts_with("Line 2:"), "{text}");
        }
        assert!(read(&"{\"a\":".repeat(10_000)).is_err());
    }

    #[test]
    fn the_outermost_keys_are_found_with_any_content() {
        let text = r#"{"apiVersion": "v1", "items": [{"kind": "Pod"}], "kind": "List", "n": 1}"#;
        let found = outermost(text);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        assert_eq!(found, [("apiVersion", "v1"), ("items", ""), ("kind", "List"), ("n", "")]);
    }
}
