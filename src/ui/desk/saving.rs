//! Keeping the plan in this browser, and taking files that somebody brings. Secrets and files of the
//! operator's own are never stored.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::ev::{pagehide, storage};
use leptos::prelude::*;
use planner::field::FieldId;
use planner::files::OwnFiles;
use planner::import::archive;
use planner::plan::Plan;
use planner::stack::secrets::options::Form;
use planner::values::Certificate;

use super::shelf::{FIRST_NAME, Offer, free_name, key};
use super::{Desk, Listing, Said, changes, plural};
use crate::ui::browser;

/// Where the one plan was kept before plans had names.
const NAMELESS: &str = "forum-planner.plan";
const OPEN: &str = "forum-planner.open";

/// What an earlier visit left.
pub struct Visit {
    /// The name of the plan.
    pub name: String,
    /// The plan.
    pub plan: Plan,
    /// The text that it was read from, if there was one.
    pub text: Option<String>,
    /// What there is to say.
    pub said: Option<Said>,
}

/// How long after a change the plan is stored.
pub const PAUSE: Duration = Duration::from_millis(400);

/// The plan that an earlier visit left, or the preset for a start.
pub fn last_visit() -> Visit {
    if let Some(text) = browser::stored(NAMELESS)
        && browser::stored(&key(FIRST_NAME)).is_none()
        && browser::store(&key(FIRST_NAME), &text)
    {
        browser::forget(NAMELESS);
    }
    // A tab comes back to its own plan; a new one to the plan that was opened last.
    let name = browser::stored_in_tab(OPEN)
        .or_else(|| browser::stored(OPEN))
        .unwrap_or_else(|| FIRST_NAME.to_owned());
    let Some(text) = browser::stored(&key(&name)) else {
        return Visit { name, plan: Plan::default(), text: None, said: None };
    };
    match archive::load(text.as_bytes()) {
        Ok(loaded) => {
            let differs = if loaded.notes.is_empty() { "" } else { "with differences and " };
            let said = format!(
                "Your last plan is back, {differs}with new secrets. Does the forum run already? Then load its zip, which \
                 has its own."
            );
            let said = Some(Said { text: said, notes: loaded.notes, undo: false });
            Visit { name, plan: (*loaded.project.plan).clone(), text: Some(text), said }
        }
        Err(refused) => {
            let said =
                format!("The plan “{name}” of your last visit cannot be read; it stays stored as it is");
            let said = Some(Said { text: said, notes: vec![refused.0], undo: false });
            // Under another name, so that nothing is written over what may still be rescued.
            Visit { name: free_name(&name), plan: Plan::default(), text: None, said }
        }
    }
}

impl Desk {
    /// Stores the plan a moment after each change, and at the latest when the page goes; not before the
    /// first one, so that nothing is stored by looking.
    pub fn keep_saved(self) {
        let waiting = self.shelf.waiting;
        Effect::watch(
            move || self.plan.track(),
            move |(), _, _| {
                if let Some(timer) = waiting.get_value() {
                    timer.clear();
                }
                let save = move || self.save();
                waiting.set_value(set_timeout_with_handle(save, PAUSE).ok());
            },
            false,
        );
        browser::listen(pagehide, move |_| self.save_what_waits());
        browser::listen(storage, move |event| {
            if let (Some(place), Some(text)) = (event.key(), event.new_value()) {
                self.hear_of_another_tab(&place, &text);
            }
        });
    }

    /// Stores what changed a moment ago.
    pub(super) fn save_what_waits(self) {
        if let Some(timer) = self.shelf.waiting.get_value() {
            timer.clear();
            self.save();
        }
    }

    /// Stores the plan under its name. What another tab has stored there since is never written over: then
    /// this plan goes on under a name of its own.
    pub(super) fn save(self) {
        self.shelf.waiting.set_value(None);
        let text = self.plan.with_untracked(archive::save);
        let mut name = self.shelf.name.get_untracked();
        let there = browser::stored(&key(&name));
        let foreign = there.filter(|there| *there != text && !self.shelf.knows(&name, there));
        if foreign.is_some() {
            let other = name;
            name = self.go_on_apart();
            self.say(Said {
                text: format!("Another tab has changed “{other}”. Yours is kept as “{name}”"),
                notes: Vec::new(),
                undo: false,
            });
        }
        self.store(&name, text);
    }

