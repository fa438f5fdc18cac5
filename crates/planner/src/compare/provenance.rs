//! Provenance: which option decides which line of the bundle, and the reverse.
//!
//! There is no list of this. Each option is varied ([`variations`]), and the option decides every line that is changed or
//! missing afterwards; so an option that only makes a line appear counts too. If several options decide a line, the one
//! that changes it and the fewest other lines comes first.

mod derivation;
mod file_content;
mod varied;

use std::collections::BTreeMap;

use crate::field::{Field, FieldId};
use crate::inputs::Inputs;
use crate::outcome::Outcome;
use crate::sorting::sort_by_key;
use crate::stack::fields;
pub use derivation::derivation;
use file_content::FileContent;
pub use varied::{Variation, variations};

/// Lines of one file that an option decides, each with the size of the smallest change that loses it: how
/// many lines go and come with it.
pub type DecidedLines = BTreeMap<usize, usize>;

/// Which options decide which lines of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineOrigins(Vec<Vec<FieldId>>);

impl LineOrigins {
    /// The options that decide a line, counted from 0; the one that changes the least else comes first.
    pub fn of(&self, line: usize) -> &[FieldId] {
        self.0.get(line).map_or(&[], Vec::as_slice)
    }
}

/// Varies every option that the form shows for this plan. `outcome` is the outcome of `inputs`.
pub fn line_origins(inputs: &Inputs<'_>, outcome: &Outcome, path: &str) -> LineOrigins {
    let Some(file) = outcome.files.get(path) else { return LineOrigins::default() };
    let content = FileContent::of(outcome, path, inputs.plan);
    let mut found: Vec<Vec<((usize, bool), FieldId)>> = vec![Vec::new(); file.text.lines().count()];
    for field in fields().filter(|field| (field.shown)(inputs.plan)) {
        for (line, size) in content.decided_by(field, &content.variations(field, inputs), inputs) {
            if let Some(fields) = found.get_mut(line) {
                // Of two that change as much, the option of the part whose file it is.
                fields.push(((size, field.id.part() != file.part), field.id));
            }
        }
    }
    let sorted = |mut fields: Vec<((usize, bool), FieldId)>| {
        // Stable: the order of the form decides the rest.
        sort_by_key(&mut fields, |(rank, _)| *rank);
        fields.into_iter().map(|(_, id)| id).collect()
    };
    LineOrigins(found.into_iter().map(sorted).collect())
}

/// What one option decides, file by file; nothing when the plan does not ask for it. `outcome` is what
/// follows from `inputs`.
pub fn decided_by(inputs: &Inputs<'_>, outcome: &Outcome, field: &Field) -> BTreeMap<String, DecidedLines> {
    if !(field.shown)(inputs.plan) {
        return BTreeMap::new();
    }
    let variations = variations(field, inputs);
    outcome
        .files
        .iter()
        .map(|(path, _)| {
            (
                path.to_owned(),
                FileContent::of(outcome, path, inputs.plan).decided_by(field, &variations, inputs),
            )
        })
        .filter(|(_, lines)| !lines.is_empty())
        .collect()
}
