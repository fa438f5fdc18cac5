//! The plans in this browser, each with a name. One of them is open.

use leptos::prelude::*;
use planner::import::archive;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::project::Project;

use super::plan_store::{FIRST_NAME, Kept, LONGEST_NAME, Offer, free_name, key, names, read};
use super::{AppState, History, Toast, changes};
use crate::ui::browser;

impl AppState {
    /// Every kept plan that can be read, by name.
    pub fn saved_plans(self) -> Vec<(String, Plan)> {
        names()
            .into_iter()
            .filter_map(|name| read(&name).ok().map(|(_, loaded)| (name, (*loaded.project.plan).clone())))
            .collect()
    }

    /// Reads the list of stored plans. Called when the menu opens, because other tabs write there too.
    pub fn list_plans(self) {
        let open = self.store.name_now();
        let mut listed: Vec<Kept> = names()
            .into_iter()
            .filter(|name| *name != open)
            .map(|name| Kept {
                host: read(&name).map(|(_, loaded)| loaded.project.plan.site.host.to_string()),
                name,
            })
            .collect();
        let host = self.project.plan.with_untracked(|plan| plan.site.host.to_string());
        listed.insert(0, Kept { name: open, host: Ok(host) });
        self.store.set_listed(listed);
    }

    /// Opens a kept plan.
    pub fn open_plan(self, name: &str) {
        self.save_what_waits();
        match read(name) {
            Err(reason) => {
                let text = format!("“{name}” cannot be opened; it stays saved");
                self.toasts.noted(text, vec![reason]);
            }
            Ok((text, loaded)) => {
                self.store.learn(name, text);
                let project = Project { plan: loaded.project.plan, ..self.project_of(name) };
                self.switch(name.to_owned(), project, &format!("Open “{name}”"));
                self.remember_open(name);
                self.toasts.show(Toast {
                    text: format!("“{name}” is open"),
                    notes: loaded.notes,
                    undo: true,
                });
            }
        }
    }

    /// Begins another plan from a preset.
    pub fn new_plan(self, preset: usize) {
        self.save_what_waits();
        let name = free_name(FIRST_NAME);
        let project = Project::new((PRESETS[preset].plan)());
        self.switch(name.clone(), project, &format!("New plan “{name}”"));
        self.set_preset.set(preset);
        self.save();
        self.toasts.undoable(format!("“{name}” starts from {}", PRESETS[preset].title));
    }

    /// Keeps a copy of a plan and opens it.
    pub fn duplicate_plan(self, name: &str) {
        self.save_what_waits();
        let Ok(text) = self.text_of_plan(name) else { return };
        let of = self.project_of(name);
        let copy = free_name(&format!("{name}, copy"));
        match archive::load(text.as_bytes()) {
            Ok(loaded) if self.store_text(&copy, text) => {
                let project = Project { plan: loaded.project.plan, ..of };
                self.switch(copy.clone(), project, &format!("Copy “{name}”"));
                self.remember_open(&copy);
                self.toasts.undoable(format!("“{copy}” is open"));
            }
            _ => {}
        }
    }

    /// Gives a plan another name.
    ///
    /// # Errors
    /// When there can be none like it, with a sentence.
    pub fn rename_plan(self, old: &str, new: &str) -> Result<(), String> {
        let new = new.trim();
        if new == old {
            return Ok(());
        }
        if new.is_empty() || new.chars().count() > LONGEST_NAME || new.chars().any(char::is_control) {
            return Err(format!("Enter a name of up to {LONGEST_NAME} letters."));
        }
        if browser::stored(&key(new)).is_some() {
            return Err("Another plan has this name.".to_owned());
        }
        self.save_what_waits();
        let text = self.text_of_plan(old)?;
        self.call(old, new);
        if self.store_text(new, text) {
            browser::forget(&key(old));
        }
        self.list_plans();
        Ok(())
    }

    /// Deletes a plan; it can be had back. One plan is always open.
    pub fn delete_plan(self, name: &str) {
        self.save_what_waits();
        let said = format!("Deleted “{name}”");
        if self.store.is_open(name) {
            let next = names().into_iter().find(|other| other != name && read(other).is_ok());
            match next {
                Some(next) => self.open_plan(&next),
                None => {
                    self.switch(free_name(FIRST_NAME), Project::new(Plan::default()), &said);
                    self.save();
                }
            }
            browser::forget(&key(name));
            self.capacity.forget(name);
            self.toasts.undoable(said);
        } else if let Some(text) = browser::stored(&key(name)) {
            browser::forget(&key(name));
            self.capacity.forget(name);
            self.toasts.offering(said, Offer::Restore { name: name.to_owned(), text });
        }
        self.list_plans();
    }

    /// Keeps a deleted plan again.
    pub fn restore_plan(self, name: &str, text: &str) {
        let name = free_name(name);
        if self.store_text(&name, text.to_owned()) {
            self.list_plans();
            self.toasts.text(format!("“{name}” is saved again"));
        }
    }

    /// From here on the plan of this tab has a name of its own, and so has all that led to it.
    pub(super) fn go_on_apart(self) -> String {
        let (old, new) = (self.store.name_now(), free_name(&self.store.name_now()));
        self.call(&old, &new);
        new
    }

    /// Keeps the plan of this tab apart from what another tab made of it.
    pub fn keep_mine(self) {
        let name = self.go_on_apart();
        self.save();
        self.toasts.text(format!("Your plan is saved as “{name}”"));
    }

    fn call(self, old: &str, new: &str) {
        if self.store.is_open(old) {
            self.store.set_name(new.to_owned());
        }
        self.history.update(|history| history.rename(old, new));
        self.capacity.rename(old, new);
        self.store.rename(old, new);
    }

    fn text_of_plan(self, name: &str) -> Result<String, String> {
        if self.store.is_open(name) {
            return Ok(self.project.plan.with_untracked(archive::save));
        }
        browser::stored(&key(name)).ok_or_else(|| "It is not kept any more.".to_owned())
    }

    /// The project of a name as this page knows it: on the page, put away, or nothing yet.
    fn project_of(self, name: &str) -> Project {
        if self.store.is_open(name) {
            return self.project.now();
        }
        self.store.put_away(name)
    }

    /// Keeps the project of the page in memory.
    pub(super) fn put_away(self) {
        self.store.keep(self.store.name_now(), self.project.now());
    }

    /// Another project on the page, as a step that can be undone.
    pub(super) fn switch(self, name: String, project: Project, what: &str) {
        self.put_away();
        let step = self.step(what, None);
        self.download.close();
        self.history.update(|history| {
            history.remember(step);
            history.close();
        });
        // Another plan's files are not compared with the previous plan's line by line.
        self.project.forget_edit();
        self.drafts.forget_all();
        self.set_preset.set(changes::nearest_preset(&project.plan));
        self.store.set_name(name);
        self.put(project.filled(browser::random()));
        self.save_later();
        self.history.update_untracked(History::close);
    }
}
