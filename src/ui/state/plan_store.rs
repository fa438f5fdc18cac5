//! The store of plans: their text is in this browser's storage; secrets, own files and the running forum are only in
//! memory and never stored.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use planner::import::archive;
use planner::project::Project;
use planner::secrets::Secrets;
use planner::sorting::sort_by;

use crate::ui::browser;

/// The name of a plan without one.
pub const FIRST_NAME: &str = "My plan";
/// How long after a change the plan is stored.
pub const PAUSE: Duration = Duration::from_millis(400);
const PREFIX: &str = "forum-planner.plan/";
/// The most letters of a name.
pub const LONGEST_NAME: usize = 60;

/// Where the plan of a name is stored.
pub fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// A kept plan as the menu lists it.
#[derive(Clone, PartialEq)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Its host name, or why it cannot be read.
    pub host: Result<String, String>,
}

/// What there is to choose besides undoing.
#[derive(Clone, PartialEq)]
pub enum Offer {
    /// A deleted plan, to be kept again.
    Restore {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// Another tab has stored another plan under this name.
    OtherTab,
}

/// The plans of this browser: which one is open, and the list of the others.
#[derive(Clone, Copy)]
pub struct PlanStore {
    /// The name of the open plan.
    pub name: ReadSignal<String>,
    set_name: WriteSignal<String>,
    /// The kept plans, as they were when the page last looked.
    pub listed: ReadSignal<Vec<Kept>>,
    set_listed: WriteSignal<Vec<Kept>>,
    /// Whether the menu of plans is open.
    pub menu: ReadSignal<bool>,
    set_menu: WriteSignal<bool>,
    /// The next moment at which the plan is stored.
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// Whether the browser's refusal to store was mentioned.
    refused: StoredValue<bool>,
    /// The stored texts that this tab has read or written: no other may be written over.
    known: StoredValue<BTreeMap<String, String>>,
    /// The projects that were open on this visit: secrets, own files and what runs are stored nowhere else.
    put_away: StoredValue<BTreeMap<String, Project>>,
}

impl PlanStore {
    /// Forgets the secrets of the other projects, and those of their running forums.
    pub(super) fn forget_secrets(self) {
        self.put_away.update_value(|all| all.values_mut().for_each(Project::forget_secrets));
    }

    /// Whether a predicate holds for the secrets of any other project.
    pub(super) fn any_secrets(self, is_so: impl Fn(&Secrets) -> bool) -> bool {
        self.put_away.with_value(|all| all.values().any(|project| is_so(&project.secrets)))
    }

    /// Keeps a project in memory under its name.
    pub(super) fn keep(self, name: String, project: Project) {
        self.put_away.update_value(|all| drop(all.insert(name, project)));
    }

    /// The project that is kept in memory under this name; empty if there is none.
    pub(super) fn put_away(self, name: &str) -> Project {
        self.put_away.with_value(|all| all.get(name).cloned()).unwrap_or_default()
    }

    /// Moves a project in memory to its plan's new name.
    pub(super) fn rename(self, old: &str, new: &str) {
        self.put_away.update_value(|all| {
            if let Some(project) = all.remove(old) {
                all.insert(new.to_owned(), project);
            }
        });
    }

    /// With the plan of this name open.
    pub(super) fn new(name: String, text: Option<String>) -> Self {
        let known = text.map(|text| (name.clone(), text)).into_iter().collect();
        let (name, set_name) = signal(name);
        let (listed, set_listed) = signal(Vec::new());
        let (menu, set_menu) = signal(false);
        Self {
            name,
            set_name,
            listed,
            set_listed,
            menu,
            set_menu,
            waiting: StoredValue::new(None),
            refused: StoredValue::new(false),
            known: StoredValue::new(known),
            put_away: StoredValue::default(),
        }
    }

    /// The name of the open plan as it is now.
    pub fn name_now(self) -> String {
        self.name.get_untracked()
    }

    /// Whether the plan of this name is open.
    pub(super) fn is_open(self, name: &str) -> bool {
        self.name.with_untracked(|open| open == name)
    }

    /// The open plan is the one of this name from now on.
    pub(super) fn set_name(self, name: String) {
        self.set_name.set(name);
    }

    /// Updates the list of stored plans.
    pub(super) fn set_listed(self, listed: Vec<Kept>) {
        self.set_listed.set(listed);
    }

    /// The menu of plans was opened or closed.
    pub fn set_menu(self, open: bool) {
        self.set_menu.set(open);
    }

    /// Stores after a pause, unless this is asked again until then.
    pub(super) fn schedule(self, save: impl Fn() + 'static) {
        if let Some(timer) = self.waiting.get_value() {
            timer.clear();
        }
        self.waiting.set_value(set_timeout_with_handle(save, PAUSE).ok());
    }

    /// Stops the timer. Whether there was one that had not come to its end.
    pub(super) fn unschedule(self) -> bool {
        let timer = self.waiting.get_value();
        self.waiting.set_value(None);
        timer.inspect(TimeoutHandle::clear).is_some()
    }

    /// The browser has refused to store something. Whether that is to be mentioned, which it is once.
    pub(super) fn first_refusal(self) -> bool {
        let first = !self.refused.get_value();
        self.refused.set_value(true);
        first
    }

    /// Whether a stored text is one that this tab has read or written.
    pub(super) fn knows(self, name: &str, text: &str) -> bool {
        self.known.with_value(|known| known.get(name).is_some_and(|known| known == text))
    }

    /// This tab has read or written a text under a name.
    pub(super) fn learn(self, name: &str, text: String) {
        self.known.update_value(|known| drop(known.insert(name.to_owned(), text)));
    }
}

/// The name itself, or with the next number behind it.
pub fn free_name(wanted: &str) -> String {
    let taken = |name: &String| browser::stored(&key(name)).is_some();
    let wanted: String = wanted.chars().take(LONGEST_NAME - 5).collect();
    if !taken(&wanted) {
        return wanted;
    }
    (2..10_000).map(|number| format!("{wanted} {number}")).find(|name| !taken(name)).unwrap_or(wanted)
}

/// The names of all kept plans, in order.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> =
        browser::stored_keys().iter().filter_map(|key| key.strip_prefix(PREFIX)).map(str::to_owned).collect();
    sort_by(&mut names, Ord::cmp);
    names
}

/// A stored plan's text, or why it cannot be read.
pub fn read(name: &str) -> Result<(String, archive::Loaded), String> {
    let text = browser::stored(&key(name)).ok_or("It is not kept any more.")?;
    let loaded = archive::load(text.as_bytes()).map_err(|refused| refused.0)?;
    Ok((text, loaded))
}
