//! Text in fields: valid text enters the plan, invalid text is kept here as a draft.

use std::collections::BTreeMap;

use leptos::prelude::*;
use planner::field::{Control, Field, FieldId};
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::secrets::{SecretKey, Secrets};
use planner::stack::find_field;
use planner::values::ParseError;

use super::{AppState, History, plural};
use crate::ui::browser;

/// A draft: text in a field that is not in the plan, or not in this spelling.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was typed.
    pub text: String,
    /// Why it cannot enter the plan, if it cannot.
    pub problem: Option<ParseError>,
    /// How many changes had made the plan when this typing began: undo takes the newer of the two back first.
    since: usize,
}

impl Draft {
    /// Whether the plan is unchanged since this text was typed.
    fn is_newest(&self, changes: usize) -> bool {
        self.since >= changes
    }
}

/// All drafts.
#[derive(Clone, Copy)]
pub struct Drafts {
    all: RwSignal<BTreeMap<FieldId, Draft>>,
}

impl Drafts {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { all: RwSignal::default() }
    }

    /// Runs the reader again after each change.
    pub fn track(self) {
        self.all.track();
    }

    /// The draft of a field.
    pub fn text(self, field: FieldId) -> Option<String> {
        self.all.with(|all| all.get(&field).map(|draft| draft.text.clone()))
    }

    /// What is wrong with the text in a field.
    pub fn problem(self, field: FieldId) -> Option<String> {
        self.all.with(|all| all.get(&field).and_then(|d| d.problem.as_ref()).map(ToString::to_string))
    }

    /// Every field whose text is refused, also where the plan no longer asks for it.
    pub(super) fn refused(self) -> Vec<FieldId> {
        self.all
            .with(|all| all.iter().filter(|(_, draft)| draft.problem.is_some()).map(|(id, _)| *id).collect())
    }

    /// Whether a text was refused since this many changes had made the plan.
    pub(super) fn refused_since(self, changes: usize) -> bool {
        self.all.with_untracked(|all| {
            all.values().filter(|draft| draft.problem.is_some()).any(|draft| draft.is_newest(changes))
        })
    }

    fn keep(self, field: FieldId, draft: Draft) {
        self.all.update(|all| drop(all.insert(field, draft)));
    }

    /// Drops the draft of a field.
    pub fn forget(self, field: FieldId) {
        if self.all.with_untracked(|all| all.contains_key(&field)) {
            self.all.update(|all| drop(all.remove(&field)));
        }
    }

    /// Drops the drafts of these fields.
    pub(super) fn forget_those(self, fields: impl Fn(FieldId) -> bool) {
        self.all.update(|all| all.retain(|id, _| !fields(*id)));
    }

    /// Drops all of them: every field shows what the plan has. Returns the fields whose text was refused.
    pub(super) fn forget_all(self) -> Vec<FieldId> {
        let refused = untrack(|| self.refused());
        self.all.set(BTreeMap::new());
        refused
    }

    /// Drops the text of a field as far as it entered the plan: the field shows the plan's spelling.
    fn settle(self, field: FieldId) {
        if self.all.with_untracked(|all| all.get(&field).is_some_and(|draft| draft.problem.is_none())) {
            self.forget(field);
        }
    }
}

impl AppState {
    /// Says it when more is pasted than a field takes.
    pub fn refuse_long_texts(self) {
        browser::refuse_longer(move |whole, most| {
            let text = format!(
                "Not pasted: that would be {whole} characters, but this field allows {most}. Nothing changed"
            );
            self.toasts.text(text);
        });
    }

    /// Handles what was typed or chosen in a field.
    pub fn write(self, field: &'static Field, text: &str) {
        let mut plan = self.project.plan.with_untracked(Plan::clone);
        let written = field.answer(&mut plan, text);
        let shown = if written.is_ok() { field.read(&plan) } else { String::new() };
        if written.is_ok() {
            self.take_plan(plan, field.label, Some(field.id));
        }
        self.keep_draft(field.id, text, written.err(), shown == text);
    }