    /// Stores a text under a name; a browser that refuses is mentioned once.
    pub(super) fn store(self, name: &str, text: String) -> bool {
        let stored = browser::store(&key(name), &text);
        if stored {
            self.remember_open(name);
            self.shelf.learn(name, text);
        } else if !self.shelf.refused.get_value() {
            self.shelf.refused.set_value(true);
            self.say(Said {
                text: "This browser does not keep the plan: its storage is full or switched off".to_owned(),
                notes: vec!["Download the bundle before you close the page.".to_owned()],
                undo: false,
            });
        }
        stored
    }

    /// The next visit begins with this plan.
    pub(super) fn remember_open(self, name: &str) {
        if self.shelf.name.with_untracked(|open| open == name) {
            browser::store_in_tab(OPEN, name);
            let _ = browser::store(OPEN, name);
        }
    }

    fn hear_of_another_tab(self, place: &str, text: &str) {
        let name = self.shelf.name.get_untracked();
        if place != key(&name)
            || self.shelf.knows(&name, text)
            || self.plan.with_untracked(|plan| archive::save(plan) == text)
        {
            return;
        }
        let said = format!("Another tab has changed “{name}”, the plan that is open here too");
        self.say(Said { text: said, notes: Vec::new(), undo: false });
        self.shelf.offer.set(Some(Offer::OtherTab));
    }

    /// Plans as if nothing ran yet, and lists the findings again.
    pub fn forget_running(self) {
        self.running.set(None);
        self.list(Listing::Findings);
    }

    /// Takes the certificate of a controller out of a file, and seals for it. A file that is none never comes into
    /// the page: it may be the private half.
    pub fn take_certificate(self, text: &str) {
        match text.parse::<Certificate>() {
            Err(malformed) => {
                let text = "Not taken as a certificate; nothing has changed".to_owned();
                self.say(Said { text, notes: vec![malformed.to_string()], undo: false });
            }
            Ok(certificate) => {
                let about = certificate.certified().map_or_else(String::new, |it| {
                    format!(": RSA with {} bits, valid from {} to {}", it.bits, it.from, it.until)
                });
                let mut plan = self.plan.get_untracked();
                plan.secrets.certificate = Some(certificate);
                plan.secrets.form = Form::Sealed;
                self.open_section("secrets");
                self.forget_draft(FieldId("secrets.certificate"));
                self.take(plan, None, "Certificate", None);
                self.say_undoable(format!("The secrets will be sealed for this certificate{about}"));
            }
        }
    }

    /// Takes a bundle or a plan.yaml; from then on it counts as what runs now. What cannot be read changes
    /// nothing.
    pub fn load(self, bytes: &[u8]) {
        // Private keys and what else is written like a certificate the archive's reader names.
        let is_certificate =
            |text: &&str| text.lines().any(|line| line.trim_end() == "-----BEGIN CERTIFICATE-----");
        if let Some(text) = std::str::from_utf8(bytes).ok().filter(is_certificate) {
            return self.take_certificate(text);
        }
        match archive::load(bytes) {
            Err(refused) => {
                let text = "Not loaded; nothing has changed".to_owned();
                self.say(Said { text, notes: vec![refused.0], undo: false });
            }
            Ok(loaded) => {
                let secrets = match loaded.secrets() {
                    Some(_) => "with its secrets",
                    None => "without secrets; the ones here stay",
                };
                let files = match loaded.own().map_or(0, OwnFiles::len) {
                    0 => String::new(),
                    some => format!(" and {} of your own", plural(some, "file")),
                };
                self.drafts.set(BTreeMap::new());
                let plan = &loaded.project.plan;
                let preset = changes::nearest_preset(plan);
                let count = self.plan.with_untracked(|now| changes::between(now, plan).len());
                let running = loaded.as_running();
                let own = loaded.own().cloned().unwrap_or_else(|| self.own.get_untracked());
                let taken = self.take_all((**plan).clone(), loaded.secrets().cloned(), own, "Load", None);
                self.preset.set(preset);
                self.running.set(Some(running));
                let text = format!(
                    "Loaded {secrets}{files}: {} changed. If that forum runs already, Upgrade tells what applying your plan \
                     will do to it.",
                    plural(count, "option")
                );
                self.say(Said { text, notes: loaded.notes, undo: taken });
            }
        }
    }
}
