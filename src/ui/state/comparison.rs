//! The comparison: which two plans, their outcomes, and what a click takes over.

use std::sync::Arc;

use leptos::prelude::*;
use planner::compare::Side;
use planner::field::{Control, FieldId};
use planner::finding::{Action, Fix};
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::project::Project;
use planner::secrets::Secrets;
use planner::stack::find_field;

use super::plan_store::read;
use super::{AppState, FindingKey, History, Pane, Shared, changes, keys};
use crate::ui::browser;

/// How many of the last changes can be chosen to compare with.
const STEPS: usize = 12;

/// For which load a plan is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// What is expected now.
    Now,
    /// The same after a year of its growth.
    InAYear,
}

/// A plan that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one on the page.
    Now,
    /// The running forum, from the loaded bundle.
    Running,
    /// One to start from.
    Preset(usize),
    /// One that this browser keeps, by its place in the list of plans.
    Kept(usize),
    /// The plan after this many changes.
    Step(usize),
    /// The plan after a finding's fix.
    Fix(FindingKey),
    /// The plan that carries the expected load: today's, or that of a year later.
    Advised(When),
    /// The plan after what would help against the failure that is looked at.
    Remedy(usize),
}

impl Which {
    /// Whether its secrets are its own: of what ran, or was on the page once. Others have letters for secrets, which
    /// only stand in for what taking them generates.
    const fn has_secrets(self) -> bool {
        matches!(self, Self::Running | Self::Step(_))
    }
}

/// What is compared, and how to leave.
#[derive(Clone, Debug, PartialEq)]
struct Opened {
    /// The left one.
    from: Which,
    /// The right one.
    to: Which,
    /// The id of what opened it.
    opener: String,
    /// The pane that a narrow screen showed.
    back: Pane,
}

/// The two plans that are compared, if any.
#[derive(Clone, Copy)]
pub struct ComparisonView {
    opened: RwSignal<Option<Opened>>,
}

impl ComparisonView {
    /// Closed.
    pub(super) fn new() -> Self {
        Self { opened: RwSignal::new(None) }
    }

    /// Whether it is open.
    pub fn is_open(self) -> bool {
        self.opened.with(Option::is_some)
    }

    /// Whether it is open now.
    pub fn is_open_now(self) -> bool {
        untrack(|| self.is_open())
    }

    /// The left and the right plan.
    pub fn pair(self) -> Option<(Which, Which)> {
        self.opened.with(|open| open.as_ref().map(|open| (open.from, open.to)))
    }

    /// Compares another plan, on the right or on the left.
    pub fn choose(self, right: bool, which: Which) {
        self.opened.update(|open| {
            if let Some(open) = open {
                *(if right { &mut open.to } else { &mut open.from }) = which;
            }
        });
    }

    /// Closes it.
    pub(super) fn close(self) {
        self.take();
    }

    fn take(self) -> Option<Opened> {
        if self.is_open_now() { self.opened.try_update(Option::take).flatten() } else { None }
    }
}

/// A plan with all that follows from it.
#[derive(Clone)]
pub struct ComparedProject {
    /// The project.
    pub project: Project,
    /// What follows from it.
    pub outcome: Shared,
}

impl PartialEq for ComparedProject {
    fn eq(&self, other: &Self) -> bool {
        self.outcome == other.outcome
    }
}

impl ComparedProject {
    /// The same for the library.
    pub fn side(&self) -> Side<'_> {
        Side { project: &self.project, outcome: &self.outcome }
    }
}

impl AppState {
    /// Opens the comparison of two plans.
    pub fn compare(self, from: Which, to: Which) {
        self.toasts.close_read();
        let before = self.comparison.opened.get_untracked().map(|open| (open.opener, open.back));
        let (opener, back) =
            before.unwrap_or_else(|| (browser::focused(), self.navigation.pane.get_untracked()));
        self.list_plans();
        self.comparison.opened.set(Some(Opened { from, to, opener, back }));
        self.navigation.show_pane(Pane::Compare);
        browser::when_drawn(|| browser::focus("compare-title"));
    }

    /// Compares the plan with the running forum, or else with its preset.
    fn compare_with_start(self) {
        let runs = self.project.running.with_untracked(Option::is_some);
        let from = if runs { Which::Running } else { Which::Preset(self.preset.get_untracked()) };
        self.compare(from, Which::Now);
    }

