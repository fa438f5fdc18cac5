//! Text in fields: what enters the plan, and what stands there without entering it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use planner::field::{Control, Field, FieldId};
use planner::presets::PRESETS;
use planner::secrets::SecretKey;
use planner::stack::find_field;
use planner::values::Malformed;

use super::{Desk, History, plural};
use crate::ui::browser;

/// What stands in a field and is not, or not in this spelling, in the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was typed.
    pub text: String,
    /// Why it cannot enter the plan, if it cannot.
    pub problem: Option<Malformed>,
    /// How many changes had made the plan when this typing began: undo takes the newer of the two back first.
    since: usize,
}

impl Draft {
    /// Whether nothing has changed the plan since this text was typed.
    fn is_newest(&self, changes: usize) -> bool {
        self.since >= changes
    }
}

impl Desk {
    /// Says it when more is pasted than a field takes.
    pub fn refuse_long_texts(self) {
        browser::refuse_longer(move |whole, most| {
            let text = format!(
                "Not pasted: that would be {whole} characters, and this field takes {most}. It is as it was"
            );
            self.say_plainly(text);
        });
    }

    /// Takes what somebody typed or chose in a field.
    pub fn write(self, field: &'static Field, text: &str) {
        let mut plan = self.plan.get_untracked();
        let written = field.write(&mut plan, text);
        let shown = if written.is_ok() { field.read(&plan) } else { String::new() };
        if written.is_ok() {
            self.take(plan, None, field.label, Some(field.id));
        }
        self.keep_draft(field.id, text, written.err(), shown == text);
    }

    /// Takes a secret as far as it is typed.
    pub fn write_secret(self, key: SecretKey, field: &'static Field, text: &str) {
        let mut secrets = self.secrets.get_untracked();
        let problem = secrets.set(key, text).err();
        if problem.is_none() {
            self.typed.remember(text);
            self.take(self.plan.get_untracked(), Some(secrets), field.label, Some(field.id));
        }
        self.keep_draft(field.id, text, problem, false);
    }

    /// Gives a secret the value back that it had before the typing that goes on in its field.
    pub fn untype_secret(self, key: SecretKey, field: &'static Field) {
        if let Some(before) = self.history.with_untracked(|history| history.typed_over(field.id)) {
            let mut secrets = self.secrets.get_untracked();
            if secrets.set(key, before.get(key)).is_ok() {
                self.take(self.plan.get_untracked(), Some(secrets), field.label, Some(field.id));
            }
        }
        self.forget_draft(field.id);
    }

    /// Remembers the text of a field while the plan has it in other words, or not at all.
    fn keep_draft(self, field: FieldId, text: &str, problem: Option<Malformed>, as_the_plan_has_it: bool) {
        if problem.is_none() && as_the_plan_has_it {
            return self.forget_draft(field);
        }
        // What was typed in one go is one step, whether or not the last letter of it could be taken.
        let since = self.history.with_untracked(|h| h.made() - usize::from(h.goes_on(Some(field))));
        let draft = Draft { text: text.to_owned(), problem, since };
        self.drafts.update(|drafts| drop(drafts.insert(field, draft)));
    }

    /// The typing in a field is over: what entered the plan is shown in the plan's spelling.
    pub fn settle(self, field: FieldId) {
        let over = self.drafts.with_untracked(|d| d.get(&field).is_some_and(|d| d.problem.is_none()));
        if over {
            self.forget_draft(field);
        }
        self.history.update_untracked(History::close);
    }

    /// Gives a field its value of the preset, and says which that is.
    pub fn reset(self, field: &'static Field) {
        let value = field.read(&(PRESETS[self.preset.get_untracked()].plan)());
        self.forget_draft(field.id);
        self.history.update_untracked(History::close);
        let before = self.history.with_untracked(History::made);
        self.write(field, &value);
        self.history.update_untracked(History::close);
        let text = format!("{}: {}, as in the preset", field.label, field.words(&value));
        if self.history.with_untracked(History::made) > before {
            self.say_undoable(text);
        } else {
            self.say_plainly(text);
        }
    }

