//! The selected failure and its verdicts. They are computed only while a failure is selected.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::analysis::whatif::{
    Ends, Failure, Remedy, Standing, WhatIf, failures, helpless, remedies, whatif,
};
use planner::finding::Action;
use planner::outcome::Outcome;
use planner::plan::Plan;
use planner::topology::NodeId;

use super::project::ProjectState;
use super::{AppState, History, Listing, Pane, changes};
use crate::ui::browser;
use crate::ui::selection::Selection;

/// What fails, and how to leave.
#[derive(Clone, Debug, PartialEq)]
struct Opened {
    /// What.
    failure: Failure,
    /// The id of what opened it.
    opener: String,
}

/// The failure that is looked at, if any.
#[derive(Clone, Copy)]
pub struct WhatIfState {
    opened: RwSignal<Option<Opened>>,
    /// What follows from it.
    pub result: Memo<Option<WhatIf>>,
}

impl WhatIfState {
    /// Nothing fails.
    pub(super) fn new(project: ProjectState) -> Self {
        let opened = RwSignal::new(None);
        let result = memo(move |_| {
            let failure = opened.with(|open: &Option<Opened>| open.as_ref().map(|open| open.failure))?;
            project.plan.with(|plan| project.outcome.with(|outcome| Some(result(failure, plan, outcome))))
        });
        Self { opened, result }
    }

    /// Whether something fails.
    pub fn is_open(self) -> bool {
        self.opened.with(Option::is_some)
    }

    /// Whether something fails now.
    pub fn is_open_now(self) -> bool {
        untrack(|| self.is_open())
    }

    /// What was chosen to fail.
    pub(super) fn failure(self) -> Option<Failure> {
        self.opened.with(|open| open.as_ref().map(|open| open.failure))
    }

    /// Lets another thing fail instead, and leaves the focus where it is.
    pub fn fail_instead(self, failure: Failure) {
        self.opened.update(|open| {
            if let Some(open) = open {
                open.failure = failure;
            }
        });
    }

    /// Nothing fails any more.
    pub(super) fn close(self) {
        self.take();
    }

    fn take(self) -> Option<Opened> {
        if self.is_open_now() { self.opened.try_update(Option::take).flatten() } else { None }
    }
}

/// What follows from a failure in the plan on the page; what can no longer fail there gives way to what can.
fn result(failure: Failure, plan: &Plan, outcome: &Outcome) -> WhatIf {
    let known = failures(plan, &outcome.topology);
    let still = known.contains(&failure).then_some(failure);
    let same = || known.iter().copied().find(|other| other.node() == failure.node());
    whatif(plan, &outcome.topology, still.or_else(same).unwrap_or(Failure::Node))
}

impl AppState {
    /// Lets this fail, and moves the focus to what follows.
    pub fn fail(self, failure: Failure) {
        let opener = self.whatif.opened.get_untracked().map(|open| open.opener);
        let opener = opener.unwrap_or_else(browser::focused);
        self.whatif.opened.set(Some(Opened { failure, opener }));
        self.navigation.show_list(Listing::Findings);
        if self.navigation.pane.get_untracked() != Pane::Alone {
            self.navigation.show_pane(Pane::Picture);
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

    /// Lets the selected part fail, or else a node of the cluster. If something fails already, ends the failure.
    pub fn toggle_whatif(self) {
        let under = self.comparison.is_open_now() || self.capacity.is_open_now();
        if self.whatif.is_open_now() && !under {
            return self.close_whatif();
        }
        self.clear_the_way();
        let chosen = match self.navigation.selection.get_untracked() {
            Selection::Node(node) => untrack(|| self.failure_of(node)),
            _ => None,
        };
        let same = untrack(|| self.whatif.failure());
        self.fail(same.or(chosen).unwrap_or(Failure::Node));
    }

    /// Everything that can fail in this plan.
    pub fn all_failures(self) -> Vec<Failure> {
        self.project.plan.with(|plan| self.topology.with(|topology| failures(plan, topology)))
    }

    /// A node of the picture was chosen while something fails: it fails instead.
    pub(super) fn fail_chosen(self, node: NodeId) {
        if self.whatif.is_open_now()
            && let Some(failure) = untrack(|| self.failure_of(node))
        {
            self.whatif.fail_instead(failure);
        }
    }

    /// Nothing fails any more; the focus goes back to where it came from.
    pub fn close_whatif(self) {
        let Some(open) = self.whatif.take() else { return };
        browser::when_drawn(move || {
            browser::focus(if browser::seen(&open.opener) { &open.opener } else { "whatif-button" });
        });
    }

    /// What a node does while something fails.
    pub fn standing(self, node: NodeId) -> Standing {
        self.whatif.result.with(|result| result.as_ref().map_or(Standing::Up, |result| result.standing(node)))
    }

    /// Who brings a node back; nothing while it is as ever.
    pub fn ends_at(self, node: NodeId) -> Option<Ends> {
        let down = matches!(self.standing(node), Standing::Down | Standing::Weakened);
        self.whatif.result.with(|result| result.as_ref().filter(|_| down).map(|result| result.ends_at(node)))
    }

    /// What one click can do about the failure.
    pub fn remedies(self) -> Vec<Remedy> {
        self.whatif.result.with(|result| {
            result.as_ref().map(|result| remedies(&self.project.get().inputs(), result)).unwrap_or_default()
        })
    }

    /// Why nothing can be done about it, where that is so.
    pub fn helpless(self) -> Option<String> {
        let remedies = self.remedies();
        self.whatif
            .result
            .with(|result| self.topology.with(|topology| helpless(topology, result.as_ref()?, &remedies)))
    }

    /// Takes a remedy. The failure stays: what it does now can be seen at once.
    pub fn remedy(self, at: usize) {
        let Some(Remedy { fix, .. }) = untrack(|| self.remedies()).into_iter().nth(at) else { return };
        let Action::Plan(plan) = fix.action else { return };
        let changed = self.project.plan.with_untracked(|now| changes::between(now, &plan));
        self.drafts.forget_those(|id| changed.contains(&id));
        self.history.update_untracked(History::close);
        self.take_plan(*plan, &fix.label, changed.first().copied());
        self.history.update_untracked(History::close);
        self.toasts.undoable(format!("Done: {}", fix.label));
    }
}
