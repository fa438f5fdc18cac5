//! Provenance: which lines the focused field decides, and which field decides a line.
//!
//! Both are computed on demand and after the frame, never while handling a key press.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use planner::bundle::file_of;
use planner::compare::provenance::{DecidedLines, LineOrigins, decided_by, derivation, line_origins};
use planner::field::FieldId;
use planner::inputs::Inputs;
use planner::outcome::Outcome;
use planner::stack::find_field;

use super::{AppState, Reveal, Shared};
use crate::ui::browser;
use crate::ui::selection::Selection;

/// How long after the last edit the light follows.
const CALM: Duration = Duration::from_millis(200);

/// What the field in focus decides, file by file.
#[derive(Clone, Debug)]
pub struct HighlightedLines {
    field: FieldId,
    files: BTreeMap<String, DecidedLines>,
}

/// A line that was asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointed {
    path: String,
    /// Its number, from 0.
    pub line: usize,
    /// The fields that decide it, the closest first.
    pub fields: Vec<FieldId>,
    /// What it is derived from, where that is more than a field.
    pub derivation: String,
}

/// What is kept between two questions.
#[derive(Clone, Copy, Default)]
pub struct Provenance {
    lit: RwSignal<Option<HighlightedLines>>,
    pointed: RwSignal<Option<Pointed>>,
    known: StoredValue<Option<(Shared, String, LineOrigins)>>,
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Provenance {
    /// Forgets the outcome of the last question, which has secrets in it.
    pub(super) fn forget_outcome(self) {
        self.known.set_value(None);
    }

    /// Forgets which line was asked about: after an edit it may be another one.
    pub(super) fn forget_line(self) {
        if self.pointed.with_untracked(Option::is_some) {
            self.pointed.set(None);
        }
    }
}

impl AppState {
    /// The lines of the shown file that the field in focus decides.
    pub fn lit_lines(self) -> Vec<usize> {
        let path = self.navigation.file.get();
        self.lit(|files| files.get(&path).map(|lines| lines.keys().copied().collect())).unwrap_or_default()
    }

    /// Whether the field in focus decides a line of this file.
    pub fn lights_file(self, path: &str) -> bool {
        self.lit(|files| files.contains_key(path).then_some(())).is_some()
    }

    /// The line of the shown file that was asked about.
    pub fn pointed(self) -> Option<Pointed> {
        let pointed = self.provenance.pointed.get()?;
        self.navigation.file.with(|file| *file == pointed.path).then_some(pointed)
    }

    fn lit<T>(self, slice: impl FnOnce(&BTreeMap<String, DecidedLines>) -> Option<T>) -> Option<T> {
        let selection = self.navigation.selection.get();
        self.provenance.lit.with(|lit| {
            let lit = lit.as_ref().filter(|lit| selection == Selection::Field(lit.field))?;
            slice(&lit.files)
        })
    }

    /// Highlights the lines that a field decides, and shows a file with some of them.
    pub(super) fn light(self, field: FieldId, other_part: bool) {
        browser::after_frame(move || {
            let Some(files) = self.decided_by(field) else { return };
            if self.provenance.pointed.with_untracked(Option::is_none) {
                self.look_at_lines(field, &files, other_part);
            }
            self.provenance.lit.set(Some(HighlightedLines { field, files }));
            browser::after_frame(|| browser::reveal_if_there("findings", "[data-lit=\"true\"]"));
        });
    }

    /// The light follows an edit, once the typing pauses.
    pub(super) fn relight(self) {
        self.provenance.forget_line();
        let Selection::Field(field) = self.navigation.selection.get_untracked() else { return };
        if let Some(timer) = self.provenance.waiting.get_value() {
            timer.clear();
        }
        let light = move || {
            if let Some(files) = self.decided_by(field) {
                self.provenance.lit.set(Some(HighlightedLines { field, files }));
            }
        };
        self.provenance.waiting.set_value(set_timeout_with_handle(light, CALM).ok());
    }

    /// What a field decides, if it still has the focus.
    fn decided_by(self, field: FieldId) -> Option<BTreeMap<String, DecidedLines>> {
        let field = find_field(field)
            .filter(|field| self.navigation.selection.get_untracked() == Selection::Field(field.id))?;
        Some(self.asked(|inputs, outcome| decided_by(inputs, outcome, field)))
    }

    /// The part's own file when the eyes have just come from another part; else the shown one stays as long
    /// as there is something to see in it.
    fn look_at_lines(self, field: FieldId, files: &BTreeMap<String, DecidedLines>, other_part: bool) {
        let own = self.project.plan.with_untracked(|plan| file_of(field.part(), plan));
        let shown = self.navigation.file.get_untracked();
        let [first, second] = if other_part { [&own, &shown] } else { [&shown, &own] };
        let most =
            files.iter().max_by_key(|(path, lines)| (*path != "plan.yaml", lines.len(), Reverse(*path)));
        let path = [first, second].into_iter().find(|path| files.contains_key(*path));
        let Some(path) = path.or(most.map(|(path, _)| path)) else {
            return if other_part {
                self.open_file_of(field.part(), Reveal::Top)
            };
        };
        if *path != shown {
            self.navigation.show_file(path.clone());
        }
        self.navigation.reveal(files.get(path).and_then(closest).map_or(Reveal::Top, Reveal::Line));
    }

    /// The line of a file to look at first for the field in focus, if it decides any.
    pub(super) fn first_lit(self, path: &str) -> Option<usize> {
        untrack(|| self.lit(|files| files.get(path).and_then(closest)))
    }

    /// Says what decides a line of the shown file.
    pub fn point_at(self, line: usize) {
        let path = self.navigation.file.get_untracked();
        let shared = self.project.outcome.get_untracked();
        let known = self.provenance.known.with_value(|known| {
            known.as_ref().is_some_and(|(outcome, file, _)| *outcome == shared && *file == path)
        });
        if !known {
            let line_origins = self.asked(|inputs, outcome| line_origins(inputs, outcome, &path));
            self.provenance.known.set_value(Some((shared.clone(), path.clone(), line_origins)));
        }
        let fields = self.provenance.known.with_value(|known| {
            known.as_ref().map(|(_, _, line_origins)| line_origins.of(line).to_vec()).unwrap_or_default()
        });
        // What lets connections through follows from links as much as from any option.
        let linked =
            self.project.plan.with_untracked(|plan| path == file_of(planner::manifests::POLICIES, plan));
        let derivation = if fields.is_empty() || linked {
            self.asked(|inputs, outcome| derivation(inputs.plan, outcome, &path, line))
        } else {
            String::new()
        };
        self.provenance.pointed.set(Some(Pointed { path, line, fields, derivation }));
    }

    /// Says what decides a line, and goes to the field that decides it most closely.
    pub fn ask_about(self, line: usize) {
        self.point_at(line);
        let first =
            self.provenance.pointed.with_untracked(|p| p.as_ref().and_then(|p| p.fields.first().copied()));
        if let Some(field) = first {
            self.go_to_field(field);
        }
    }

    /// The line that was asked about last, as far as it is in the shown file.
    pub fn last_line(self) -> Option<usize> {
        untrack(|| self.pointed()).map(|pointed| pointed.line)
    }

    fn asked<T>(self, question: impl FnOnce(&Inputs<'_>, &Outcome) -> T) -> T {
        let outcome = self.project.outcome.get_untracked();
        question(&self.project.now().inputs(), &outcome)
    }
}

/// The first of the lines that change with the least else.
fn closest(lines: &DecidedLines) -> Option<usize> {
    lines.iter().min_by_key(|(line, size)| (**size, **line)).map(|(line, _)| *line)
}
