//! Puts values from a file or link into a plan. They go through the form's fields, so only values that could have been
//! typed get in; a note names each value that was rejected.

use std::collections::BTreeMap;
use std::fmt;

use crate::field::{Control, FieldId};
use crate::plan::Plan;
use crate::stack;
use crate::values::ParseError;

/// Why nothing could be read: a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError(pub String);

impl std::error::Error for ImportError {}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) fn refused(reason: impl Into<String>) -> ImportError {
    ImportError(reason.into())
}

/// Something that was brought and is not in the plan. Foreign words in it are cut to what fits into a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// A value that its option cannot take.
    Invalid {
        /// The option.
        field: FieldId,
        /// What it has instead.
        stays: String,
        /// What was brought.
        value: String,
        /// What to write, in a sentence.
        why: ParseError,
    },
    /// A key that is not an option.
    Unknown(String),
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { field, stays, value, why } => {
                write!(f, "{field} stays {stays}: “{value}” is not valid. {why}")
            }
            Self::Unknown(key) => write!(f, "{key} is unknown to this planner and was left out."),
        }
    }
}

const MOST_NOTES: usize = 20;

/// Writes the values over a plan. What is unknown or cannot be taken leaves the plan as it was.
pub(super) fn apply_values(mut plan: Plan, mut values: BTreeMap<String, String>) -> (Plan, Vec<Rejected>) {
    let mut left = Vec::new();
    for field in stack::fields().filter(|field| !matches!(field.control, Control::Secret(_))) {
        if let Some(text) = values.remove(field.id.0)
            && let Err(why) = field.write(&mut plan, &text)
        {
            left.push(Rejected::Invalid {
                field: field.id,
                stays: field.read(&plan),
                value: short(&text),
                why,
            });
        }
    }
    left.extend(values.keys().map(|unknown| Rejected::Unknown(short(unknown))));
    (plan, left)
}

/// A sentence for each, for people.
pub(super) fn notes(left: &[Rejected]) -> Vec<String> {
    let mut notes: Vec<String> = left.iter().map(ToString::to_string).collect();
    cap(&mut notes);
    notes
}

/// A hostile file could cause thousands of notes, more than are of use to anyone.
pub(super) fn cap(notes: &mut Vec<String>) {
    if notes.len() > MOST_NOTES {
        let more = notes.len() - MOST_NOTES;
        notes.truncate(MOST_NOTES);
        notes.push(format!("{more} more were left out."));
    }
}

/// Foreign text, cut to what fits into a sentence.
pub(super) fn short(text: &str) -> String {
    // Brought by mistake where its public half belongs; a log is no place for it.
    let upper = text.to_uppercase();
    if ["PRIVATE KEY", "AGE-SECRET-KEY"].iter().any(|known| upper.contains(known)) {
        return "a private key".to_owned();
    }
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if text.chars().count() > 60 { format!("{line}…") } else { line }
}
