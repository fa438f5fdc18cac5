//! The state of the page: what the operator decided, and where they look. All else is derived.

mod carrying;
mod causes;
mod changes;
mod comparing;
mod drafts;
mod failing;
mod forgetting;
mod gate;
mod history;
mod leaving;
mod looking;
mod measuring;
mod mending;
mod plans;
mod saving;
mod sections;
mod sharing;
mod shelf;
mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use leptos::prelude::*;
use planner::analysis::capacity::Demand;
pub use planner::analysis::counts::{Counts, plural, worded};
use planner::analysis::upgrade::Upgrade;
use planner::analysis::whatif::WhatIf;
use planner::bundle::file_of;
use planner::field::FieldId;
use planner::files::OwnFiles;
use planner::finding::Finding;
use planner::inputs::{Inputs, Running};
use planner::outcome::Outcome;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::presets::{PRESETS, applied, own_facts};
use planner::secrets::{SecretKey, Secrets};
use planner::stack::fields;
use planner::topology::Topology;

use super::browser;
use super::selection::Selection;
pub use causes::{Causes, Pointed};
pub use comparing::{Comparing, When, Which, Whole};
pub use drafts::Draft;
pub use failing::Failing;
pub use gate::gate;
pub use history::History;
use leaving::Typed;
pub use looking::{Listing, Pane, Reveal};
pub use measuring::Measuring;
pub use mending::{FindingKey, keys, place_name, row_key};
pub use saving::PAUSE;
pub use sections::Fold;
pub use shelf::{Kept, Offer, Shelf};
use views::Views;

/// An outcome that many memos read. Two of them are equal when they are the same one.
#[derive(Clone)]
pub struct Shared(Arc<Outcome>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Shared {
    type Target = Outcome;

    fn deref(&self) -> &Outcome {
        &self.0
    }
}

impl Shared {
    /// An outcome to be read by many.
    pub fn new(outcome: Outcome) -> Self {
        Self(Arc::new(outcome))
    }
}

/// A sentence for the operator about what just happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// More about it, one line each.
    pub notes: Vec<String>,
    /// Whether "Undo" stands beside it.
    pub undo: bool,
}

/// Everything the areas of the screen share.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the operator decided.
    pub plan: RwSignal<Plan>,
    /// The secrets; they never leave this signal but into the zip, the clipboard and a shown field.
    pub secrets: RwSignal<Secrets>,
    /// Files of the operator's own, from a loaded bundle; like secrets they go into the zip only.
    pub own: RwSignal<OwnFiles>,
    /// What runs now, when somebody has loaded it. It is forgotten with the page.
    pub running: RwSignal<Option<Running>>,
    /// What follows from all three.
    pub outcome: Memo<Shared>,
    /// What followed before the last edit.
    pub earlier: RwSignal<Option<Shared>>,
    /// Texts in fields that are not in the plan like that.
    pub drafts: RwSignal<BTreeMap<FieldId, Draft>>,
    /// The secrets that somebody typed and that are in no download.
    typed: Typed,
    /// What the entries of the browser's history stand for.
    views: Views,
    /// The plan that the operator started from.
    pub preset: RwSignal<usize>,
    /// What is selected, for all panes.
    pub selection: RwSignal<Selection>,
    /// The field that Next led to last.
    led: RwSignal<Option<FieldId>>,
    /// The shown file.
    pub file: RwSignal<String>,
    /// What the field in focus decides, and what decides the line that somebody asked about.
    pub causes: Causes,
    /// Whether the values in the Secret's file are shown.
    pub bare: RwSignal<bool>,
    /// Which line of it should be seen.
    pub reveal: RwSignal<Reveal>,
    /// The open sections of the form.
    pub open: RwSignal<BTreeSet<&'static str>>,
    /// What the operator decided about further options, by section.
    pub folds: RwSignal<BTreeMap<&'static str, Fold>>,
    /// Whether the form shows only what differs from the preset.
    pub only_changed: RwSignal<bool>,
    /// The pane that a narrow screen shows, and that was asked for last on any.
    pub pane: RwSignal<Pane>,
    /// What stands beside the form where two columns have room: picture, findings or files.
    pub beside: Memo<Pane>,
    /// What stands beside the picture where three have: findings or files.
    pub side: Memo<Pane>,
    /// What the pane of the findings lists.
    pub listing: RwSignal<Listing>,
    /// The two plans that are compared, if any.
    pub comparing: RwSignal<Option<Comparing>>,
    /// What is expected of plans, by their names, as far as it was written on this visit.
    pub expected: RwSignal<BTreeMap<String, Demand>>,
    /// The view of how much the plan carries, if it is open.
    pub measuring: RwSignal<Option<Measuring>>,
    /// What somebody lets fail, if anything.
    pub failing: RwSignal<Option<Failing>>,
    /// What follows from that.
    pub whatif: Memo<Option<WhatIf>>,
    /// The plans that this browser keeps.
    pub shelf: Shelf,
    /// The plans before and after.
    pub history: RwSignal<History>,
    /// What there is to say.
    pub said: RwSignal<Option<Said>>,
    /// Whether the question about a download with errors is open.
    pub asking: RwSignal<bool>,
    /// Whether it was ever asked. What is still to fill in is an error from then on.
    pub asked: RwSignal<bool>,
    /// Who talks to whom.
    pub topology: ReadSignal<Topology>,
    /// What there is to object to.
    pub findings: ReadSignal<Vec<Finding>>,
    /// Options that differ from the preset.
    pub changed: ReadSignal<BTreeSet<FieldId>>,
    /// Files that the last edit changed.
    pub touched: ReadSignal<BTreeSet<String>>,
    /// How many findings of each kind.
    pub counts: ReadSignal<Counts>,
    /// What applying does to what runs now.
    pub upgrade: ReadSignal<Option<Upgrade>>,
}

