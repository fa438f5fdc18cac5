//! One stylesheet of many.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// `main.css` with its imports inlined in their order, without comments and indentation.
pub fn bundle(main: &Path) -> Result<String> {
    let text = fs::read_to_string(main).with_context(|| format!("cannot read {}", main.display()))?;
    let folder = main.parent().with_context(|| format!("{} is no file", main.display()))?;
    let mut sheet = String::new();
    for line in lean(&text).lines() {
        match import(line)? {
            None => sheet += line,
            Some(Import { file, layer: None }) => sheet += &bundle(&folder.join(file))?,
            Some(Import { file, layer: Some(layer) }) => {
                sheet += &format!("@layer {layer} {{\n{}}}", bundle(&folder.join(file))?);
            }
        }
        sheet.push('\n');
    }
    Ok(sheet)
}

struct Import<'a> {
    file: &'a str,
    layer: Option<&'a str>,
}

/// `@import "tokens.css" layer(tokens);` or `@import url("tokens.css");`, one on a line.
fn import(line: &str) -> Result<Option<Import<'_>>> {
    let Some(rest) = line.strip_prefix("@import ") else { return Ok(None) };
    let understood = || -> Option<Import<'_>> {
        let rest = rest.strip_suffix(';')?.trim();
        let rest = rest.strip_prefix("url(").unwrap_or(rest);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (file, rest) = rest[1..].split_once(quote)?;
        let rest = rest.trim_start_matches(')').trim();
        if rest.is_empty() {
            return Some(Import { file, layer: None });
        }
        let layer = rest.strip_prefix("layer(")?.strip_suffix(')')?;
        Some(Import { file, layer: Some(layer) })
    };
    match understood() {
        Some(import) if import.file.contains(':') => bail!("a stylesheet from elsewhere: {line}"),
        Some(import) => Ok(Some(import)),
        None => bail!("write `@import \"file.css\";` or `@import \"file.css\" layer(name);`, not: {line}"),
    }
}

/// Without comments, indentation and empty lines; strings stay as they are.
fn lean(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(['/', '"', '\'']) {
        let (before, from) = rest.split_at(place);
        bare += before;
        rest = if let Some(comment) = from.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, after)| after)
        } else if let Some(after) = from.strip_prefix('/') {
            bare.push('/');
            after
        } else {
            let end = end_of_string(from);
            bare += &from[..end];
            &from[end..]
        };
    }
    bare += rest;
    let lines: Vec<&str> = bare.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn end_of_string(text: &str) -> usize {
    let quote = text.as_bytes()[0];
    let mut escaped = false;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return place + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_inlined_in_their_order_and_layers() {
        let folder = crate::project::scratch("stylesheet").unwrap();
        fs::write(folder.join("a.css"), "a { color: red }\n").unwrap();
        fs::write(folder.join("b.css"), "/* why */\nb {\n  top: 0;\n}\n").unwrap();
        fs::write(
            folder.join("main.css"),
            "@layer one, two;\n@import \"a.css\" layer(one);\n@import url('b.css');\nc { top: 0 }\n",
        )
        .unwrap();
        assert_eq!(
            bundle(&folder.join("main.css")).unwrap(),
            "@layer one, two;\n@layer one {\na { color: red }\n}\nb {\ntop: 0;\n}\n\nc { top: 0 }\n"
        );
    }

    #[test]
    fn a_comment_mark_inside_a_string_is_no_comment() {
        assert_eq!(
            lean("a::after { content: \"/* \\\" */\" } /* gone */"),
            "a::after { content: \"/* \\\" */\" }"
        );
    }

    #[test]
    fn an_import_that_is_not_understood_is_named() {
        assert!(import("@import \"print.css\" print;").is_err());
        assert!(import("@import \"https://example.org/x.css\";").is_err());
    }
}
