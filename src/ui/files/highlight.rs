//! Syntax colours. Each line is highlighted on its own, which is enough for a bundle's files.

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Keys, values, comments.
    Yaml,
    /// Comments behind a `#` only.
    Script,
    /// Headings and fences.
    Markdown,
    /// No colours.
    Plain,
}

impl Language {
    /// By the file's name.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("yaml" | "yml") => Self::Yaml,
            Some("md") => Self::Markdown,
            Some("sh" | "py" | "txt" | "gitignore" | "dockerignore") => Self::Script,
            _ if name == "Kustomization" => Self::Yaml,
            _ if name == "Dockerfile" => Self::Script,
            _ => Self::Plain,
        }
    }
}

/// The line as HTML. Everything in it is escaped; the only elements are spans of this file.
pub fn html(line: &str, language: Language) -> String {
    let mut html = String::with_capacity(line.len() + 48);
    match language {
        Language::Yaml => yaml(line, &mut html),
        Language::Script if line.trim_start().starts_with('#') => span("comment", line, &mut html),
        Language::Markdown if line.starts_with('#') => span("key", line, &mut html),
        Language::Markdown if line.starts_with("    ") => span("string", line, &mut html),
        _ => escape(line, &mut html),
    }
    html
}

fn yaml(line: &str, html: &mut String) {
    let text = line.trim_start();
    html.push_str(&line[..line.len() - text.len()]);
    if text.starts_with('#') {
        return span("comment", text, html);
    }
    if text.trim_end() == "---" {
        return span("mark", text, html);
    }
    let mut rest = text;
    while let Some(after) = rest.strip_prefix("- ") {
        span("mark", "-", html);
        html.push(' ');
        rest = after;
    }
    if let Some(end) = key_end(rest) {
        span("key", &rest[..end], html);
        span("mark", ":", html);
        rest = &rest[end + 1..];
    }
    value(rest, html);
}

/// Where a key ends, if the line has one: at a colon before a blank or the end.
fn key_end(text: &str) -> Option<usize> {
    let from = match text.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => 0,
    };
    let end = text[from..].find(':')? + from;
    let plain = from > 0 || !text[..end].contains([' ', '"', '\'', '{', '[']);
    let over = text[end + 1..].chars().next().is_none_or(char::is_whitespace);
    (plain && over && end > 0).then_some(end)
}

fn value(text: &str, html: &mut String) {
    let bare = text.trim();
    let class = if bare.is_empty() || matches!(bare, "|" | "|-" | ">" | ">-" | "{}" | "[]") {
        return escape(text, html);
    } else if bare.starts_with('#') {
        "comment"
    } else if matches!(bare, "true" | "false" | "null") || bare.bytes().all(|b| b.is_ascii_digit()) {
        "number"
    } else {
        "string"
    };
    span(class, text, html);
}

fn span(class: &str, text: &str, html: &mut String) {
    html.push_str("<span class=\"y-");
    html.push_str(class);
    html.push_str("\">");
    escape(text, html);
    html.push_str("</span>");
}

/// Text as HTML.
pub fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, html};

    #[test]
    fn a_tag_in_a_value_stays_text() {
        assert!(!html("  name: <script>alert(1)</script>\n", Language::Yaml).contains("<script>"));
    }

    #[test]
    fn a_colon_inside_an_address_ends_no_key() {
        let line = html("- http://forum:8000/\n", Language::Yaml);
        assert!(line.contains("<span class=\"y-string\">http://forum:8000/\n</span>"), "{line}");
    }

    #[test]
    fn numbers_words_and_keys_have_their_colours() {
        assert_eq!(
            html("  replicas: 3\n", Language::Yaml),
            "  <span class=\"y-key\">replicas</span><span class=\"y-mark\">:</span><span class=\"y-number\"> 3\n</span>"
        );
    }
}
