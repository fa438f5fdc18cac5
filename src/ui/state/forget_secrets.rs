//! Forgets the secrets on request, everywhere in the page's memory and not only where they are visible. A dropped
//! [`planner::secrets::Secrets`] is overwritten; strings made from it are only released.

use leptos::prelude::*;
use planner::project::Project;
use planner::stack;

use super::AppState;

impl AppState {
    /// Forgets all secrets: those in use, those of undo and redo steps, those of other open plans, and those of the running
    /// forum.
    pub fn forget_secrets(self) {
        self.comparison.close();
        self.set_revealed.set(false);
        self.provenance.forget_outcome();
        self.history.update(|history| {
            let mut before: Option<Project> = None;
            for step in history.steps() {
                step.project.forget_secrets();
                if let Some(before) = &before {
                    step.project = step.project.clone().sharing(before);
                }
                before = Some(step.project.clone());
            }
            history.close();
        });
        self.store.forget_secrets();
        // A private key pasted into a field was refused, and its text kept to be corrected.
        self.drafts.forget_those(|id| id.part() == stack::secrets::PART.key);
        let mut project = self.project.now();
        project.forget_secrets();
        self.project.replace(project);
        self.project.forget_edit();
        let text = "The secrets are gone from memory, including those of undone steps and other plans";
        let note = "The next change generates new ones. To keep using the current ones, load your bundle first. \
                    Your own files are kept.";
        self.toasts.noted(text.to_owned(), vec![note.to_owned()]);
    }
}
