//! A project: everything that is opened, kept, undone, compared and downloaded together.

use std::sync::Arc;

use crate::files::OwnFiles;
use crate::inputs::{Inputs, Running};
use crate::plan::Plan;
use crate::secrets::Secrets;

/// A forum that is being planned. Clones share their content, and two states of a project share what did not change
/// between them, so an undo step costs only what was edited.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// What the operator decided.
    pub plan: Arc<Plan>,
    /// The secrets; a missing one is empty. They are in no link and no storage.
    pub secrets: Arc<Secrets>,
    /// What runs now, when a bundle of it was loaded.
    pub running: Option<Arc<Running>>,
    /// The operator's own files, which go into the next bundle as they are.
    pub own: OwnFiles,
}

impl Project {
    /// A plan of which nothing else is known yet.
    pub fn new(plan: Plan) -> Self {
        Self { plan: Arc::new(plan), ..Self::default() }
    }

    /// What an outcome depends on.
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs { running: self.running.as_deref(), ..Inputs::new(&self.plan, &self.secrets) }
    }

    /// The same project with another plan.
    #[must_use]
    pub fn with_plan(&self, plan: Plan) -> Self {
        Self { plan: Arc::new(plan), ..self.clone() }
    }

    /// The same project with other secrets.
    #[must_use]
    pub fn with_secrets(&self, secrets: Secrets) -> Self {
        Self { secrets: Arc::new(secrets), ..self.clone() }
    }

    /// Generates the secrets that the plan needs and that are missing. `random` must come from a cryptographic
    /// generator, as [`Secrets::fill`] says.
    #[must_use]
    pub fn filled(self, random: impl FnMut() -> u8) -> Self {
        let mut secrets = (*self.secrets).clone();
        secrets.fill(&self.plan, random);
        Self { secrets: shared(&self.secrets, Arc::new(secrets)), ..self }
    }

    /// The same project, sharing with `before` what is equal in both.
    #[must_use]
    pub fn sharing(self, before: &Self) -> Self {
        let running = match (&before.running, self.running) {
            (Some(before), Some(now)) => Some(shared(before, now)),
            (_, now) => now,
        };
        let own = if before.own == self.own { before.own.clone() } else { self.own };
        Self {
            plan: shared(&before.plan, self.plan),
            secrets: shared(&before.secrets, self.secrets),
            running,
            own,
        }
    }

    /// The project as what runs now.
    pub fn as_running(&self, secrets_known: bool) -> Running {
        Running::new((*self.plan).clone(), secrets_known.then(|| (*self.secrets).clone()))
    }

    /// Forgets the secrets, those of what runs too. The last clone that still has them keeps them in memory.
    pub fn forget_secrets(&mut self) {
        self.secrets = Arc::default();
        if let Some(running) = self.running.as_mut().filter(|running| running.secrets.is_some()) {
            Arc::make_mut(running).secrets = None;
        }
    }
}

impl PartialEq for Project {
    fn eq(&self, other: &Self) -> bool {
        let running = match (&self.running, &other.running) {
            (Some(one), Some(other)) => equal(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        running
            && equal(&self.plan, &other.plan)
            && equal(&self.secrets, &other.secrets)
            && self.own == other.own
    }
}

/// Whether two are equal. What is the same memory is not read.
fn equal<T: PartialEq>(one: &Arc<T>, other: &Arc<T>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// `now`, or `before` when that is equal.
fn shared<T: PartialEq>(before: &Arc<T>, now: Arc<T>) -> Arc<T> {
    if equal(before, &now) { Arc::clone(before) } else { now }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::SecretKey;

    fn letters() -> impl FnMut() -> u8 {
        let mut letters = (0_u8..248).cycle();
        move || letters.next().unwrap_or_default()
    }

    #[test]
    fn equal_parts_of_two_states_are_the_same_memory() {
        let before = Project::new(Plan::default()).filled(letters());
        let mut plan = Plan::default();
        plan.celery.replicas += 1;
        let now = before.with_plan(plan).filled(letters()).sharing(&before);
        assert_ne!(now.plan, before.plan);
        assert!(Arc::ptr_eq(&now.secrets, &before.secrets));
        let equal = Project::new(Plan::default()).sharing(&before);
        assert!(Arc::ptr_eq(&equal.plan, &before.plan));
    }

    #[test]
    fn forgetting_leaves_no_secret_in_the_project_and_none_of_what_runs() {
        let mut project = Project::new(Plan::default()).filled(letters());
        project.running = Some(Arc::new(project.as_running(true)));
        project.forget_secrets();
        assert!(SecretKey::ALL.iter().all(|key| project.secrets.get(*key).is_empty()));
        assert_eq!(project.running.map(|running| running.secrets.is_none()), Some(true));
    }
}
