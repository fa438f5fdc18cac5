//! The page's search: finds options, findings, files, commands and glossary words, also by other names for them.

pub mod glossary;

use crate::bundle::commands;
use crate::field::{Control, Field, FieldId};
use crate::files::FileTree;
use crate::finding::Finding;
use crate::plan::Plan;
use crate::search::glossary::TERMS;
use crate::sorting::sort_by_key;
use crate::stack::{PARTS, Part};

/// Where a hit leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An option.
    Field(FieldId),
    /// A finding, at this option if it has one.
    Finding(Option<FieldId>),
    /// A file of the bundle, by its path.
    File(String),
    /// The commands.
    Commands,
    /// A word, met at this option if it is met at one.
    Word(Option<FieldId>),
}

impl Place {
    /// What it is, for people.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Field(_) => "option",
            Self::Finding(_) => "finding",
            Self::File(_) => "file",
            Self::Commands => "command",
            Self::Word(_) => "word",
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it leads to.
    pub place: Place,
    /// Its name.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
}

/// The most that is found.
const MOST: usize = 24;

/// What fits all words of a query, the best first; nothing for an empty query. A word fits where another one begins
/// with it: in a title best, then among the keywords and the names around it, at last in the sentences.
pub fn search(query: &str, plan: &Plan, findings: &[Finding], files: &FileTree) -> Vec<Hit> {
    let query = folded(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found = Found { words, hits: Vec::new() };
    for part in PARTS {
        for field in part.fields.iter().filter(|field| (field.shown)(plan)) {
            let place = Place::Field(field.id);
            found.take(place, field.label, &around(part, field), &said(part, field));
        }
    }
    for term in TERMS {
        let at = term.field.filter(|id| shown(*id, plan));
        found.take(Place::Word(at), term.word, term.keywords, term.meaning);
    }
    for finding in findings {
        found.take(
            Place::Finding(finding.fields.first().copied()),
            &finding.message,
            finding.code,
            &finding.detail,
        );
    }
    for (path, _) in files.iter() {
        found.take(Place::File(path.to_owned()), path, "", "A file of the bundle.");
    }
    for (what, line) in commands(plan) {
        found.take(Place::Commands, what, "kubectl command", &line);
    }
    sort_by_key(&mut found.hits, |(score, _)| *score);
    found.hits.truncate(MOST);
    found.hits.into_iter().map(|(_, hit)| hit).collect()
}

fn shown(id: FieldId, plan: &Plan) -> bool {
    crate::stack::find_field(id).is_some_and(|field| (field.shown)(plan))
}

/// The names that stand around a field.
fn around(part: &Part, field: &Field) -> String {
    format!("{} {} {} {}", field.keywords, part.title, field.group, field.id)
}

/// What is said about a field: its section, its help, and what can be chosen.
fn said(part: &Part, field: &Field) -> String {
    let choices: Vec<&str> = match field.control {
        Control::Choice { options, .. } => options.iter().map(|(_, words)| *words).collect(),
        _ => Vec::new(),
    };
    format!("{}: {} {}", part.title, field.help, choices.join(", ")).trim_end().to_owned()
}

struct Found<'a> {
    words: Vec<&'a str>,
    hits: Vec<(usize, Hit)>,
}

impl Found<'_> {
    fn take(&mut self, place: Place, title: &str, names: &str, about: &str) {
        let (named, around, said) = (folded(title), folded(names), folded(about));
        let score = |word: &&str| {
            let in_title = begins(&named, word).then_some(if named == *word { 0 } else { 1 });
            in_title.or(begins(&around, word).then_some(2)).or(begins(&said, word).then_some(6))
        };
        if let Some(score) = self.words.iter().map(score).sum::<Option<usize>>() {
            self.hits.push((score, Hit { place, title: title.to_owned(), about: about.to_owned() }));
        }
    }
}

/// Whether a word of the text begins like this.
fn begins(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// In small letters, with one kind of apostrophe.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}