impl Desk {
    /// The desk of this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// A desk with the plan of the last visit, or a preset.
    pub fn open() -> Self {
        let visit = saving::last_visit();
        let mut secrets = Secrets::default();
        secrets.fill(&visit.plan, browser::random());
        let preset = RwSignal::new(changes::nearest_preset(&visit.plan));
        let plan = RwSignal::new(visit.plan);
        let secrets = RwSignal::new(secrets);
        let running = RwSignal::new(None);
        let outcome = Memo::new(move |before: Option<&Shared>| {
            let before = before.map(|before| &**before);
            plan.with(|plan| {
                secrets.with(|secrets| {
                    running.with(|running: &Option<Running>| {
                        let inputs = Inputs { running: running.as_ref(), ..Inputs::new(plan, secrets) };
                        Shared::new(outcome_after(before, &inputs))
                    })
                })
            })
        });
        let failing = RwSignal::new(None);
        let whatif = Memo::new(move |_| {
            let failure = failing.with(|open: &Option<Failing>| open.as_ref().map(|open| open.failure))?;
            plan.with(|plan| outcome.with(|outcome| failing::result(Some(failure), plan, outcome)))
        });
        let asked = RwSignal::new(false);
        let findings = move || {
            let findings = outcome.with(|outcome| outcome.findings.clone());
            if asked.get() { findings } else { findings.into_iter().map(Finding::at_first).collect() }
        };
        let earlier = RwSignal::new(None);
        let pane = RwSignal::new(Pane::Form);
        let base = Memo::new(move |_| (PRESETS[preset.get()].plan)());
        Self {
            plan,
            secrets,
            own: RwSignal::default(),
            running,
            outcome,
            earlier,
            drafts: RwSignal::default(),
            typed: Typed::default(),
            views: Views::default(),
            preset,
            selection: RwSignal::default(),
            led: RwSignal::default(),
            file: RwSignal::new(plan.with_untracked(|plan| file_of("web", plan))),
            causes: Causes::default(),
            bare: RwSignal::new(false),
            reveal: RwSignal::new(Reveal::Top),
            open: RwSignal::new(BTreeSet::from(["site"])),
            folds: RwSignal::default(),
            only_changed: RwSignal::new(false),
            pane,
            beside: Memo::new(move |before| pane.get().beside(before.copied())),
            side: Memo::new(move |before| pane.get().side(before.copied(), failing.with(Option::is_some))),
            listing: RwSignal::new(Listing::Findings),
            comparing: RwSignal::new(None),
            expected: RwSignal::default(),
            measuring: RwSignal::new(None),
            failing,
            whatif,
            shelf: Shelf::new(visit.name, visit.text),
            history: RwSignal::default(),
            said: RwSignal::new(visit.said),
            asking: RwSignal::new(false),
            asked,
            topology: gate(move || outcome.with(|outcome| outcome.topology.clone())),
            findings: gate(findings),
            changed: gate(move || plan.with(|plan| base.with(|base| changes::between(base, plan)))),
            touched: gate(move || {
                outcome.with(|now| earlier.with(|then| changes::since(then.as_ref(), now)))
            }),
            counts: gate(move || Counts::of(&findings())),
            upgrade: gate(move || outcome.with(|outcome| outcome.upgrade.clone())),
        }
    }

    /// Starts from a preset. What the operator has said about their own world stays.
    pub fn choose_preset(self, at: usize) {
        let start = untrack(|| self.applied(at));
        self.start(at, start);
    }

