//! HTML as Leptos writes it, tag by tag.

use std::fmt::Write as _;

/// An opening tag.
#[derive(Debug, PartialEq)]
pub struct Tag {
    /// Its element.
    pub name: String,
    /// Names and values, escaped as they stand; no value for those that are just there.
    attributes: Vec<(String, Option<String>)>,
}

impl Tag {
    /// An attribute's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name)?.1.as_deref()
    }

    /// Adds an attribute.
    pub fn set(&mut self, name: &str, value: &str) {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        self.attributes.push((name.to_owned(), Some(value)));
    }

    /// Adds an attribute without a value.
    pub fn mark(&mut self, name: &str) {
        self.attributes.push((name.to_owned(), None));
    }

    fn parse(text: &str) -> Self {
        let (name, mut rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let mut attributes = Vec::new();
        while let Some(start) = rest.find(|letter: char| !letter.is_whitespace()) {
            rest = &rest[start..];
            let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
            let name = rest[..end].to_owned();
            let quoted = rest[end..].strip_prefix("=\"").and_then(|value| value.split_once('"'));
            attributes.push((name, quoted.map(|(value, _)| value.to_owned())));
            rest = quoted.map_or(&rest[end..], |(_, after)| after);
        }
        Self { name: name.to_owned(), attributes }
    }

    fn write(&self, page: &mut String) {
        page.push('<');
        page.push_str(&self.name);
        for (name, value) in &self.attributes {
            let _ = match value {
                Some(value) => write!(page, " {name}=\"{value}\""),
                None => write!(page, " {name}"),
            };
        }
        page.push('>');
    }
}

/// The page with every opening tag changed, and without what Leptos would find its places by: comments, and
/// a blank where a text is empty.
pub fn rewritten(html: &str, mut change: impl FnMut(&mut Tag)) -> String {
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        page.push_str(text);
        let end = end_of_tag(after);
        let inside = &after[..end];
        rest = after.get(end + 1..).unwrap_or_default();
        if inside.starts_with('/') {
            if page.ends_with("> ") {
                page.pop();
            }
            let _ = write!(page, "<{inside}>");
        } else if !inside.starts_with('!') {
            let mut tag = Tag::parse(inside.trim_end_matches('/'));
            change(&mut tag);
            tag.write(&mut page);
        }
    }
    page.push_str(rest);
    page
}

/// The position of a tag's `>`: outside of quotes, or at the end of a comment.
fn end_of_tag(text: &str) -> usize {
    if let Some(comment) = text.strip_prefix("!--") {
        return comment.find("-->").map_or(text.len(), |end| end + "!--".len() + "--".len());
    }
    let mut quoted = false;
    let end = text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.unwrap_or(text.len())
}

/// Turns inline styles into classes, because the page's Content Security Policy refuses `style` attributes.
#[derive(Default)]
pub struct Styles {
    rules: Vec<String>,
}

impl Styles {
    /// Takes a tag's style and gives it a class for it.
    pub fn take(&mut self, tag: &mut Tag) {
        let Some(at) = tag.attributes.iter().position(|(name, _)| name == "style") else { return };
        let Some(style) = tag.attributes.remove(at).1 else { return };
        let at = self.rules.iter().position(|known| *known == style).unwrap_or_else(|| {
            self.rules.push(style);
            self.rules.len() - 1
        });
        let class = format!("painted-{at}");
        match tag.attributes.iter_mut().find(|(name, _)| name == "class") {
            Some((_, Some(classes))) => *classes = format!("{classes} {class}"),
            _ => tag.set("class", &class),
        }
    }

    /// A rule for each class, in no layer: as an inline style it wins over the sheets.
    pub fn rules(&self) -> String {
        let rule = |(at, style): (usize, &String)| format!(".painted-{at} {{ {style} }}\n");
        self.rules.iter().enumerate().map(rule).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_words_and_tags_stay() {
        let html = r#"<p title="a > b">one<!> two</p><!--<() />--><br/><input disabled><i> <!></i>"#;
        assert_eq!(rewritten(html, |_| {}), r#"<p title="a > b">one two</p><br><input disabled><i></i>"#);
    }

    #[test]
    fn a_style_becomes_a_class_and_equal_styles_the_same() {
        let mut styles = Styles::default();
        let html = r#"<i class="a" style="width:3%;"></i><b style="width:3%;"></b>"#;
        let page = rewritten(html, |tag| styles.take(tag));
        assert_eq!(page, r#"<i class="a painted-0"></i><b class="painted-0"></b>"#);
        assert_eq!(styles.rules(), ".painted-0 { width:3%; }\n");
    }

    #[test]
    fn a_style_in_the_words_is_no_attribute() {
        let html = r#"<code>&lt;p style="x"></code>"#;
        assert_eq!(rewritten(html, |tag| Styles::default().take(tag)), html);
    }
}
