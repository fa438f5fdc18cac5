//! How two plans and their outcomes differ: fields, objects, files and their lines, findings. This shows the difference to
//! a person; [`crate::analysis::upgrade`] tells what the API server does with it.

pub mod diff;
mod fields;
mod findings;
mod hunks;
mod objects;
pub mod provenance;
pub mod redact;
mod words;

use crate::compare::diff::matched_lines;
use crate::compare::redact::holds_secrets;
use crate::outcome::Outcome;
use crate::project::Project;
pub use fields::{FieldDifference, between};
pub use findings::Remark;
pub use hunks::{Block, Hunk, hunks, shared};
pub use objects::ObjectDifference;

/// One of the two, with all that follows from it.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The project: its plan and secrets are compared, not what runs.
    pub project: &'a Project,
    /// What follows from it.
    pub outcome: &'a Outcome,
}

/// What became of an object or a file on the way from the one to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Both have it, each in its own way.
    Changed,
    /// Only the new one has it.
    Added,
    /// Only the old one has it.
    Removed,
}

impl Turn {
    /// The word for people and for style sheets.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// A file that only one of them has, or that says something else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileDifference {
    /// Its path.
    pub path: String,
    /// What became of it.
    pub turn: Turn,
    /// How many lines of the old text are not in the new one.
    pub gone: usize,
    /// How many lines of the new text are not in the old one.
    pub come: usize,
}

/// Everything in which two plans differ. No value of a secret is in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The options, in the order of the form.
    pub fields: Vec<FieldDifference>,
    /// The objects: those of the new plan in its order, then those that only the old one has.
    pub objects: Vec<ObjectDifference>,
    /// The files: manifests first, then the others.
    pub files: Vec<FileDifference>,
    /// Findings that only the old one has.
    pub gone: Vec<Remark>,
    /// Findings that only the new one has.
    pub come: Vec<Remark>,
}

impl Comparison {
    /// Compares.
    pub fn of(old: Side<'_>, new: Side<'_>) -> Self {
        let (gone, come) = findings::between(&old.outcome.findings, &new.outcome.findings);
        Self {
            fields: fields::differences(old, new),
            objects: objects::between(&old.outcome.objects, &new.outcome.objects),
            files: files(old.outcome, new.outcome),
            gone,
            come,
        }
    }

    /// Whether the two are the same in everything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many lines differ in all files.
    pub fn lines(&self) -> usize {
        self.files.iter().map(|file| file.gone + file.come).sum()
    }
}

fn files(old: &Outcome, new: &Outcome) -> Vec<FileDifference> {
    let mut found: Vec<FileDifference> =
        new.files.iter().filter_map(|(path, _)| file(path, old, new)).collect();
    let removed = old.files.iter().filter(|(path, _)| new.files.get(path).is_none());
    found.extend(removed.filter_map(|(path, _)| file(path, old, new)));
    found.sort_by_cached_key(|file| (!file.path.starts_with("base/"), file.path.clone()));
    found
}

fn file(path: &str, old: &Outcome, new: &Outcome) -> Option<FileDifference> {
    let text = |side: &'_ Outcome| side.files.get(path).map(|file| file.text.clone());
    let (was, is) = (text(old), text(new));
    let turn = match (&was, &is) {
        (Some(was), Some(is)) if was == is => return None,
        (None, _) => Turn::Added,
        (_, None) => Turn::Removed,
        _ => Turn::Changed,
    };
    let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
    let old: Vec<&str> = was.split_inclusive('\n').collect();
    let new: Vec<&str> = is.split_inclusive('\n').collect();
    let stay = matched_lines(&old, &new).iter().flatten().count();
    Some(FileDifference { path: path.to_owned(), turn, gone: old.len() - stay, come: new.len() - stay })
}

/// The lines of one file in which two outcomes differ, with a few around them.
pub fn lines(path: &str, old: &Outcome, new: &Outcome) -> Vec<Hunk> {
    let text = |side: &'_ Outcome| side.files.get(path).map_or_else(String::new, |file| file.text.clone());
    hunks(&text(old), &text(new), holds_secrets(path))
}