    /// Takes a secret as far as it is typed.
    pub fn write_secret(self, key: SecretKey, field: &'static Field, text: &str) {
        let mut secrets = self.project.secrets.with_untracked(Secrets::clone);
        let problem = secrets.set(key, text).err();
        if problem.is_none() {
            self.unsaved.remember(text);
            self.take_secrets(secrets, field.label, Some(field.id));
        }
        self.keep_draft(field.id, text, problem, false);
    }

    /// Gives a secret the value back that it had before the typing that goes on in its field.
    pub fn untype_secret(self, key: SecretKey, field: &'static Field) {
        if let Some(before) = self.history.with_untracked(|history| history.typed_over(field.id)) {
            let mut secrets = self.project.secrets.with_untracked(Secrets::clone);
            if secrets.set(key, before.get(key)).is_ok() {
                self.take_secrets(secrets, field.label, Some(field.id));
            }
        }
        self.drafts.forget(field.id);
    }

    /// Remembers the text of a field while the plan has it in other words, or not at all.
    fn keep_draft(self, field: FieldId, text: &str, problem: Option<ParseError>, as_the_plan_has_it: bool) {
        if problem.is_none() && as_the_plan_has_it {
            return self.drafts.forget(field);
        }
        // Continuous typing is one undo step, even if the text is invalid in between.
        let since = self.history.with_untracked(|h| h.made() - usize::from(h.goes_on(Some(field))));
        let draft = Draft { text: text.to_owned(), problem, since };
        self.drafts.keep(field, draft);
    }

    /// The typing in a field is over: what entered the plan is shown in the plan's spelling.
    pub fn settle(self, field: FieldId) {
        self.drafts.settle(field);
        self.history.update_untracked(History::close);
    }

    /// Gives a field its value of the preset, and says which that is.
    pub fn reset(self, field: &'static Field) {
        let value = field.read(&(PRESETS[self.preset.get_untracked()].plan)());
        self.drafts.forget(field.id);
        self.history.update_untracked(History::close);
        let before = self.history.with_untracked(History::made);
        self.write(field, &value);
        self.history.update_untracked(History::close);
        let text = format!("{}: {}, as in the preset", field.label, field.words(&value));
        if self.history.with_untracked(History::made) > before {
            self.toasts.undoable(text);
        } else {
            self.toasts.text(text);
        }
    }

    /// Gives the field in focus its value of the preset, if it has another one.
    pub fn reset_here(self) {
        let Some(field) = self.navigation.selection.get_untracked().field().and_then(find_field) else {
            return;
        };
        if untrack(|| self.differs(field.id)) {
            self.reset(field);
        }
    }

    /// Whether a field holds something else than the preset's value, in the plan or as text that is refused.
    pub fn differs(self, field: FieldId) -> bool {
        self.changed.with(|changed| changed.contains(&field)) || self.drafts.problem(field).is_some()
    }

    /// Drops the drafts of these secrets.
    pub(super) fn forget_drafts_of(self, keys: &[SecretKey]) {
        self.drafts.forget_those(|id| {
            find_field(id).is_some_and(|f| matches!(f.control, Control::Secret(key) if keys.contains(&key)))
        });
    }

    /// Whether refused text is the last thing that was typed, so that undo takes that back and leaves the plan.
    pub(super) fn refused_last(self) -> bool {
        self.drafts.refused_since(self.history.with_untracked(History::made))
    }

    /// Fields whose text is not in the plan.
    pub fn misunderstood(self) -> Vec<FieldId> {
        let asked = |id: &FieldId| find_field(*id).is_some_and(|field| self.project.plan.with(field.shown));
        self.drafts.refused().into_iter().filter(asked).collect()
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
        let value = self.project.plan.with(|plan| field.words(&field.read(plan)));
        (!value.is_empty() && value.chars().count() <= LONGEST).then_some(value)
    }
}
