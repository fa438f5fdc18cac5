//! The project: one signal, and slices of it for views that read only a part.

use std::sync::Arc;

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::files::OwnFiles;
use planner::inputs::Running;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::project::Project;
use planner::secrets::Secrets;

use super::Shared;

/// A part of the project. Its readers run again when this part changes, and hear nothing of changes elsewhere: behind
/// a memo they would be asked after each key press in another part.
pub struct Slice<T: 'static> {
    project: RwSignal<Project>,
    part: fn(&Project) -> &T,
    changed: Trigger,
}

impl<T> Clone for Slice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slice<T> {}

impl<T> Slice<T> {
    fn new(project: RwSignal<Project>, part: fn(&Project) -> &T) -> Self {
        Self { project, part, changed: Trigger::new() }
    }

    /// Reads something of it, reactively.
    pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.track();
        self.with_untracked(read)
    }

    /// Reads something of it, without tracking.
    pub fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.project.with_untracked(|project| read((self.part)(project)))
    }

    /// Runs the reader again after each change.
    pub fn track(self) {
        self.changed.track();
    }
}

/// The project on the page, and what follows from it. Only [`ProjectState::replace`] changes it.
#[derive(Clone, Copy)]
pub struct ProjectState {
    project: RwSignal<Project>,
    /// What the operator decided.
    pub plan: Slice<Plan>,
    /// The secrets; they are read for the zip, the clipboard and a shown field.
    pub secrets: Slice<Secrets>,
    /// Files of the operator's own.
    pub own: Slice<OwnFiles>,
    /// The running forum, if its bundle was loaded.
    pub running: Slice<Option<Arc<Running>>>,
    /// What follows from plan, secrets and what runs.
    pub outcome: Memo<Shared>,
    /// What followed before the last edit.
    pub earlier: ReadSignal<Option<Shared>>,
    set_earlier: WriteSignal<Option<Shared>>,
}

impl ProjectState {
    /// Begins with this one.
    pub(super) fn new(project: Project) -> Self {
        let project = RwSignal::new(project);
        let plan = Slice::new(project, |project| &*project.plan);
        let secrets = Slice::new(project, |project| &*project.secrets);
        let own = Slice::new(project, |project| &project.own);
        let running = Slice::new(project, |project| &project.running);
        let outcome = memo(move |before: Option<&Shared>| {
            plan.track();
            secrets.track();
            running.track();
            let before = before.map(|before| &**before);
            project.with_untracked(|project| Shared::new(outcome_after(before, &project.inputs())))
        });
        let (earlier, set_earlier) = signal(None);
        Self { project, plan, secrets, own, running, outcome, earlier, set_earlier }
    }

    /// An edit begins: what follows now is what its changes are marked against.
    pub(super) fn begin_edit(self) {
        self.set_earlier.set(Some(self.outcome.get_untracked()));
    }

    /// No change is marked any more.
    pub(super) fn forget_edit(self) {
        self.set_earlier.set(None);
    }

    /// The whole project, without tracking.
    pub fn now(self) -> Project {
        self.project.get_untracked()
    }

    /// The whole project, reactively.
    pub fn get(self) -> Project {
        self.plan.track();
        self.secrets.track();
        self.own.track();
        self.running.track();
        self.now()
    }

    /// Replaces the project. What is equal in both stays shared.
    pub(super) fn replace(self, project: Project) {
        let before = self.now();
        let now = project.sharing(&before);
        self.project.update_untracked(|project| *project = now.clone());
        let running = match (&before.running, &now.running) {
            (Some(before), Some(now)) => Arc::ptr_eq(before, now),
            (before, now) => before.is_none() && now.is_none(),
        };
        for (same, changed) in [
            (Arc::ptr_eq(&before.plan, &now.plan), self.plan.changed),
            (Arc::ptr_eq(&before.secrets, &now.secrets), self.secrets.changed),
            (before.own == now.own, self.own.changed),
            (running, self.running.changed),
        ] {
            if !same {
                changed.notify();
            }
        }
    }
}