    /// Opens the likeliest comparison, or closes the open one.
    pub fn toggle_comparison(self) {
        if self.comparison.is_open_now() {
            self.close_comparison();
        } else {
            self.compare_with_start();
        }
    }

    /// Compares the plan before the last change with the plan now.
    pub fn compare_last_change(self) {
        let made = self.history.with_untracked(History::made);
        self.compare(Which::Step(made.saturating_sub(1)), Which::Now);
    }

    /// Leads back to where the comparison was opened.
    pub fn close_comparison(self) {
        let Some(open) = self.comparison.take() else { return };
        self.navigation.leave_comparison(open.back);
        browser::when_drawn(move || {
            browser::focus(if browser::seen(&open.opener) { &open.opener } else { "compare-button" });
        });
    }

    /// Makes room for what a key leads to, where the comparison lies over it.
    pub fn clear_the_way(self) {
        self.comparison.close();
        self.capacity.close();
    }

    /// Whether a pane is there; that of the comparison, which the capacity has too, comes and goes.
    pub fn has_pane(self, pane: Pane) -> bool {
        pane != Pane::Compare || self.comparison.is_open() || self.capacity.is_open()
    }

    /// Every plan that can be compared, with its name.
    pub fn comparable(self) -> Vec<(Which, String)> {
        let mut all = vec![Which::Now];
        all.extend(self.project.running.with(|running| running.as_ref().map(|_| Which::Running)));
        all.extend((0..PRESETS.len()).map(Which::Preset));
        // The first of the list is the one on the page.
        all.extend((1..self.store.listed.with(Vec::len)).map(Which::Kept));
        let made = self.history.with(History::made);
        all.extend((made.saturating_sub(STEPS)..made).rev().map(Which::Step));
        let fixes = self.findings.with(|findings| keys(findings));
        all.extend(fixes.into_iter().map(Which::Fix));
        // What is compared now stays in the list, however long ago it was.
        let chosen = self.comparison.pair().map(|(from, to)| [from, to]);
        for which in chosen.into_iter().flatten().filter(|which| *which != Which::Step(made)) {
            if !all.contains(&which) {
                all.push(which);
            }
        }
        all.into_iter().filter_map(|which| Some((which, self.plan_name(which)?))).collect()
    }

    /// The name of a plan, if it is still there.
    pub fn plan_name(self, which: Which) -> Option<String> {
        match which {
            Which::Now => Some("Your plan now".to_owned()),
            Which::Running => {
                self.project.running.with(|r| r.as_ref().map(|_| "Running, as loaded".to_owned()))
            }
            Which::Preset(at) => PRESETS.get(at).map(|preset| format!("Preset: {}", preset.title)),
            Which::Kept(at) => self.kept(at).map(|name| format!("Saved: {name}")),
            Which::Step(after) => self.history.with(|history| match history.after(after) {
                Some(step) if after < history.made() => Some(format!("Before: {}", step.what)),
                Some(step) => Some(format!("After: {}", step.what)),
                None => (after == history.made()).then(|| "Your plan now".to_owned()),
            }),
            Which::Fix(key) => self.fix_of(key).map(|fix| format!("After the fix: {}", fix.label)),
            Which::Advised(when) => self.advised_name(when),
            Which::Remedy(at) => {
                self.remedies().get(at).map(|one| format!("After the fix: {}", one.fix.label))
            }
        }
    }

    /// Whether this is the plan on the page.
    pub fn is_now(self, which: Which) -> bool {
        match which {
            Which::Now => true,
            Which::Step(after) => self.history.with(|history| history.made() == after),
            _ => false,
        }
    }

    fn kept(self, at: usize) -> Option<String> {
        self.store.listed.with(|all| all.get(at).map(|kept| kept.name.clone()))
    }

    fn fix_of(self, key: FindingKey) -> Option<Fix> {
        self.finding(key, |finding| finding.fix.clone()).flatten()
    }

    /// What a finding offers, or what would help against a failure.
    fn offered(self, which: Which) -> Option<Fix> {
        match which {
            Which::Fix(key) => self.fix_of(key),
            Which::Remedy(at) => self.remedies().into_iter().nth(at).map(|remedy| remedy.fix),
            _ => None,
        }
    }