    /// Gives the field in focus its value of the preset, if it has another one.
    pub fn reset_here(self) {
        let Some(field) = self.selection.get_untracked().field().and_then(find_field) else { return };
        if untrack(|| self.differs(field.id)) {
            self.reset(field);
        }
    }

    /// Whether a field holds something else than the preset's value, in the plan or as text that is refused.
    pub fn differs(self, field: FieldId) -> bool {
        self.changed.with(|changed| changed.contains(&field)) || self.problem(field).is_some()
    }

    /// Drops what stands in a field but not in the plan.
    pub fn forget_draft(self, field: FieldId) {
        if self.drafts.with_untracked(|drafts| drafts.contains_key(&field)) {
            self.drafts.update(|drafts| {
                drafts.remove(&field);
            });
        }
    }

    /// Drops all of them: every field shows what the plan has. Returns the fields whose text was refused.
    pub(super) fn forget_drafts(self) -> Vec<FieldId> {
        let refused = untrack(|| self.refused());
        self.drafts.set(BTreeMap::new());
        refused
    }

    /// Drops what stands in the fields of these secrets.
    pub(super) fn forget_drafts_of(self, keys: &[SecretKey]) {
        let another = |id: &FieldId, _: &mut Draft| {
            !find_field(*id).is_some_and(|f| matches!(f.control, Control::Secret(key) if keys.contains(&key)))
        };
        self.drafts.update(|drafts| drafts.retain(another));
    }

    /// Every field whose text is refused, also where the plan no longer asks for it.
    pub(super) fn refused(self) -> Vec<FieldId> {
        self.drafts.with(|drafts| {
            drafts.iter().filter(|(_, draft)| draft.problem.is_some()).map(|(id, _)| *id).collect()
        })
    }

    /// Whether refused text is the last thing that was typed, so that undo takes that back and leaves the plan.
    pub(super) fn refused_last(self) -> bool {
        let made = self.history.with_untracked(History::made);
        self.drafts.with_untracked(|drafts| {
            let mut refused = drafts.values().filter(|draft| draft.problem.is_some());
            refused.any(|draft| draft.is_newest(made))
        })
    }

    /// The text that stands in a field and not, or not like that, in the plan.
    pub fn draft(self, field: FieldId) -> Option<String> {
        self.drafts.with(|drafts| drafts.get(&field).map(|draft| draft.text.clone()))
    }

    /// What is wrong with the text in a field.
    pub fn problem(self, field: FieldId) -> Option<String> {
        self.drafts
            .with(|drafts| drafts.get(&field).and_then(|d| d.problem.as_ref()).map(ToString::to_string))
    }

    /// Fields whose text is not in the plan.
    pub fn misunderstood(self) -> Vec<FieldId> {
        let asked = |id: &FieldId| find_field(*id).is_some_and(|field| self.plan.with(field.shown));
        self.refused().into_iter().filter(asked).collect()
    }

    /// What becomes of them: "1 field is invalid; its last valid value (talk.ourclub.org) would be used".
    pub fn misunderstood_words(self) -> Option<String> {
        let fields = self.misunderstood();
        match fields.as_slice() {
            [] => None,
            [field] => Some(match self.last_valid(*field) {
                Some(value) => format!("1 field is invalid; its last valid value ({value}) would be used"),
                None => "1 field is invalid; its last valid value would be used".to_owned(),
            }),
            several => {
                let count = plural(several.len(), "field");
                Some(format!("{count} are invalid; their last valid values would be used"))
            }
        }
    }

    /// The value of a field that the plan has, where it may be shown and is short enough for a sentence.
    fn last_valid(self, field: FieldId) -> Option<String> {
        const LONGEST: usize = 60;
        let field = find_field(field).filter(|field| !matches!(field.control, Control::Secret(_)))?;
        let value = self.plan.with(|plan| field.words(&field.read(plan)));
        (!value.is_empty() && value.chars().count() <= LONGEST).then_some(value)
    }
}
