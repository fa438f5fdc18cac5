//! Undo and redo. Typing in one field is one step.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use planner::field::FieldId;
use planner::project::Project;
use planner::secrets::Secrets;

use super::{AppState, place_name};

/// A state to come back to, and what changed it.
#[derive(Clone)]
pub struct HistoryEntry {
    /// The name that the plan had then.
    pub name: String,
    /// The project then.
    pub project: Project,
    /// The preset then.
    pub preset: usize,
    /// What changed it: the field's label, the fix, the preset.
    pub what: Arc<str>,
    /// The field that changed it.
    pub by: Option<FieldId>,
}

/// The steps behind and ahead, as many as there are: a step holds what an edit changed,
/// a few kilobytes, and shares the rest.
#[derive(Default)]
pub struct History {
    past: Vec<HistoryEntry>,
    future: Vec<HistoryEntry>,
    typing: Option<FieldId>,
}

impl History {
    /// Whether a change by this field is the same step as the one before.
    pub fn goes_on(&self, by: Option<FieldId>) -> bool {
        by.is_some() && by == self.typing
    }

    /// Continues the previous step, without a new undo point.
    pub fn go_on(&mut self) {
        self.future.clear();
    }

    /// Remembers the state before a change.
    pub fn remember(&mut self, before: HistoryEntry) {
        self.future.clear();
        self.typing = before.by;
        self.past.push(before);
    }

    /// The next change starts a new undo step.
    pub fn close(&mut self) {
        self.typing = None;
    }

    /// Takes the step behind and keeps `now` to come back to.
    pub fn undo(&mut self, now: HistoryEntry) -> Option<HistoryEntry> {
        self.typing = None;
        let step = self.past.pop()?;
        self.future.push(HistoryEntry { what: Arc::clone(&step.what), by: step.by, ..now });
        Some(step)
    }

    /// Takes the step ahead and keeps `now` to come back to.
    pub fn redo(&mut self, now: HistoryEntry) -> Option<HistoryEntry> {
        self.typing = None;
        let step = self.future.pop()?;
        self.past.push(HistoryEntry { what: Arc::clone(&step.what), by: step.by, ..now });
        Some(step)
    }

    /// Steps of a plan go with it when it gets another name.
    pub fn rename(&mut self, old: &str, new: &str) {
        for step in self.steps().filter(|step| step.name == old) {
            new.clone_into(&mut step.name);
        }
    }

    /// Every step behind and ahead.
    pub fn steps(&mut self) -> impl Iterator<Item = &mut HistoryEntry> {
        self.past.iter_mut().chain(&mut self.future)
    }

    /// What undo would take back.
    pub fn behind(&self) -> Option<&str> {
        self.past.last().map(|step| &*step.what)
    }

    /// What redo would do again.
    pub fn ahead(&self) -> Option<&str> {
        self.future.last().map(|step| &*step.what)
    }

    /// Fields that were changed by themselves on the way here.
    pub fn written(&self) -> BTreeSet<FieldId> {
        self.past.iter().filter_map(|step| step.by).collect()
    }

    /// The secrets as they were before the typing that goes on in this field.
    pub fn typed_over(&self, field: FieldId) -> Option<Arc<Secrets>> {
        self.past.last().filter(|_| self.goes_on(Some(field))).map(|step| Arc::clone(&step.project.secrets))
    }

    /// How many changes made the plan what it is.
    pub fn made(&self) -> usize {
        self.past.len()
    }

    /// The state after this many changes, backwards or forwards; None for the present one.
    pub fn after(&self, changes: usize) -> Option<&HistoryEntry> {
        match changes.checked_sub(self.past.len()) {
            None => self.past.get(changes),
            Some(ahead) => self.future.len().checked_sub(ahead).and_then(|at| self.future.get(at)),
        }
    }
}

impl AppState {
    /// One step back. Text that was refused and is newer than the last change is taken back alone.
    pub fn undo(self) {
        if self.refused_last() {
            let fields = names(&self.drafts.forget_all());
            self.history.update_untracked(History::close);
            return self.toasts.text(format!("Undone: the text in {fields}"));
        }
        self.move_through(History::undo, "Undone");
    }

    /// One step forth.
    pub fn redo(self) {
        self.move_through(History::redo, "Done again");
    }

    /// What undo would take back, if anything.
    pub fn undoable(self) -> Option<String> {
        // The history alone does not change when text is refused.
        self.drafts.track();
        let behind = self.history.with(|history| history.behind().map(ToOwned::to_owned));
        let refused =
            self.refused_last().then(|| format!("the text in {}", names(&untrack(|| self.drafts.refused()))));
        refused.or(behind)
    }

    /// What redo would do again, if anything.
    pub fn redoable(self) -> Option<String> {
        self.history.with(|history| history.ahead().map(ToOwned::to_owned))
    }

    /// All that undo brings back, as it is now.
    pub(super) fn step(self, what: &str, by: Option<FieldId>) -> HistoryEntry {
        HistoryEntry {
            name: self.store.name_now(),
            project: self.project.now(),
            preset: self.preset.get_untracked(),
            what: Arc::from(what),
            by,
        }
    }

    fn move_through(self, way: fn(&mut History, HistoryEntry) -> Option<HistoryEntry>, word: &str) {
        let now = self.step("", None);
        let Some(step) = self.history.try_update(|history| way(history, now)).flatten() else {
            self.drafts.forget_all();
            return;
        };
        self.project.begin_edit();
        // The fields show the plan again. Text that was refused is of no plan, and is named.
        let dropped = self.drafts.forget_all();
        if !self.store.is_open(&step.name) {
            self.save_what_waits();
            self.put_away();
            self.store.set_name(step.name.clone());
            self.remember_open(&step.name);
        }
        self.set_preset.set(step.preset);
        // What was agreed to since stays agreed to, as long as the same forum runs.
        let running = self.project.running.with_untracked(Option::clone);
        let same = match (&running, &step.project.running) {
            (Some(now), Some(then)) => now.plan == then.plan && now.secrets == then.secrets,
            (now, then) => now.is_none() && then.is_none(),
        };
        self.put(if same { Project { running, ..step.project } } else { step.project });
        self.save_later();
        self.follow(step.by);
        let dropped = dropped.iter().filter(|id| step.by != Some(**id)).copied().collect::<Vec<_>>();
        let also =
            if dropped.is_empty() { String::new() } else { format!(", and the text in {}", names(&dropped)) };
        self.toasts.text(format!("{word}: {}{also}", step.what));
    }
}

/// Fields in a sentence: "Site › Host name and Redis › Storage".
fn names(fields: &[FieldId]) -> String {
    fields.iter().map(|field| place_name(*field)).collect::<Vec<_>>().join(" and ")
}
