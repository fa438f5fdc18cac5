//! Output for people: colours if the terminal has them, text from files without control characters, notes on the error
//! stream.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use planner::finding::Severity;

/// Where the answer goes.
#[derive(Clone, Copy)]
pub struct Terminal {
    colours: bool,
}

/// What a colour means. It never says more than the words beside it.
#[derive(Clone, Copy)]
pub enum Colour {
    Error,
    Warning,
    Advice,
    Gone,
    Come,
    Strong,
}

impl From<Severity> for Colour {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning | Severity::ToFillIn => Self::Warning,
            Severity::Advice => Self::Advice,
        }
    }
}

impl Terminal {
    /// Colours on a terminal that has them, unless `NO_COLOR` asks for none.
    pub fn here() -> Self {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let dumb = set("TERM").is_none_or(|kind| kind == "dumb");
        Self { colours: io::stdout().is_terminal() && set("NO_COLOR").is_none() && !dumb }
    }

    pub fn paint(self, colour: Colour, text: &str) -> String {
        if !self.colours {
            return text.to_owned();
        }
        let code = match colour {
            Colour::Error => "1;31",
            Colour::Warning => "1;33",
            Colour::Advice => "1;36",
            Colour::Gone => "31",
            Colour::Come => "32",
            Colour::Strong => "1",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// Writes a line to the error stream. If that fails there is no way left to report it.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", plain(text));
}

/// Foreign text without what would move the cursor, colour the screen or turn the reading direction.
pub fn plain(text: &str) -> String {
    let tricky = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().map(|c| if tricky(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A path as people write it.
pub fn path(path: &Path) -> String {
    plain(&path.display().to_string()).replace('\n', "\u{fffd}")
}

/// Lines of the same width on every screen, so that the text can be kept and compared.
pub fn wrapped(text: &str) -> String {
    const WIDTH: usize = 96;
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if width > 0 && width + 1 + letters > WIDTH {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += letters;
    }
    lines
}

/// Rows under one another, each column as wide as its widest word needs. The last is not filled up.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0));
    let line = |row: &[String; N]| {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{:<width$}", plain(cell))).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn foreign_text_moves_no_cursor_and_turns_no_line() {
        assert_eq!(plain("a\x1b[2Jb\u{202e}c\rd\ne"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d\ne");
    }
}