    /// A plan with all that follows from it, if it is still there.
    pub fn whole(self, which: Which) -> Option<ComparedProject> {
        let now = self.project.get();
        if self.is_now(which) {
            return Some(ComparedProject { project: now, outcome: self.project.outcome.get() });
        }
        // Its missing secrets are only stood in for: taking the plan generates them in earnest.
        let with = |plan: Plan| now.with_plan(plan).filled(letters());
        let project = match which {
            Which::Now => now,
            Which::Running => {
                let running = Arc::clone(now.running.as_ref()?);
                let secrets = running.secrets.clone().map_or_else(|| Arc::clone(&now.secrets), Arc::new);
                Project { plan: Arc::new(running.plan.clone()), secrets, ..now }
            }
            Which::Preset(at) => with(PRESETS.get(at).map(|_| self.applied(at))?),
            Which::Kept(at) => {
                let (_, loaded) = read(&self.kept(at)?).ok()?;
                Project { plan: loaded.project.plan, ..now }.filled(letters())
            }
            Which::Step(after) => {
                let then =
                    self.history.with(|history| history.after(after).map(|step| step.project.clone()))?;
                // What would be lost on the way to it is asked of what runs now.
                Project { running: now.running, ..then }
            }
            Which::Advised(when) => with(self.advised(when).ok()?),
            Which::Fix(_) | Which::Remedy(_) => match self.offered(which)?.action {
                Action::Plan(plan) => with(*plan),
                Action::Generate(keys) => {
                    let mut secrets = (*now.secrets).clone();
                    keys.iter().for_each(|key| secrets.generate(*key, letters()));
                    now.with_secrets(secrets)
                }
            },
        };
        let outcome = self.project.outcome.with_untracked(|now| outcome_after(Some(now), &project.inputs()));
        Some(ComparedProject { project, outcome: Shared::new(outcome) })
    }

    /// Gives one field the value that it has in another plan.
    pub fn take_field(self, id: FieldId, which: Which, from: &ComparedProject) {
        let Some(field) = find_field(id) else { return };
        self.history.update_untracked(History::close);
        let said = if let Control::Secret(key) = field.control {
            let mut secrets = self.project.secrets.with_untracked(Secrets::clone);
            if which.has_secrets() {
                if secrets.set(key, from.project.secrets.get(key)).is_err() {
                    return;
                }
            } else {
                // The other secrets were placeholders for those that are generated now.
                secrets.generate(key, browser::random());
            }
            self.take_secrets(secrets, field.label, Some(id));
            format!("{}: the other value", field.label)
        } else {
            let value = field.read(&from.project.plan);
            self.drafts.forget(id);
            self.write(field, &value);
            format!("{}: {}", field.label, field.words(&value))
        };
        self.history.update_untracked(History::close);
        self.toasts.undoable(said);
    }

    /// Makes another plan the one on the page, and leads back to the page.
    pub fn take_whole(self, which: Which, from: &ComparedProject) {
        match which {
            Which::Fix(key) => self.fix(key),
            Which::Advised(when) => self.use_advised(when),
            Which::Remedy(at) => self.remedy(at),
            _ => self.take_another(which, from),
        }
        self.close_comparison();
    }

    fn take_another(self, which: Which, from: &ComparedProject) {
        let name = untrack(|| self.plan_name(which)).unwrap_or_default();
        let changed = self.project.plan.with_untracked(|now| changes::between(now, &from.project.plan));
        self.drafts.forget_those(|id| changed.contains(&id));
        self.history.update_untracked(History::close);
        let preset = match which {
            Which::Preset(at) => Some(at),
            Which::Step(after) => self.history.with_untracked(|h| h.after(after).map(|step| step.preset)),
            _ => Some(changes::nearest_preset(&from.project.plan)),
        };
        // What ran or was once on the page has secrets of its own. What another plan newly needs was only
        // stood in for, and is generated in earnest.
        let now = self.project.now();
        let plan = Arc::clone(&from.project.plan);
        let project = if which.has_secrets() {
            Project { plan, secrets: Arc::clone(&from.project.secrets), ..now }
        } else {
            Project { plan, ..now }.filled(browser::random())
        };
        if self.take(project, &name, None) {
            self.set_preset.set(preset.unwrap_or_default());
            self.toasts.undoable(format!("Using {name}"));
        }
    }
}

/// Placeholders for the secrets that are generated when a plan is taken over.
fn letters() -> impl FnMut() -> u8 {
    let mut letters = (0_u8..248).cycle();
    move || letters.next().unwrap_or_default()
}
