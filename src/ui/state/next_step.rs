//! What is still to be filled in, and the way from one to the next.

use leptos::prelude::*;
use planner::field::FieldId;
use planner::finding::Severity;
use planner::stack::find_field;

use super::{AppState, Listing};
use crate::ui::browser;

impl AppState {
    /// What is still to be filled in: fields with invalid text, then the fields of each error.
    fn missing(self) -> Vec<FieldId> {
        let mut missing = self.misunderstood();
        let asked = |id: &&FieldId| find_field(**id).is_some_and(|field| self.project.plan.with(field.shown));
        self.findings.with(|findings| {
            let errors = findings.iter().filter(|finding| finding.severity >= Severity::ToFillIn);
            for field in errors.flat_map(|error| &error.fields).filter(asked) {
                if !missing.contains(field) {
                    missing.push(*field);
                }
            }
        });
        missing
    }

    /// What to write next: the first of all that is missing. When this has led there already and it is left as it is,
    /// what comes after it.
    pub fn next_step(self) -> Option<FieldId> {
        let missing = self.missing();
        let here =
            self.navigation.led.get().filter(|led| self.navigation.selection.get().field() == Some(*led));
        let here = here.and_then(|field| missing.iter().position(|id| *id == field));
        missing.get(here.map_or(0, |at| (at + 1) % missing.len())).copied()
    }

    /// Goes to the next of these, with its text selected so that typing replaces it; to the download if none is left.
    pub fn go_on(self) {
        let Some(field) = untrack(|| self.next_step()) else { return browser::focus("download") };
        let there = browser::focused() == field.0;
        self.navigation.led.set(Some(field));
        self.go_to_field(field);
        if !there {
            browser::when_drawn(move || browser::select_text(field.0));
        }
    }

    /// Shows what is wrong: a field with invalid text, or else the findings.
    pub fn look_at_problems(self) {
        if let Some(field) = self.misunderstood().first() {
            return self.go_to_field(*field);
        }
        self.list(Listing::Findings);
    }
}
