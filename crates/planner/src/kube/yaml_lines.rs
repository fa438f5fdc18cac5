//! The lines of YAML as this planner writes it, each with the path of what stands there: the one place that knows
//! how indentation, lists and blocks of text become paths. Each document after a `---` begins anew. What a value
//! means is left to the caller.

use std::str::SplitInclusive;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Blank, or a comment.
    Empty,
    /// `---`.
    Separator,
    /// A key and its colon, behind dashes or not.
    Key,
    /// An item of a list that is no map.
    Item,
    /// More of the value above, as the lines of a block are. Also what can be none of the others.
    More,
}

/// A line of a text, and its place in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlLine<'a> {
    /// What it is.
    pub kind: LineKind,
    /// As it stands, with its line break.
    pub text: &'a str,
    /// The path of its key or item, such as `spec.ports[0].name`; in a block, the path of its key. Empty for blanks,
    /// comments and separators.
    pub path: String,
    /// In how many maps and lists it stands.
    pub depth: usize,
    /// How long the path of the map or list around it is.
    parent: usize,
    /// Where the value begins in the text.
    value: usize,
}

impl<'a> YamlLine<'a> {
    /// Indentation, dashes, key and colon.
    pub fn before_value(&self) -> &'a str {
        &self.text[..self.value]
    }

    /// What stands behind the colon or the dash, quotes and comments included.
    pub fn value(&self) -> &'a str {
        self.text[self.value..].trim()
    }

    /// The path of the map or list around it.
    pub fn parent(&self) -> &str {
        &self.path[..self.parent]
    }

    /// Whether it is the line of this path, or belongs to what stands below it.
    pub fn is_within(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// Whether it is this key with this plain value.
    pub fn says(&self, path: &str, value: &str) -> bool {
        self.kind == LineKind::Key && self.path == path && self.value() == value
    }
}

/// Every line of a text, in order.
pub fn yaml_lines(text: &str) -> impl Iterator<Item = YamlLine<'_>> {
    Lines { rest: text.split_inclusive('\n'), open: Vec::new(), items: 0, block: None }
}

/// How many maps and lists may stand in one another, and how long a key may be; what is more is [`LineKind::More`].
/// Manifests have far less, and no text makes paths that are much longer than itself.
const DEEPEST: usize = 64;
const LONGEST_KEY: usize = 320;

/// A key or an item to which the next lines may belong.
struct Open {
    /// The column of the key, or of the dash.
    column: usize,
    is_item: bool,
    path: String,
    /// How many items it has had.
    items: usize,
}

struct Lines<'a> {
    rest: SplitInclusive<'a, char>,
    open: Vec<Open>,
    /// How many items a list has had that is the document itself.
    items: usize,
    /// The column that the lines of the present block stand behind.
    block: Option<usize>,
}

impl<'a> Iterator for Lines<'a> {
    type Item = YamlLine<'a>;

    fn next(&mut self) -> Option<YamlLine<'a>> {
        let text = self.rest.next()?;
        let bare = text.trim_end_matches(['\n', '\r']);
        let content = bare.trim_start_matches(' ');
        let indent = bare.len() - content.len();
        let is_blank = content.trim().is_empty();
        let plain = |kind, path: &str| YamlLine {
            kind,
            text,
            path: path.to_owned(),
            depth: 0,
            parent: 0,
            value: indent,
        };
        self.block = self.block.filter(|column| is_blank || indent > *column);
        if self.block.is_some() {
            return Some(plain(LineKind::More, self.open.last().map_or("", |open| &open.path)));
        }
        if is_blank || content.starts_with('#') {
            return Some(plain(LineKind::Empty, ""));
        }
        if content.trim_end() == "---" {
            self.open.clear();
            self.items = 0;
            return Some(plain(LineKind::Separator, ""));
        }
        let (mut column, mut rest, mut dash) = (indent, content, None);
        while (rest == "-" || rest.starts_with("- ")) && self.open.len() < DEEPEST {
            self.open_item(column);
            dash = Some(column);
            let item = rest[1..].trim_start_matches(' ');
            column += rest.len() - item.len();
            rest = item;
        }
        let key = key(rest).filter(|(key, _)| key.len() <= LONGEST_KEY);
        let (kind, outer, value) = match (key, dash) {
            (Some((key, value)), _) if self.open_key(column, &key) => (LineKind::Key, column, value),
            (_, Some(dash)) => (LineKind::Item, dash, rest),
            _ => {
                let above = self.open.iter().rev().find(|open| open.column < indent);
                return Some(plain(LineKind::More, above.map_or("", |open| &open.path)));
            }
        };
        self.block = Some(outer).filter(|_| value.trim_start().starts_with(['|', '>']));
        let (this, around) = self.open.split_last()?;
        Some(YamlLine {
            kind,
            text,
            path: this.path.clone(),
            depth: around.len(),
            parent: around.last().map_or(0, |open| open.path.len()),
            value: bare.len() - value.len(),
        })
    }
}

