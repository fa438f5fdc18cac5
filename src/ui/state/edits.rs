//! Edits of the plan and the secrets, each an undo step.

use leptos::prelude::*;
use planner::field::FieldId;
use planner::plan::Plan;
use planner::project::Project;
use planner::secrets::{SecretKey, Secrets};

use super::{AppState, History};
use crate::ui::browser;

impl AppState {
    /// Generates new secrets. They stay hidden, so a message tells that something happened.
    pub fn generate(self, keys: &[SecretKey], what: &str) {
        let now = self.project.now();
        let mut secrets = (*now.secrets).clone();
        self.forget_drafts_of(keys);
        for key in keys {
            secrets.generate(*key, browser::random());
        }
        let generated = |key: &&SecretKey| key.can_be_generated(&now.plan);
        let lengths: Vec<String> =
            keys.iter().filter(generated).map(|key| secrets.get(*key).len().to_string()).collect();
        if self.take(now.with_secrets(secrets), what, None) {
            let text = format!("{what}: regenerated, {} random letters and digits", lengths.join(" and "));
            self.toasts.undoable(text);
        }
        self.history.update_untracked(History::close);
    }

    /// Another plan, with generated secrets where it needs more.
    pub(super) fn take_plan(self, plan: Plan, what: &str, by: Option<FieldId>) -> bool {
        self.take(self.project.now().with_plan(plan).filled(browser::random()), what, by)
    }

    /// Other secrets. One that is being typed may be empty for a moment.
    pub(super) fn take_secrets(self, secrets: Secrets, what: &str, by: Option<FieldId>) -> bool {
        self.take(self.project.now().with_secrets(secrets), what, by)
    }

    /// Another state of the project under the same name, as a step that can be undone. Brings the file that changed to
    /// the front. False when nothing changes.
    pub(super) fn take(self, project: Project, what: &str, by: Option<FieldId>) -> bool {
        if project == self.project.now() {
            return false;
        }
        self.download.close();
        if self.history.with_untracked(|history| history.goes_on(by)) {
            self.history.update(History::go_on);
        } else {
            let step = self.step(what, by);
            self.history.update(|history| history.remember(step));
            self.project.begin_edit();
        }
        self.put(project);
        self.follow(by);
        true
    }

    /// Puts another state in place, and lets the light follow.
    pub(super) fn put(self, project: Project) {
        self.toasts.close();
        self.project.replace(project);
        self.relight();
    }
}
