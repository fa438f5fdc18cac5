//! Forgetting the secrets on request: wherever the page holds them, and not only where it shows them. A dropped
//! set of secrets is wiped ([`Secrets`]); texts made of them are given back to the browser.

use std::sync::Arc;

use leptos::prelude::*;
use planner::field::FieldId;
use planner::secrets::Secrets;
use planner::stack;

use super::{Desk, Draft, Said};

/// Whether a text in a field is not about secrets.
fn is_another(id: &FieldId, _: &mut Draft) -> bool {
    id.part() != stack::secrets::PART.key
}

impl Desk {
    /// Forgets every secret: those in use, those of steps behind and ahead, of plans put away, and of what runs.
    pub fn forget_secrets(self) {
        self.comparing.set(None);
        self.bare.set(false);
        self.causes.forget_outcome();
        self.history.update(|history| {
            let none = Arc::new(Secrets::default());
            for step in history.steps() {
                step.secrets = Arc::clone(&none);
                if let Some(running) = step.running.as_mut() {
                    Arc::make_mut(running).secrets = None;
                }
            }
            history.close();
        });
        self.shelf.forget_secrets();
        // Somebody may have pasted the private half into a field, which refused it and kept the text to be mended.
        self.drafts.update(|drafts| drafts.retain(is_another));
        if self.running.with_untracked(Option::is_some) {
            self.running.update(|running| {
                if let Some(running) = running {
                    running.secrets = None;
                }
            });
        }
        self.secrets.set(Secrets::default());
        self.earlier.set(None);
        let text = "The secrets are forgotten, also those of earlier steps and other plans";
        let note = "The next change makes new ones. To go on with those that run, load your bundle first. Files of your own \
                    stay as they are.";
        self.say(Said { text: text.to_owned(), notes: vec![note.to_owned()], undo: false });
    }
}