impl Lines<'_> {
    /// A list may stand in the column of its key.
    fn open_item(&mut self, column: usize) {
        let is_over = |open: &Open| open.column > column || (open.column == column && open.is_item);
        while self.open.last().is_some_and(is_over) {
            self.open.pop();
        }
        let (parent, items) = match self.open.last_mut() {
            Some(open) => (open.path.as_str(), &mut open.items),
            None => ("", &mut self.items),
        };
        let path = format!("{parent}[{items}]");
        *items += 1;
        self.open.push(Open { column, is_item: true, path, items: 0 });
    }

    /// Whether there was room for it.
    fn open_key(&mut self, column: usize, key: &str) -> bool {
        while self.open.last().is_some_and(|open| open.column >= column) {
            self.open.pop();
        }
        let path = self.open.last().map_or_else(|| key.to_owned(), |open| format!("{}.{key}", open.path));
        let has_room = self.open.len() < DEEPEST;
        if has_room {
            self.open.push(Open { column, is_item: false, path, items: 0 });
        }
        has_room
    }
}

/// A key before its colon, and what follows.
fn key(content: &str) -> Option<(String, &str)> {
    if let Some(quote) = content.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (key, rest) = quoted(&content[1..], quote)?;
        let rest = rest.strip_prefix(':')?;
        return (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some((key, rest));
    }
    let (key, rest) = content.split_once(':')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let separated = rest.is_empty() || rest.starts_with([' ', '\t']);
    (!key.is_empty() && key.chars().all(plain) && separated).then(|| (key.to_owned(), rest))
}

/// The text up to the closing quote, and what follows it.
pub(crate) fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        if c == quote && quote == '\'' && text[at + 1..].starts_with('\'') {
            value.push('\'');
            rest.next();
        } else if c == quote {
            return Some((value, &text[at + c.len_utf8()..]));
        } else if c == '\\' && quote == '"' {
            let (_, letter) = rest.next()?;
            let digits = match letter {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            let mut code = 0_u32;
            for _ in 0..digits {
                code = code.checked_mul(16)?.checked_add(rest.next()?.1.to_digit(16)?)?;
            }
            value.push(if digits > 0 { char::from_u32(code)? } else { escaped(letter)? });
        } else {
            value.push(c);
        }
    }
    None
}

fn escaped(letter: char) -> Option<char> {
    Some(match letter {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        ' ' | '"' | '/' | '\\' => letter,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{LineKind, YamlLine, yaml_lines};

    fn paths(text: &str) -> Vec<(LineKind, String)> {
        yaml_lines(text).map(|line| (line.kind, line.path)).collect()
    }

    #[test]
    fn maps_lists_and_lists_within_lists_become_paths() {
        let text = "# a plan\nspec:\n  ports:\n  - name: http\n    port: 80\n  - name: https\n  args:\n    - one\n    - - two\n'a.b':\n";
        let expected = [
            (LineKind::Empty, ""),
            (LineKind::Key, "spec"),
            (LineKind::Key, "spec.ports"),
            (LineKind::Key, "spec.ports[0].name"),
            (LineKind::Key, "spec.ports[0].port"),
            (LineKind::Key, "spec.ports[1].name"),
            (LineKind::Key, "spec.args"),
            (LineKind::Item, "spec.args[0]"),
            (LineKind::Item, "spec.args[1][0]"),
            (LineKind::Key, "a.b"),
        ];
        assert_eq!(paths(text), expected.map(|(kind, path)| (kind, path.to_owned())));
    }

    #[test]
    fn lines_of_a_block_are_no_keys_whatever_they_look_like() {
        let text = "data:\n  a.conf: |\n    key: value\n\n    # no comment\n    - item\n  b: 1\n  c: >-\n    d: e\n- |\n  f: g\n";
        let expected = [
            (LineKind::Key, "data"),
            (LineKind::Key, "data.a.conf"),
            (LineKind::More, "data.a.conf"),
            (LineKind::More, "data.a.conf"),
            (LineKind::More, "data.a.conf"),
            (LineKind::More, "data.a.conf"),
            (LineKind::Key, "data.b"),
            (LineKind::Key, "data.c"),
            (LineKind::More, "data.c"),
            (LineKind::Item, "data[0]"),
            (LineKind::More, "data[0]"),
        ];
        assert_eq!(paths(text), expected.map(|(kind, path)| (kind, path.to_owned())));
    }

    #[test]
    fn every_document_begins_anew() {
        let text = "- a\n---\n- b\n---\nc:\n";
        let expected = ["[0]", "", "[0]", "", "c"];
        assert_eq!(yaml_lines(text).map(|line| line.path).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_line_knows_its_value_and_what_it_is_within() {
        let lines: Vec<YamlLine<'_>> = yaml_lines("kind: Secret\ndata:\n  - key: 'x' # why\n").collect();
        assert!(lines[0].says("kind", "Secret") && !lines[0].says("kind", "Sec"));
        let last = &lines[2];
        assert_eq!((last.before_value(), last.value()), ("  - key:", "'x' # why"));
        assert_eq!((last.parent(), last.depth), ("data[0]", 2));
        assert!(last.is_within("data") && last.is_within("data[0].key") && !last.is_within("dat"));
    }

    #[test]
    fn a_hostile_text_makes_no_path_longer_than_paths_may_be() {
        let dashes = "- ".repeat(10_000);
        let nested: String = (0..500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        let key = "k".repeat(10_000);
        for text in [dashes, nested, format!("{key}:\n  a: 1\n")] {
            let longest = yaml_lines(&text).map(|line| line.path.len()).max();
            assert!(longest.is_some_and(|length| length <= 64 * 5), "{longest:?}");
        }
    }
}
