//! What comes from outside, be it a file or a link: values enter a plan through the fields of the form, so
//! nothing gets in that could not have been typed; what cannot be taken is named in a note.

use std::collections::BTreeMap;

use crate::field::Control;
use crate::plan::Plan;
use crate::stack;

/// Why nothing could be read: a sentence for the person who brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

pub(super) fn refused(reason: impl Into<String>) -> Refused {
    Refused(reason.into())
}

const MOST_NOTES: usize = 20;

/// Writes the values over a plan. What is unknown or cannot be taken leaves the plan as it was.
pub(super) fn take(mut plan: Plan, mut values: BTreeMap<String, String>) -> (Plan, Vec<String>) {
    let mut notes = Vec::new();
    for field in stack::fields().filter(|field| !matches!(field.control, Control::Secret(_))) {
        if let Some(text) = values.remove(field.id.0)
            && let Err(malformed) = field.write(&mut plan, &text)
        {
            notes.push(format!(
                "{} is left at {}: “{}” cannot be taken. {malformed}",
                field.id,
                field.read(&plan),
                short(&text)
            ));
        }
    }
    for unknown in values.keys() {
        notes.push(format!("{} is unknown to this planner and was left out.", short(unknown)));
    }
    cap(&mut notes);
    (plan, notes)
}

/// A hostile file may give reason for thousands of notes; nobody reads more than some.
pub(super) fn cap(notes: &mut Vec<String>) {
    if notes.len() > MOST_NOTES {
        let more = notes.len() - MOST_NOTES;
        notes.truncate(MOST_NOTES);
        notes.push(format!("{more} more were left out."));
    }
}

/// Foreign text, cut to what fits into a sentence.
pub(super) fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if text.chars().count() > 60 { format!("{line}…") } else { line }
}
