//! Undo and redo. Typing in one field is one step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use forum_planner::field::FieldId;
use forum_planner::files::OwnFiles;
use forum_planner::plan::{Plan, Running};
use forum_planner::secrets::Secrets;
use leptos::prelude::*;

use super::{Desk, Draft, Said, changes};

/// A state to come back to, and what changed it. What did not change since the step before is the same
/// piece of memory.
#[derive(Clone)]
pub struct Step {
    /// The name that the plan had then.
    pub name: String,
    /// The plan then.
    pub plan: Arc<Plan>,
    /// The secrets then.
    pub secrets: Arc<Secrets>,
    /// The operator's own files then.
    pub own: OwnFiles,
    /// The preset then.
    pub preset: usize,
    /// What ran then.
    pub running: Option<Arc<Running>>,
    /// Texts that stood in fields then and were in no plan.
    pub drafts: BTreeMap<FieldId, Draft>,
    /// What changed it: the field's label, the fix, the preset.
    pub what: Arc<str>,
    /// The field that changed it.
    pub by: Option<FieldId>,
}

/// The steps behind and ahead, as many as there are: a step holds one plan, a few kilobytes, and nobody makes
/// ten thousand of them.
#[derive(Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    typing: Option<FieldId>,
}

impl History {
    /// Whether a change by this field is the same step as the one before.
    pub fn goes_on(&self, by: Option<FieldId>) -> bool {
        by.is_some() && by == self.typing
    }

    /// The step before goes on: nothing new to come back to.
    pub fn go_on(&mut self) {
        self.future.clear();
    }

    /// Remembers the state before a change.
    pub fn remember(&mut self, before: Step) {
        self.future.clear();
        self.typing = before.by;
        self.past.push(before);
    }

    /// The next change is a step of its own.
    pub fn close(&mut self) {
        self.typing = None;
    }

    /// Takes the step behind and keeps `now` to come back to.
    pub fn undo(&mut self, now: Step) -> Option<Step> {
        self.typing = None;
        let step = self.past.pop()?;
        self.future.push(Step { what: Arc::clone(&step.what), by: step.by, ..now });
        Some(step)
    }

    /// Takes the step ahead and keeps `now` to come back to.
    pub fn redo(&mut self, now: Step) -> Option<Step> {
        self.typing = None;
        let step = self.future.pop()?;
        self.past.push(Step { what: Arc::clone(&step.what), by: step.by, ..now });
        Some(step)
    }

    /// Steps of a plan go with it when it gets another name.
    pub fn rename(&mut self, old: &str, new: &str) {
        for step in self.steps().filter(|step| step.name == old) {
            new.clone_into(&mut step.name);
        }
    }

    /// Every step behind and ahead.
    pub fn steps(&mut self) -> impl Iterator<Item = &mut Step> {
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

    /// How many changes made the plan what it is.
    pub fn made(&self) -> usize {
        self.past.len()
    }

    /// The state after this many changes, behind or ahead; nothing for the present one.
    pub fn after(&self, changes: usize) -> Option<&Step> {
        match changes.checked_sub(self.past.len()) {
            None => self.past.get(changes),
            Some(ahead) => self.future.len().checked_sub(ahead).and_then(|at| self.future.get(at)),
        }
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
    pub(super) fn step(self, what: &str, by: Option<FieldId>) -> Step {
        self.history.with_untracked(|history| {
            let last = history.past.last();
            let running = last.and_then(|last| last.running.as_ref());
            Step {
                name: self.shelf.name.get_untracked(),
                plan: self.plan.with_untracked(|now| same(last.map(|last| &last.plan), now)),
                secrets: self.secrets.with_untracked(|now| same(last.map(|last| &last.secrets), now)),
                own: self.own.get_untracked(),
                preset: self.preset.get_untracked(),
                running: self.running.with_untracked(|now| now.as_ref().map(|now| same(running, now))),
                drafts: self.drafts.get_untracked(),
                what: Arc::from(what),
                by,
            }
        })
    }

    fn travel(self, way: fn(&mut History, Step) -> Option<Step>, word: &str) {
        let now = self.step("", None);
        let Some(step) = self.history.try_update(|history| way(history, now)).flatten() else { return };
        self.earlier.set(Some(self.outcome.get_untracked()));
        let changed = self.plan.with_untracked(|now| changes::between(now, &step.plan));
        self.drafts.update(|drafts| *drafts = brought_back(drafts, step.drafts, &changed));
        if self.shelf.name.with_untracked(|name| *name != step.name) {
            self.save_what_waits();
            self.put_away();
            self.shelf.name.set(step.name.clone());
            self.remember_open(&step.name);
        }
        self.preset.set(step.preset);
        // What was agreed to since stays agreed to, as long as the same forum runs.
        let same = |now: &Option<Running>| match (now, &step.running) {
            (Some(now), Some(then)) => now.plan == then.plan && now.secrets == then.secrets,
            (now, then) => now.is_none() && then.is_none(),
        };
        if !self.running.with_untracked(same) {
            self.running.set(step.running.as_deref().cloned());
        }
        self.put((*step.plan).clone(), (*step.secrets).clone(), step.own, false, false);
        self.follow(step.by);
        self.say(Said { text: format!("{word}: {}", step.what), notes: Vec::new(), undo: false });
    }
}

/// The same piece of memory as before when it holds the same.
fn same<T: Clone + PartialEq>(before: Option<&Arc<T>>, now: &T) -> Arc<T> {
    before.filter(|before| ***before == *now).map_or_else(|| Arc::new(now.clone()), Arc::clone)
}

/// Texts that cannot enter the plan are somebody's work as well: those of then come back, and those of now
/// stay unless undoing gives their field another value.
fn brought_back(
    now: &BTreeMap<FieldId, Draft>,
    then: BTreeMap<FieldId, Draft>,
    changed: &BTreeSet<FieldId>,
) -> BTreeMap<FieldId, Draft> {
    let stay = now.iter().filter(|(id, _)| !changed.contains(id)).map(|(id, draft)| (*id, draft.clone()));
    then.into_iter().chain(stay).filter(|(_, draft)| draft.problem.is_some()).collect()
}
