//! Coming back: the plan of the last visit, and files that somebody brings. Secrets are never stored.

use std::collections::BTreeMap;
use std::time::Duration;

use forum_planner::outcome::archive;
use forum_planner::plan::{Plan, Running};
use leptos::prelude::*;

use super::{Desk, Listing, Said, changes, plural};
use crate::ui::browser;

const KEY: &str = "forum-planner.plan";

/// How long after a change the plan is stored.
pub const PAUSE: Duration = Duration::from_millis(400);

/// The plan that an earlier visit left, or the preset for a start.
pub fn last_visit() -> (Plan, Option<Said>) {
    let Some(text) = browser::stored(KEY) else { return (Plan::default(), None) };
    match archive::load(text.as_bytes()) {
        Ok(loaded) => {
            let differs = if loaded.notes.is_empty() { "" } else { "with differences and " };
            let text = format!(
                "Your last plan is back, {differs}with new secrets. Does the forum run already? Then load its zip, which \
                 has its own."
            );
            (loaded.plan, Some(Said { text, notes: loaded.notes, undo: false }))
        }
        Err(refused) => {
            let text =
                "The plan of your last visit cannot be read; it stays stored until you change something"
                    .to_owned();
            (Plan::default(), Some(Said { text, notes: vec![refused.0], undo: false }))
        }
    }
}

impl Desk {
    /// Stores the plan a moment after each change; not before the first one, so that a stored text
    /// which could not be read is not lost by looking.
    pub fn keep_saved(self) {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        Effect::watch(
            move || self.plan.track(),
            move |(), _, _| {
                if let Some(timer) = waiting.get_value() {
                    timer.clear();
                }
                let save = move || self.plan.with_untracked(|plan| browser::store(KEY, &archive::save(plan)));
                waiting.set_value(set_timeout_with_handle(save, PAUSE).ok());
            },
            false,
        );
    }

    /// Plans as if nothing ran yet, and lists the findings again.
    pub fn forget_running(self) {
        self.running.set(None);
        self.list(Listing::Findings);
    }

    /// Takes a bundle or a plan.yaml; from then on it counts as what runs now. What cannot be read changes
    /// nothing.
    pub fn load(self, bytes: &[u8]) {
        match archive::load(bytes) {
            Err(refused) => {
                let text = "Not loaded; nothing has changed".to_owned();
                self.say(Said { text, notes: vec![refused.0], undo: false });
            }
            Ok(loaded) => {
                let secrets = match loaded.secrets {
                    Some(_) => "with its secrets",
                    None => "without secrets; the ones here stay",
                };
                self.drafts.set(BTreeMap::new());
                let preset = changes::nearest_preset(&loaded.plan);
                let count = self.plan.with_untracked(|now| changes::between(now, &loaded.plan).len());
                let running = Running::new(loaded.plan.clone(), loaded.secrets.clone());
                let taken = self.take(loaded.plan, loaded.secrets, "Load", None);
                self.preset.set(preset);
                self.running.set(Some(running));
                let text = format!(
                    "Loaded {secrets}: {} changed. It counts as what runs now: Upgrade tells what applying will do to it",
                    plural(count, "option")
                );
                self.say(Said { text, notes: loaded.notes, undo: taken });
            }
        }
    }
}
