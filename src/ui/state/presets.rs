//! Presets: what each would change in the open plan, and applying it.

use leptos::prelude::*;
use planner::plan::Plan;
use planner::presets::{PRESETS, applied, own_facts};
use planner::stack::fields;

use super::{AppState, History, changes, plural};

impl AppState {
    /// Starts from a preset. What the operator has said about their own world stays.
    pub fn choose_preset(self, at: usize) {
        let start = untrack(|| self.applied(at));
        self.start(at, start);
    }

    /// A preset as it would be applied here.
    pub(super) fn applied(self, at: usize) -> Plan {
        let came_from = (PRESETS[self.preset.get()].plan)();
        let written = match self.project.running.with(Option::is_some) {
            // What runs is no suggestion.
            true => fields().map(|field| field.id).collect(),
            false => self.history.with(History::written),
        };
        self.project
            .plan
            .with(|plan| applied(&(PRESETS[at].plan)(), plan, &own_facts(plan, &came_from, &written)))
    }

    /// Starts again from the chosen preset, without keeping anything.
    pub fn back_to_preset(self) {
        let at = self.preset.get_untracked();
        self.start(at, (PRESETS[at].plan)());
    }

    fn start(self, at: usize, plan: Plan) {
        let title = PRESETS[at].title;
        let count = self.project.plan.with_untracked(|now| changes::between(now, &plan).len());
        let kept = changes::between(&(PRESETS[at].plan)(), &plan).len();
        self.drafts.forget_all();
        let taken = self.take_plan(plan, title, None);
        self.set_preset.set(at);
        if taken {
            let kept = match kept {
                0 => String::new(),
                1 => ". Your own value was kept".to_owned(),
                kept => format!(". Your {kept} own values were kept"),
            };
            self.toasts.undoable(format!("{title}: {} changed{kept}", plural(count, "setting")));
        }
    }
}
