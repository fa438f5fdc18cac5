//! Several plans, each kept in this browser under a name. One lies on the desk.

use std::collections::BTreeMap;

use leptos::prelude::*;
use planner::import::archive;
use planner::plan::Plan;
use planner::presets::PRESETS;

use super::shelf::{Belongings, FIRST_NAME, Kept, LONGEST_NAME, Offer, free_name, key, names, read};
use super::{Desk, History, Said, changes};
use crate::ui::browser;

impl Desk {
    /// Every kept plan that can be read, by name.
    pub fn saved_plans(self) -> Vec<(String, Plan)> {
        names()
            .into_iter()
            .filter_map(|name| read(&name).ok().map(|(_, loaded)| (name, (*loaded.project.plan).clone())))
            .collect()
    }

    /// Looks what is kept. Called when the menu opens, since other tabs write there too.
    pub fn list_plans(self) {
        let open = self.shelf.name.get_untracked();
        let mut listed: Vec<Kept> = names()
            .into_iter()
            .filter(|name| *name != open)
            .map(|name| Kept {
                host: read(&name).map(|(_, loaded)| loaded.project.plan.site.host.to_string()),
                name,
            })
            .collect();
        let host = self.plan.with_untracked(|plan| plan.site.host.to_string());
        listed.insert(0, Kept { name: open, host: Ok(host) });
        self.shelf.listed.set(listed);
    }

    /// Puts a kept plan on the desk.
    pub fn open_plan(self, name: &str) {
        self.save_what_waits();
        match read(name) {
            Err(reason) => {
                let text = format!("“{name}” cannot be opened; it stays stored as it is");
                self.say(Said { text, notes: vec![reason], undo: false });
            }
            Ok((text, loaded)) => {
                self.shelf.learn(name, text);
                let belongings = self.belongings_of(name);
                self.switch(
                    name.to_owned(),
                    (*loaded.project.plan).clone(),
                    belongings,
                    &format!("Open “{name}”"),
                );
                self.remember_open(name);
                self.say(Said { text: format!("“{name}” is open"), notes: loaded.notes, undo: true });
            }
        }
    }

    /// Begins another plan from a preset.
    pub fn new_plan(self, preset: usize) {
        self.save_what_waits();
        let name = free_name(FIRST_NAME);
        let plan = (PRESETS[preset].plan)();
        self.switch(name.clone(), plan, Belongings::default(), &format!("New plan “{name}”"));
        self.preset.set(preset);
        self.save();
        self.say_undoable(format!("“{name}” begins with {}", PRESETS[preset].title));
    }

    /// Keeps a copy of a plan and opens it.
    pub fn duplicate_plan(self, name: &str) {
        self.save_what_waits();
        let Ok(text) = self.text_of_plan(name) else { return };
        let belongings = self.belongings_of(name);
        let copy = free_name(&format!("{name}, copy"));
        match archive::load(text.as_bytes()) {
            Ok(loaded) if self.store(&copy, text) => {
                self.switch(
                    copy.clone(),
                    (*loaded.project.plan).clone(),
                    belongings,
                    &format!("Copy “{name}”"),
                );
                self.remember_open(&copy);
                self.say_undoable(format!("“{copy}” is open"));
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
            return Err(format!("Write a name of up to {LONGEST_NAME} letters."));
        }
        if browser::stored(&key(new)).is_some() {
            return Err("Another plan has this name.".to_owned());
        }
        self.save_what_waits();
        let text = self.text_of_plan(old)?;
        self.call(old, new);
        if self.store(new, text) {
            browser::forget(&key(old));
        }
        self.list_plans();
        Ok(())
    }

    /// Deletes a plan; it can be had back. The desk is never empty.
    pub fn delete_plan(self, name: &str) {
        self.save_what_waits();
        let said = format!("Deleted “{name}”");
        if self.shelf.name.with_untracked(|open| open == name) {
            let next = names().into_iter().find(|other| other != name && read(other).is_ok());
            match next {
                Some(next) => self.open_plan(&next),
                None => {
                    let (name, plan) = (free_name(FIRST_NAME), Plan::default());
                    self.switch(name.clone(), plan, Belongings::default(), &said);
                    self.save();
                }
            }
            browser::forget(&key(name));
            self.expect_nothing(name);
            self.say_undoable(said);
        } else if let Some(text) = browser::stored(&key(name)) {
            browser::forget(&key(name));
            self.expect_nothing(name);
            self.say(Said { text: said, notes: Vec::new(), undo: false });
            self.shelf.offer.set(Some(Offer::Restore { name: name.to_owned(), text }));
        }
        self.list_plans();
    }

    /// Keeps a deleted plan again.
    pub fn restore_plan(self, name: &str, text: &str) {
        let name = free_name(name);
        if self.store(&name, text.to_owned()) {
            self.list_plans();
            self.say(Said { text: format!("“{name}” is kept again"), notes: Vec::new(), undo: false });
        }
    }

    /// From here on the plan of this tab has a name of its own, and so has all that led to it.
    pub(super) fn go_on_apart(self) -> String {
        let (old, new) = (self.shelf.name.get_untracked(), free_name(&self.shelf.name.get_untracked()));
        self.call(&old, &new);
        new
    }

    /// Keeps the plan of this tab apart from what another tab made of it.
    pub fn keep_mine(self) {
        let name = self.go_on_apart();
        self.save();
        self.say(Said { text: format!("Your plan is kept as “{name}”"), notes: Vec::new(), undo: false });
    }

    fn call(self, old: &str, new: &str) {
        if self.shelf.name.with_untracked(|open| open == old) {
            self.shelf.name.set(new.to_owned());
        }
        self.history.update(|history| history.rename(old, new));
        self.expect_as(old, new);
        self.shelf.belongings.update_value(|all| {
            if let Some(belongings) = all.remove(old) {
                all.insert(new.to_owned(), belongings);
            }
        });
    }

    fn text_of_plan(self, name: &str) -> Result<String, String> {
        if self.shelf.name.with_untracked(|open| open == name) {
            return Ok(self.plan.with_untracked(archive::save));
        }
        browser::stored(&key(name)).ok_or_else(|| "It is not kept any more.".to_owned())
    }

    /// What belongs to a plan: on the desk, put away, or nothing yet.
    fn belongings_of(self, name: &str) -> Belongings {
        if self.shelf.name.with_untracked(|open| open == name) {
            return Belongings {
                secrets: self.secrets.get_untracked(),
                own: self.own.get_untracked(),
                running: self.running.get_untracked(),
            };
        }
        self.shelf.belongings.with_value(|all| all.get(name).cloned()).unwrap_or_default()
    }

    /// Puts away what belongs to the plan on the desk.
    pub(super) fn put_away(self) {
        let name = self.shelf.name.get_untracked();
        let belongings = self.belongings_of(&name);
        self.shelf.belongings.update_value(|all| drop(all.insert(name, belongings)));
    }

    /// Another plan on the desk, as a step that can be undone.
    pub(super) fn switch(self, name: String, plan: Plan, with: Belongings, what: &str) {
        self.put_away();
        let step = self.step(what, None);
        self.asking.set(false);
        self.history.update(|history| {
            history.remember(step);
            history.close();
        });
        // Another plan has nothing to be compared with, line by line.
        self.earlier.set(None);
        self.drafts.set(BTreeMap::new());
        self.preset.set(changes::nearest_preset(&plan));
        self.running.set(with.running);
        let mut secrets = with.secrets;
        secrets.fill(&plan, browser::random());
        self.shelf.name.set(name);
        self.put(plan, secrets, with.own, false, false);
        self.history.update_untracked(History::close);
    }
}
