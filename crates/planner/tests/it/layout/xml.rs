//! As much of XML as tells whether a file is well-formed: tags that close, attributes in quotes,
//! entities that exist, no characters that XML does not know.

/// Panics where `text` is not well-formed.
pub fn check(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        check_words(&rest[..start], open.is_empty());
        let end = rest[start..].find('>').map(|end| start + end).expect("a tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closes what is open");
            continue;
        }
        let alone = tag.strip_suffix('/');
        let (name, attributes) = alone.unwrap_or(tag).split_once(' ').unwrap_or((alone.unwrap_or(tag), ""));
        check_attributes(attributes);
        roots += usize::from(open.is_empty());
        if alone.is_none() {
            open.push(name);
        }
    }
    check_words(rest, true);
    assert_eq!((open.len(), roots), (0, 1), "one element around everything: {open:?}");
}

fn check_words(words: &str, outside: bool) {
    assert!(!outside || words.trim().is_empty(), "words outside of everything: {words}");
    assert!(!words.contains("]]>"), "{words}");
    let unknown = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    assert!(!words.contains(unknown), "a control character in {words:?}");
    for entity in words.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;"].iter().any(|name| entity.starts_with(name));
        assert!(known, "&{entity}");
    }
}

fn check_attributes(text: &str) {
    let mut names = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, value) = rest.split_once("=\"").expect("a name and a value in quotes");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{name}");
        assert!(!names.contains(&name), "{name} twice");
        names.push(name);
        let (value, after) = value.split_once('"').expect("a closing quote");
        check_words(value, false);
        assert!(after.is_empty() || after.starts_with(' '), "{after}");
        rest = after.trim_start();
    }
}
