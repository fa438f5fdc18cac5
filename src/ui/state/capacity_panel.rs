//! The capacity panel. The expected load is not part of the plan; this browser stores it beside the plan, under the same
//! name.

use std::collections::BTreeMap;

use leptos::prelude::*;
use planner::analysis::capacity::{Demand, End, advised};
use planner::plan::Plan;

use super::{AppState, History, Pane, When, Which, changes};
use crate::ui::browser;

const PREFIX: &str = "forum-planner.expected/";

/// Where the panel was opened, to lead back there.
#[derive(Clone, Debug, PartialEq)]
struct Opened {
    opener: String,
    back: Pane,
}

/// The capacity panel, and the expected load of each plan.
#[derive(Clone, Copy)]
pub struct CapacityPanel {
    opened: RwSignal<Option<Opened>>,
    /// What is expected of plans, by their names, as far as it was written on this visit.
    expected: RwSignal<BTreeMap<String, Demand>>,
}

impl CapacityPanel {
    /// Closed.
    pub(super) fn new() -> Self {
        Self { opened: RwSignal::new(None), expected: RwSignal::default() }
    }

    /// Whether it is open.
    pub fn is_open(self) -> bool {
        self.opened.with(Option::is_some)
    }

    /// Whether it is open now.
    pub fn is_open_now(self) -> bool {
        untrack(|| self.is_open())
    }

    /// Closes it.
    pub(super) fn close(self) {
        self.take();
    }

    fn take(self) -> Option<Opened> {
        if self.is_open_now() { self.opened.try_update(Option::take).flatten() } else { None }
    }

    fn demand(self, name: &str) -> Demand {
        let written = self.expected.with(|all| all.get(name).copied());
        written.or_else(|| browser::stored(&key(name)).map(|text| Demand::read(&text))).unwrap_or_default()
    }

    /// Stores the expected load. If the browser cannot store anything, storing the plan reports it.
    fn expect(self, name: String, demand: Demand) {
        let _ = browser::store(&key(&name), &demand.text());
        self.expected.update(|all| {
            all.insert(name, demand);
        });
    }

    /// What is expected of a plan goes with it to another name.
    pub(super) fn rename(self, old: &str, new: &str) {
        if let Some(text) = browser::stored(&key(old))
            && browser::store(&key(new), &text)
        {
            browser::forget(&key(old));
        }
        self.expected.update(|all| {
            if let Some(demand) = all.remove(old) {
                all.insert(new.to_owned(), demand);
            }
        });
    }

    /// Deletes the expected load of a deleted plan.
    pub(super) fn forget(self, name: &str) {
        browser::forget(&key(name));
        self.expected.update(|all| {
            all.remove(name);
        });
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

impl AppState {
    /// What is expected of the plan that is open.
    pub fn demand(self) -> Demand {
        self.capacity.demand(&self.store.name.get())
    }

    /// Changes the expected load.
    pub fn expect(self, demand: Demand) {
        self.capacity.expect(self.store.name_now(), demand);
    }

    /// Opens the panel of what the plan carries, or closes it.
    pub fn toggle_capacity(self) {
        let open = self.capacity.is_open_now();
        if open && !self.comparison.is_open_now() {
            return self.close_capacity();
        }
        self.comparison.close();
        if !open {
            let (opener, back) = (browser::focused(), self.navigation.pane.get_untracked());
            self.capacity.opened.set(Some(Opened { opener, back }));
        }
        self.navigation.show_pane(Pane::Compare);
        browser::when_drawn(|| browser::focus("capacity-title"));
    }

    /// Leads back to where it was opened.
    pub fn close_capacity(self) {
        let Some(open) = self.capacity.take() else { return };
        self.navigation.leave_comparison(open.back);
        browser::when_drawn(move || {
            let places = [open.opener.as_str(), "capacity-button", "more-button"];
            if let Some(place) = places.into_iter().find(|place| browser::seen(place)) {
                browser::focus(place);
            }
        });
    }

    /// What is expected then.
    pub fn demand_at(self, when: When) -> Demand {
        let demand = self.demand();
        match when {
            When::Now => demand,
            When::InAYear => demand.in_a_year(),
        }
    }

    /// The plan with the changes that carry the expected load.
    pub fn advised(self, when: When) -> Result<Plan, End> {
        let demand = self.demand_at(when);
        self.project.plan.with(|plan| advised(plan, &demand))
    }

    /// Its name among the plans that can be compared.
    pub(super) fn advised_name(self, when: When) -> Option<String> {
        self.advised(when).is_ok().then(|| format!("For {}", self.demand_at(when).expected()))
    }

    /// Makes it the plan on the page.
    pub(super) fn use_advised(self, when: When) {
        let Ok(plan) = untrack(|| self.advised(when)) else { return };
        let what = untrack(|| self.advised_name(when)).unwrap_or_default();
        let changed = self.project.plan.with_untracked(|now| changes::between(now, &plan));
        self.drafts.forget_those(|id| changed.contains(&id));
        self.history.update_untracked(History::close);
        self.take_plan(plan, &what, None);
        self.history.update_untracked(History::close);
        self.toasts.undoable(format!("Done: {what}"));
    }

    /// Shows it beside the plan now, before it is taken.
    pub fn preview_advised(self, when: When) {
        self.compare(Which::Now, Which::Advised(when));
    }
}
