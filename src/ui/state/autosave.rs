//! Saves the plan in this browser, and loads files that are dropped or chosen. Secrets and own files are never stored.

use leptos::ev::{pagehide, storage};
use leptos::prelude::*;
use planner::field::FieldId;
use planner::files::OwnFiles;
use planner::import::archive;
use planner::plan::Plan;
use planner::project::Project;
use planner::stack::secrets::options::Form;
use planner::values::Certificate;

use super::plan_store::{FIRST_NAME, Offer, free_name, key};
use super::toasts::Toast;
use super::{AppState, Listing, changes, plural};
use crate::ui::browser;

/// Where the one plan was kept before plans had names.
const NAMELESS: &str = "forum-planner.plan";
const OPEN: &str = "forum-planner.open";

/// What an earlier visit left.
pub struct Visit {
    /// The name of the plan.
    pub name: String,
    /// The plan, of which nothing else was stored.
    pub project: Project,
    /// The text that it was read from, if there was one.
    pub text: Option<String>,
    /// What there is to say.
    pub toast: Option<Toast>,
}

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
        return Visit { name, project: Project::default(), text: None, toast: None };
    };
    match archive::load(text.as_bytes()) {
        Ok(loaded) => {
            let differs = if loaded.notes.is_empty() { "" } else { "with differences and " };
            let said = format!(
                "Your last plan is open again, {differs}with new secrets. If the forum is already running, load \
                 its zip, which has the current ones."
            );
            let said = Some(Toast { text: said, notes: loaded.notes, undo: false });
            Visit { name, project: loaded.project, text: Some(text), toast: said }
        }
        Err(refused) => {
            let said = format!("The plan “{name}” from your last visit cannot be read; it stays saved");
            let said = Some(Toast { text: said, notes: vec![refused.0], undo: false });
            // Under another name, so that data which may still be rescued is not overwritten.
            Visit { name: free_name(&name), project: Project::default(), text: None, toast: said }
        }
    }
}

impl AppState {
    /// Stores the plan a moment after each change, and at the latest when the page goes; not before the
    /// first one, so that nothing is stored by looking.
    pub fn keep_saved(self) {
        Effect::watch(move || self.project.plan.track(), move |(), _, _| self.save_later(), false);
        browser::listen(pagehide, move |_| self.save_what_waits());
        browser::listen(storage, move |event| {
            if let (Some(place), Some(text)) = (event.key(), event.new_value()) {
                self.hear_of_another_tab(&place, &text);
            }
        });
    }

    /// Stores the plan in a moment, unless something else changes until then.
    pub(super) fn save_later(self) {
        self.store.schedule(move || self.save());
    }

    /// Stores what changed a moment ago.
    pub(super) fn save_what_waits(self) {
        if self.store.unschedule() {
            self.save();
        }
    }

    /// Stores the plan under its name. What another tab has stored there since is never written over: then
    /// this plan goes on under a name of its own.
    pub(super) fn save(self) {
        self.store.unschedule();
        let text = self.project.plan.with_untracked(archive::save);
        let mut name = self.store.name_now();
        let there = browser::stored(&key(&name));
        let foreign = there.filter(|there| *there != text && !self.store.knows(&name, there));
        if foreign.is_some() {
            let other = name;
            name = self.go_on_apart();
            self.toasts.text(format!("Another tab has changed “{other}”. Yours is saved as “{name}”"));
        }
        self.store_text(&name, text);
    }

    /// Stores a text under a name; a browser that refuses is mentioned once.
    pub(super) fn store_text(self, name: &str, text: String) -> bool {
        let stored = browser::store(&key(name), &text);
        if stored {
            self.remember_open(name);
            self.store.learn(name, text);
        } else if self.store.first_refusal() {
            let text = "This browser cannot save the plan: its storage is full or turned off".to_owned();
            self.toasts.noted(text, vec!["Download the bundle before you close the page.".to_owned()]);
        }
        stored
    }

    /// The next visit begins with this plan.
    pub(super) fn remember_open(self, name: &str) {
        if self.store.is_open(name) {
            browser::store_in_tab(OPEN, name);
            let _ = browser::store(OPEN, name);
        }
    }

    fn hear_of_another_tab(self, place: &str, text: &str) {
        let name = self.store.name_now();
        if place != key(&name)
            || self.store.knows(&name, text)
            || self.project.plan.with_untracked(|plan| archive::save(plan) == text)
        {
            return;
        }
        let said = format!("Another tab has changed “{name}”, which is also open here");
        self.toasts.offering(said, Offer::OtherTab);
    }

    /// Forgets the running forum, and shows the findings again.
    pub fn forget_running(self) {
        self.project.replace(Project { running: None, ..self.project.now() });
        self.list(Listing::Findings);
    }

    /// Takes the certificate of a controller out of a file, and seals for it. A file that is none never comes into
    /// the page: it may be the private half.
    pub fn take_certificate(self, text: &str) {
        match text.parse::<Certificate>() {
            Err(malformed) => {
                let text = "Not a usable certificate; nothing has changed".to_owned();
                self.toasts.noted(text, vec![malformed.to_string()]);
            }
            Ok(certificate) => {
                let about = certificate.certified().map_or_else(String::new, |it| {
                    format!(": RSA with {} bits, valid from {} to {}", it.bits, it.from, it.until)
                });
                let mut plan = self.project.plan.with_untracked(Plan::clone);
                plan.secrets.certificate = Some(certificate);
                plan.secrets.form = Form::Sealed;
                self.open_section("secrets");
                self.drafts.forget(FieldId("secrets.certificate"));
                self.take_plan(plan, "Certificate", None);
                self.toasts.undoable(format!("The secrets will be sealed for this certificate{about}"));
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
                self.toasts.noted(text, vec![refused.0]);
            }
            Ok(loaded) => {
                let secrets = match loaded.secrets() {
                    Some(_) => "with its secrets",
                    None => "without secrets; the ones here are kept",
                };
                let files = match loaded.own().map_or(0, OwnFiles::len) {
                    0 => String::new(),
                    some => format!(" and {} of your own", plural(some, "file")),
                };
                self.drafts.forget_all();
                let now = self.project.now();
                let count = changes::between(&now.plan, &loaded.project.plan).len();
                let preset = changes::nearest_preset(&loaded.project.plan);
                let project = loaded.replacing(&now);
                let running = project.running.clone();
                let project = Project { running: now.running, ..project };
                // A plan that was read without its secrets may need others than the one before it.
                let project = if loaded.has_secrets { project } else { project.filled(browser::random()) };
                let taken = self.take(project, "Load", None);
                self.set_preset.set(preset);
                // That it runs is no step of its own: loading the open plan changes nothing that undo could bring back.
                self.project.replace(Project { running, ..self.project.now() });
                let text = format!(
                    "Loaded {secrets}{files}: {} changed. If that forum is already running, Upgrade shows what \
                     applying your plan will do to it.",
                    plural(count, "option")
                );
                self.toasts.show(Toast { text, notes: loaded.notes, undo: taken });
            }
        }
    }
}
