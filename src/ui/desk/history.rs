//! Undo and redo. Typing in one field is one step.

use std::collections::BTreeMap;

use forum_planner::field::FieldId;
use forum_planner::files::OwnFiles;
use forum_planner::plan::{Plan, Running};
use forum_planner::secrets::Secrets;
use leptos::prelude::*;

use super::{Desk, Said};

/// A state to come back to, and what changed it.
#[derive(Clone)]
pub struct Step {
    /// The name that the plan had then.
    pub name: String,
    /// The plan then.
    pub plan: Plan,
    /// The secrets then.
    pub secrets: Secrets,
    /// The operator's own files then.
    pub own: OwnFiles,
    /// The preset then.
    pub preset: usize,
    /// What ran then.
    pub running: Option<Running>,
    /// What changed it: the field's label, the fix, the preset.
    pub what: String,
    /// The field that changed it.
    pub by: Option<FieldId>,
}

/// The steps behind and ahead.
#[derive(Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    typing: Option<FieldId>,
}

/// A plan is a few kilobytes, so this is a few megabytes.
const MOST: usize = 1000;

impl History {
    /// Whether a change by this field is the same step as the one before.
    pub fn goes_on(&self, by: Option<FieldId>) -> bool {
        by.is_some() && by == self.typing
    }

    /// Remembers the state before a change.
    pub fn remember(&mut self, before: Step) {
        self.future.clear();
        if self.goes_on(before.by) {
            return;
        }
        self.typing = before.by;
        self.past.push(before);
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    /// The next change is a step of its own.
    pub fn close(&mut self) {
        self.typing = None;
    }

    /// Takes the step behind and keeps `now` to come back to.
    pub fn undo(&mut self, now: Step) -> Option<Step> {
        self.typing = None;
        let step = self.past.pop()?;
        self.future.push(Step { what: step.what.clone(), by: step.by, ..now });
        Some(step)
    }

    /// Takes the step ahead and keeps `now` to come back to.
    pub fn redo(&mut self, now: Step) -> Option<Step> {
        self.typing = None;
        let step = self.future.pop()?;
        self.past.push(Step { what: step.what.clone(), by: step.by, ..now });
        Some(step)
    }

    /// Steps of a plan go with it when it gets another name.
    pub fn rename(&mut self, old: &str, new: &str) {
        for step in self.past.iter_mut().chain(&mut self.future).filter(|step| step.name == old) {
            new.clone_into(&mut step.name);
        }
    }

    /// What undo would take back.
    pub fn behind(&self) -> Option<&str> {
        self.past.last().map(|step| step.what.as_str())
    }

    /// What redo would do again.
    pub fn ahead(&self) -> Option<&str> {
        self.future.last().map(|step| step.what.as_str())
    }
}

impl Desk {
    /// One step back.
    pub fn undo(self) {
        self.travel(History::undo, "Undone");
    }

    /// One step forth.
    pub fn redo(self) {
        self.travel(History::redo, "Done again");
    }

    /// All that undo brings back, as it is now.
    pub(super) fn step(self, what: String, by: Option<FieldId>) -> Step {
        Step {
            name: self.shelf.name.get_untracked(),
            plan: self.plan.get_untracked(),
            secrets: self.secrets.get_untracked(),
            own: self.own.get_untracked(),
            preset: self.preset.get_untracked(),
            running: self.running.get_untracked(),
            what,
            by,
        }
    }

    fn travel(self, way: fn(&mut History, Step) -> Option<Step>, word: &str) {
        let now = self.step(String::new(), None);
        let Some(step) = self.history.try_update(|history| way(history, now)).flatten() else { return };
        self.earlier.set(Some(self.outcome.get_untracked()));
        if self.shelf.name.with_untracked(|name| *name != step.name) {
            self.save_what_waits();
            self.put_away();
            self.shelf.name.set(step.name.clone());
            self.remember_open(&step.name);
        }
        self.drafts.set(BTreeMap::new());
        self.preset.set(step.preset);
        // What was agreed to since stays agreed to, as long as the same forum runs.
        let same = |now: &Option<Running>| match (now, &step.running) {
            (Some(now), Some(then)) => now.plan == then.plan && now.secrets == then.secrets,
            (now, then) => now.is_none() && then.is_none(),
        };
        if !self.running.with_untracked(same) {
            self.running.set(step.running.clone());
        }
        self.put(step.plan, step.secrets, step.own, false, false);
        self.follow(step.by);
        self.say(Said { text: format!("{word}: {}", step.what), notes: Vec::new(), undo: false });
    }
}
