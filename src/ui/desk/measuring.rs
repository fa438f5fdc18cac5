//! How much the plan is to carry. What is expected of a plan is no part of it: it is kept beside it in this
//! browser, under the same name.

use leptos::prelude::*;
use planner::analysis::capacity::{Demand, End, advised};
use planner::plan::Plan;

use super::{Desk, History, Pane, When, Which, changes};
use crate::ui::browser;

const PREFIX: &str = "forum-planner.expected/";

/// Where the view was opened, to lead back there.
#[derive(Clone, Debug, PartialEq)]
pub struct Measuring {
    opener: String,
    back: Pane,
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

impl Desk {
    /// What is expected of the plan on the desk.
    pub fn demand(self) -> Demand {
        let name = self.shelf.name.get();
        let written = self.expected.with(|all| all.get(&name).copied());
        written.or_else(|| browser::stored(&key(&name)).map(|text| Demand::read(&text))).unwrap_or_default()
    }

    /// Expects something else of it. A browser that keeps nothing keeps this neither; the plan's own storing
    /// says so.
    pub fn expect(self, demand: Demand) {
        let name = self.shelf.name.get_untracked();
        let _ = browser::store(&key(&name), &demand.text());
        self.expected.update(|all| {
            all.insert(name, demand);
        });
    }

    /// What is expected of a plan goes with it to another name.
    pub(super) fn expect_as(self, old: &str, new: &str) {
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

    /// A deleted plan leaves nothing behind.
    pub(super) fn expect_nothing(self, name: &str) {
        browser::forget(&key(name));
        self.expected.update(|all| {
            all.remove(name);
        });
    }

    /// Opens the view of what the plan carries, or closes it.
    pub fn toggle_measuring(self) {
        let open = self.measuring.with_untracked(Option::is_some);
        if open && self.comparing.with_untracked(Option::is_none) {
            return self.close_measuring();
        }
        self.comparing.set(None);
        if !open {
            let (opener, back) = (browser::focused(), self.pane.get_untracked());
            self.measuring.set(Some(Measuring { opener, back }));
        }
        self.pane.set(Pane::Compare);
        browser::when_drawn(|| browser::focus("capacity-title"));
    }

    /// Leads back to where it was opened.
    pub fn close_measuring(self) {
        let Some(open) = self.measuring.try_update(Option::take).flatten() else { return };
        if self.pane.get_untracked() == Pane::Compare {
            self.pane.set(open.back);
        }
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

    /// The plan with the changes that carry what is expected.
    pub fn advised(self, when: When) -> Result<Plan, End> {
        let demand = self.demand_at(when);
        self.plan.with(|plan| advised(plan, &demand))
    }

    /// Its name among the plans that can be compared.
    pub(super) fn advised_name(self, when: When) -> Option<String> {
        self.advised(when).is_ok().then(|| format!("For {}", self.demand_at(when).expected()))
    }

    /// Makes it the plan on the page.
    pub(super) fn use_advised(self, when: When) {
        let Ok(plan) = untrack(|| self.advised(when)) else { return };
        let what = untrack(|| self.advised_name(when)).unwrap_or_default();
        let changed = self.plan.with_untracked(|now| changes::between(now, &plan));
        self.drafts.update(|drafts| drafts.retain(|id, _| !changed.contains(id)));
        self.history.update_untracked(History::close);
        self.take(plan, None, &what, None);
        self.history.update_untracked(History::close);
        self.say_undoable(format!("Done: {what}"));
    }

    /// Shows it beside the plan now, before it is taken.
    pub fn preview_advised(self, when: When) {
        self.compare(Which::Now, Which::Advised(when));
    }
}