    /// A preset as it would be applied here.
    pub(super) fn applied(self, at: usize) -> Plan {
        let came_from = (PRESETS[self.preset.get()].plan)();
        let written = match self.running.with(Option::is_some) {
            // What runs is no suggestion.
            true => fields().map(|field| field.id).collect(),
            false => self.history.with(History::written),
        };
        self.plan.with(|plan| applied(&(PRESETS[at].plan)(), plan, &own_facts(plan, &came_from, &written)))
    }

    /// Starts from the chosen preset anew: nothing stays.
    pub fn back_to_preset(self) {
        let at = self.preset.get_untracked();
        self.start(at, (PRESETS[at].plan)());
    }

    fn start(self, at: usize, plan: Plan) {
        let title = PRESETS[at].title;
        let count = self.plan.with_untracked(|now| changes::between(now, &plan).len());
        let kept = changes::between(&(PRESETS[at].plan)(), &plan).len();
        self.drafts.set(BTreeMap::new());
        let taken = self.take(plan, None, title, None);
        self.preset.set(at);
        if taken {
            let kept = match kept {
                0 => String::new(),
                1 => ". Your own value was kept".to_owned(),
                kept => format!(". Your {kept} own values were kept"),
            };
            self.say_undoable(format!("{title}: {} changed{kept}", plural(count, "setting")));
        }
    }

    /// Generates secrets anew. They stay hidden, so only the words tell that something happened.
    pub fn generate(self, keys: &[SecretKey], what: &str) {
        let mut secrets = self.secrets.get_untracked();
        self.forget_drafts_of(keys);
        for key in keys {
            secrets.generate(*key, browser::random());
        }
        let plan = self.plan.get_untracked();
        let generated = |key: &&SecretKey| key.can_be_generated(&plan);
        let lengths: Vec<String> =
            keys.iter().filter(generated).map(|key| secrets.get(*key).len().to_string()).collect();
        if self.take(plan.clone(), Some(secrets), what, None) {
            let text = format!("{what}: made anew, {} random letters and digits", lengths.join(" and "));
            self.say_undoable(text);
        }
        self.history.update_untracked(History::close);
    }

    /// Another plan or other secrets, with the operator's own files as they are.
    fn take(self, plan: Plan, secrets: Option<Secrets>, what: &str, by: Option<FieldId>) -> bool {
        self.take_all(plan, secrets, self.own.get_untracked(), what, by)
    }

    /// The only way to other decisions under the same name. Remembers what was, and brings the file that
    /// changed to the front. False when nothing changes.
    fn take_all(
        self,
        plan: Plan,
        secrets: Option<Secrets>,
        own: OwnFiles,
        what: &str,
        by: Option<FieldId>,
    ) -> bool {
        // Secrets that somebody is typing may be empty for a moment.
        let secrets = secrets.unwrap_or_else(|| {
            let mut secrets = self.secrets.get_untracked();
            secrets.fill(&plan, browser::random());
            secrets
        });
        let same_plan = self.plan.with_untracked(|now| *now == plan);
        let same_secrets = self.secrets.with_untracked(|now| *now == secrets);
        if same_plan && same_secrets && self.own.with_untracked(|now| *now == own) {
            return false;
        }
        self.asking.set(false);
        if self.history.with_untracked(|history| history.goes_on(by)) {
            self.history.update(History::go_on);
        } else {
            let step = self.step(what, by);
            self.history.update(|history| history.remember(step));
            self.earlier.set(Some(self.outcome.get_untracked()));
        }
        self.put(plan, secrets, own, same_plan, same_secrets);
        self.follow(by);
        true
    }

    fn put(self, plan: Plan, secrets: Secrets, own: OwnFiles, same_plan: bool, same_secrets: bool) {
        if self.said.with_untracked(Option::is_some) {
            self.said.set(None);
        }
        if !same_plan {
            self.plan.set(plan);
        }
        if !same_secrets {
            self.secrets.set(secrets);
        }
        if self.own.with_untracked(|now| *now != own) {
            self.own.set(own);
        }
        self.relight();
    }

    /// Says something.
    pub fn say(self, said: Said) {
        if self.shelf.offer.with_untracked(Option::is_some) {
            self.shelf.offer.set(None);
        }
        self.said.set(Some(said));
    }

    /// Whoever looks at something else has read what was said; a list of remarks stays until it is closed.
    pub(super) fn hush(self) {
        if self.said.with_untracked(|said| said.as_ref().is_some_and(|said| said.notes.is_empty())) {
            self.said.set(None);
        }
    }

    fn say_plainly(self, text: String) {
        self.say(Said { text, notes: Vec::new(), undo: false });
    }

    fn say_undoable(self, text: String) {
        self.say(Said { text, notes: Vec::new(), undo: true });
    }
}
