//! Where plans wait: their texts in this browser's storage, and in memory what is theirs and never stored:
//! secrets, files of the operator's own, and what runs.

use std::collections::BTreeMap;

use leptos::prelude::*;
use planner::files::OwnFiles;
use planner::import::archive;
use planner::inputs::Running;
use planner::secrets::Secrets;

use crate::ui::browser;

/// The name of a plan that nobody has named yet.
pub const FIRST_NAME: &str = "My plan";
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

/// What belongs to a plan and is only in memory.
#[derive(Clone, Default)]
pub struct Belongings {
    /// The secrets.
    pub secrets: Secrets,
    /// The files of the operator.
    pub own: OwnFiles,
    /// What runs.
    pub running: Option<Running>,
}

/// Where the plans are kept.
#[derive(Clone, Copy)]
pub struct Shelf {
    /// The name of the plan on the desk.
    pub name: RwSignal<String>,
    /// The kept plans, as they were when somebody looked.
    pub listed: RwSignal<Vec<Kept>>,
    /// Whether the menu of plans is open.
    pub menu: RwSignal<bool>,
    /// What stands beside the sentence of the moment.
    pub offer: RwSignal<Option<Offer>>,
    /// The next moment at which the plan is stored.
    pub(super) waiting: StoredValue<Option<TimeoutHandle>>,
    /// Whether the browser's refusal was mentioned.
    pub(super) refused: StoredValue<bool>,
    /// The stored texts that this tab has read or written: no other may be written over.
    known: StoredValue<BTreeMap<String, String>>,
    /// What the plans that wait will want back.
    pub(super) belongings: StoredValue<BTreeMap<String, Belongings>>,
}

impl Shelf {
    /// Forgets the secrets of the plans that wait, and of what runs by them.
    pub fn forget_secrets(self) {
        self.belongings.update_value(|all| {
            for belongings in all.values_mut() {
                belongings.secrets = Secrets::default();
                if let Some(running) = &mut belongings.running {
                    running.secrets = None;
                }
            }
        });
    }

    /// Whether something is so of the secrets of a plan that waits.
    pub fn any_secrets(self, is_so: impl Fn(&Secrets) -> bool) -> bool {
        self.belongings.with_value(|all| all.values().any(|belongings| is_so(&belongings.secrets)))
    }

    /// With the plan of this name on the desk.
    pub fn new(name: String, text: Option<String>) -> Self {
        let known = text.map(|text| (name.clone(), text)).into_iter().collect();
        Self {
            name: RwSignal::new(name),
            listed: RwSignal::default(),
            menu: RwSignal::new(false),
            offer: RwSignal::default(),
            waiting: StoredValue::new(None),
            refused: StoredValue::new(false),
            known: StoredValue::new(known),
            belongings: StoredValue::default(),
        }
    }

    pub(super) fn knows(self, name: &str, text: &str) -> bool {
        self.known.with_value(|known| known.get(name).is_some_and(|known| known == text))
    }

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
    names.sort();
    names
}

/// A kept plan with its text, or why there is none.
pub fn read(name: &str) -> Result<(String, archive::Loaded), String> {
    let text = browser::stored(&key(name)).ok_or("It is not kept any more.")?;
    let loaded = archive::load(text.as_bytes()).map_err(|refused| refused.0)?;
    Ok((text, loaded))
}
