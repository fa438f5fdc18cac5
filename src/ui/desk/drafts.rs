//! Text in fields: what enters the plan, and what stands there without entering it.

use forum_planner::field::{Field, FieldId};
use forum_planner::outcome::presets::PRESETS;
use forum_planner::stack::find_field;
use forum_planner::words::Malformed;
use leptos::prelude::*;

use super::{Desk, History};

/// What stands in a field and is not, or not in this spelling, in the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was typed.
    pub text: String,
    /// Why it cannot enter the plan, if it cannot.
    pub problem: Option<Malformed>,
}

impl Desk {
    /// Takes what somebody typed or chose in a field.
    pub fn write(self, field: &'static Field, text: &str) {
        let mut plan = self.plan.get_untracked();
        let written = field.write(&mut plan, text);
        let shown = if written.is_ok() { field.read(&plan) } else { String::new() };
        let draft = Draft { text: text.to_owned(), problem: written.err() };
        if draft.problem.is_none() {
            self.take(plan, None, field.label, Some(field.id));
        }
        if draft.problem.is_none() && draft.text == shown {
            self.forget_draft(field.id);
        } else {
            self.drafts.update(|drafts| {
                drafts.insert(field.id, draft);
            });
        }
    }

    /// The typing in a field is over: what entered the plan is shown in the plan's spelling.
    pub fn settle(self, field: FieldId) {
        let over = self.drafts.with_untracked(|d| d.get(&field).is_some_and(|d| d.problem.is_none()));
        if over {
            self.drafts.update(|drafts| {
                drafts.remove(&field);
            });
        }
        self.history.update_untracked(History::close);
    }

    /// Gives a field its value of the preset.
    pub fn reset(self, field: &'static Field) {
        let value = field.read(&(PRESETS[self.preset.get_untracked()].plan)());
        self.forget_draft(field.id);
        self.history.update_untracked(History::close);
        self.write(field, &value);
        self.history.update_untracked(History::close);
    }

    /// Drops what stands in a field but not in the plan.
    pub fn forget_draft(self, field: FieldId) {
        if self.drafts.with_untracked(|drafts| drafts.contains_key(&field)) {
            self.drafts.update(|drafts| {
                drafts.remove(&field);
            });
        }
    }

    /// What is wrong with the text in a field.
    pub fn problem(self, field: FieldId) -> Option<String> {
        self.drafts
            .with(|drafts| drafts.get(&field).and_then(|d| d.problem.as_ref()).map(ToString::to_string))
    }

    /// Fields whose text is not in the plan.
    pub fn misunderstood(self) -> Vec<FieldId> {
        let asked = |id: FieldId| find_field(id).is_some_and(|field| self.plan.with(field.shown));
        self.drafts.with(|drafts| {
            drafts
                .iter()
                .filter(|(id, draft)| draft.problem.is_some() && asked(**id))
                .map(|(id, _)| *id)
                .collect()
        })
    }
}
