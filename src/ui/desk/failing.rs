//! What somebody lets fail, and what follows from it. Nothing of it is computed while nothing fails.

use leptos::prelude::*;
use planner::analysis::whatif::{
    Ends, Failure, Remedy, Standing, WhatIf, failures, helpless, remedies, whatif,
};
use planner::finding::Action;
use planner::inputs::Inputs;
use planner::outcome::Outcome;
use planner::plan::Plan;
use planner::topology::NodeId;

use super::{Desk, History, Listing, Pane, changes};
use crate::ui::browser;
use crate::ui::selection::Selection;

/// What fails, and how to leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Failing {
    /// What.
    pub failure: Failure,
    /// The id of what opened it.
    opener: String,
}

/// What follows from a failure in the plan on the page; what can no longer fail there gives way to what can.
pub(super) fn result(failing: Option<Failure>, plan: &Plan, outcome: &Outcome) -> Option<WhatIf> {
    let failure = failing?;
    let known = failures(plan, &outcome.topology);
    let still = known.contains(&failure).then_some(failure);
    let same = || known.iter().copied().find(|other| other.node() == failure.node());
    Some(whatif(plan, &outcome.topology, still.or_else(same).unwrap_or(Failure::Node)))
}

impl Desk {
    /// Lets this fail, and moves the focus to what follows.
    pub fn fail(self, failure: Failure) {
        let opener = self.failing.with_untracked(|open| open.as_ref().map(|open| open.opener.clone()));
        let opener = opener.unwrap_or_else(browser::focused);
        self.failing.set(Some(Failing { failure, opener }));
        self.listing.set(Listing::Findings);
        if self.pane.get_untracked() != Pane::Alone {
            self.pane.set(Pane::Picture);
        }
        browser::when_drawn(|| {
            browser::focus("whatif-title");
            // On a narrow screen it stands below the picture.
            browser::show("pane-whatif");
        });
    }

    /// The failure of a node that tells most: the one that takes writes, else one pod, else all of it.
    pub fn failure_of(self, node: NodeId) -> Option<Failure> {
        let all = self.all_failures();
        let rank = |failure: &Failure| match failure {
            Failure::Leader(_) => 0,
            Failure::Killed(_) => 1,
            Failure::Gone(_) => 2,
            _ => 3,
        };
        all.into_iter().filter(|failure| failure.node() == Some(node)).min_by_key(rank)
    }

    /// Lets the chosen part fail, else a node of the cluster; or nothing any more.
    pub fn toggle_failing(self) {
        let under =
            self.comparing.with_untracked(Option::is_some) || self.measuring.with_untracked(Option::is_some);
        if self.failing.with_untracked(Option::is_some) && !under {
            return self.stop_failing();
        }
        self.clear_the_way();
        let chosen = match self.selection.get_untracked() {
            Selection::Node(node) => untrack(|| self.failure_of(node)),
            _ => None,
        };
        let same = self.failing.with_untracked(|open| open.as_ref().map(|open| open.failure));
        self.fail(same.or(chosen).unwrap_or(Failure::Node));
    }

    /// Everything that can fail in this plan.
    pub fn all_failures(self) -> Vec<Failure> {
        self.plan.with(|plan| self.topology.with(|topology| failures(plan, topology)))
    }

    /// Lets another thing fail instead, and leaves the focus where it is.
    pub fn fail_instead(self, failure: Failure) {
        self.failing.update(|open| {
            if let Some(open) = open {
                open.failure = failure;
            }
        });
    }

    /// A node of the picture was chosen while something fails: it fails instead.
    pub(super) fn fail_chosen(self, node: NodeId) {
        if self.failing.with_untracked(Option::is_some)
            && let Some(failure) = untrack(|| self.failure_of(node))
        {
            self.fail_instead(failure);
        }
    }

    /// Nothing fails any more; the focus goes back to where it came from.
    pub fn stop_failing(self) {
        let Some(open) = self.failing.try_update(Option::take).flatten() else { return };
        browser::when_drawn(move || {
            browser::focus(if browser::seen(&open.opener) { &open.opener } else { "whatif-button" });
        });
    }

    /// What a node does while something fails.
    pub fn standing(self, node: NodeId) -> Standing {
        self.whatif.with(|result| result.as_ref().map_or(Standing::Up, |result| result.standing(node)))
    }

    /// Who brings a node back; nothing while it is as ever.
    pub fn ends_at(self, node: NodeId) -> Option<Ends> {
        let down = matches!(self.standing(node), Standing::Down | Standing::Weakened);
        self.whatif.with(|result| result.as_ref().filter(|_| down).map(|result| result.ends_at(node)))
    }

    /// What one click can do about the failure.
    pub fn remedies(self) -> Vec<Remedy> {
        self.whatif.with(|result| {
            let Some(result) = result else { return Vec::new() };
            self.plan.with(|plan| {
                self.secrets.with(|secrets| {
                    self.running.with(|running| {
                        remedies(&Inputs { running: running.as_ref(), ..Inputs::new(plan, secrets) }, result)
                    })
                })
            })
        })
    }

    /// Why nothing can be done about it, where that is so.
    pub fn helpless(self) -> Option<String> {
        let remedies = self.remedies();
        self.whatif
            .with(|result| self.topology.with(|topology| helpless(topology, result.as_ref()?, &remedies)))
    }

    /// Takes a remedy. The failure stays: what it does now can be seen at once.
    pub fn remedy(self, at: usize) {
        let Some(Remedy { fix, .. }) = untrack(|| self.remedies()).into_iter().nth(at) else { return };
        let Action::Plan(plan) = fix.action else { return };
        let changed = self.plan.with_untracked(|now| changes::between(now, &plan));
        self.drafts.update(|drafts| drafts.retain(|id, _| !changed.contains(id)));
        self.history.update_untracked(History::close);
        self.take(*plan, None, &fix.label, changed.first().copied());
        self.history.update_untracked(History::close);
        self.say_undoable(format!("Done: {}", fix.label));
    }
}
