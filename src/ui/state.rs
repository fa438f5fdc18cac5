//! The state of the page: the project, and the navigation. Everything else is derived.
//!
//! Each small state has a file of its own. Its signals may be read everywhere, and are written only by its methods, which
//! keep its invariants. Actions on several states are methods of [`AppState`], in the file of their subject.

mod autosave;
mod capacity_panel;
mod changes;
mod comparison;
mod distinct_signal;
mod download_question;
mod drafts;
mod edits;
mod fixes;
mod forget_secrets;
mod history;
mod navigation;
mod next_step;
mod plan_store;
mod plans;
mod presets;
mod project;
mod provenance;
mod sections;
mod sharing;
mod shown_file;
mod toasts;
mod unsaved_secrets;
mod user_files;
mod views;
mod whatif_state;

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use crate::ui::live::memo;
use leptos::prelude::*;
pub use planner::analysis::counts::{Counts, plural, worded};
use planner::analysis::upgrade::Upgrade;
use planner::bundle::file_of;
use planner::field::FieldId;
use planner::finding::Finding;
use planner::outcome::Outcome;
use planner::presets::PRESETS;
use planner::topology::Topology;

use super::browser;
use capacity_panel::CapacityPanel;
use comparison::ComparisonView;
pub use comparison::{ComparedProject, When, Which};
pub use distinct_signal::distinct_signal;
use download_question::DownloadQuestion;
use drafts::Drafts;
pub use fixes::{FindingKey, keys, place_name, row_key};
use history::History;
use navigation::Navigation;
pub use navigation::{Listing, Pane, Reveal};
use plan_store::PlanStore;
pub use plan_store::{Kept, Offer, PAUSE};
use project::ProjectState;
pub use provenance::Pointed;
use provenance::Provenance;
use sections::Sections;
pub use toasts::Toast;
use toasts::Toasts;
use unsaved_secrets::UnsavedSecrets;
use views::Views;
use whatif_state::WhatIfState;

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

/// Everything the areas of the screen share.
#[derive(Clone, Copy)]
pub struct AppState {
    /// The project, and what follows from it.
    pub project: ProjectState,
    /// The states of the project before and after.
    history: RwSignal<History>,
    /// Texts in fields that are not in the plan like that.
    pub drafts: Drafts,
    /// The preset that the plan started from, as its place in [`PRESETS`].
    pub preset: ReadSignal<usize>,
    set_preset: WriteSignal<usize>,
    /// The plans of this browser.
    pub store: PlanStore,
    /// The typed secrets that are in no download.
    unsaved: UnsavedSecrets,
    /// Whether the values in the Secret's file are shown.
    pub revealed: ReadSignal<bool>,
    set_revealed: WriteSignal<bool>,
    /// Where the operator looks.
    pub navigation: Navigation,
    /// Which sections and options of the form are shown.
    pub sections: Sections,
    /// What the field in focus decides, and what decides the line that was asked about.
    provenance: Provenance,
    /// The failure that is looked at.
    pub whatif: WhatIfState,
    /// The two plans that are compared.
    pub comparison: ComparisonView,
    /// How much the plan carries.
    pub capacity: CapacityPanel,
    /// What there is to say.
    pub toasts: Toasts,
    /// The question about a download with errors.
    pub download: DownloadQuestion,
    /// The panels in the browser's history.
    views: Views,
    /// The nodes and their connections.
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

impl AppState {
    /// The state of this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// With the plan of the last visit, or a preset.
    pub fn open() -> Self {
        let visit = autosave::last_visit();
        let (preset, set_preset) = signal(changes::nearest_preset(&visit.project.plan));
        let (revealed, set_revealed) = signal(false);
        let project = ProjectState::new(visit.project.filled(browser::random()));
        let ProjectState { plan, outcome, earlier, .. } = project;
        let whatif = WhatIfState::new(project);
        let download = DownloadQuestion::new();
        let findings = move || {
            let findings = outcome.with(|outcome| outcome.findings.clone());
            if download.asked.get() { findings } else { Finding::at_first(findings) }
        };
        let base = memo(move |_| (PRESETS[preset.get()].plan)());
        Self {
            project,
            history: RwSignal::default(),
            drafts: Drafts::new(),
            preset,
            set_preset,
            store: PlanStore::new(visit.name, visit.text),
            unsaved: UnsavedSecrets::default(),
            revealed,
            set_revealed,
            navigation: Navigation::new(plan.with_untracked(|plan| file_of("web", plan)), whatif),
            sections: Sections::new(),
            provenance: Provenance::default(),
            whatif,
            comparison: ComparisonView::new(),
            capacity: CapacityPanel::new(),
            toasts: Toasts::new(visit.toast),
            download,
            views: Views::default(),
            topology: distinct_signal(move || outcome.with(|outcome| outcome.topology.clone())),
            findings: distinct_signal(findings),
            changed: distinct_signal(move || {
                plan.with(|plan| base.with(|base| changes::between(base, plan)))
            }),
            touched: distinct_signal(move || {
                outcome.with(|now| earlier.with(|then| changes::since(then.as_ref(), now)))
            }),
            counts: distinct_signal(move || Counts::of(&findings())),
            upgrade: distinct_signal(move || outcome.with(|outcome| outcome.upgrade.clone())),
        }
    }

    /// Shows or hides the values in the Secret's file.
    pub fn toggle_revealed(self) {
        self.set_revealed.update(|revealed| *revealed = !*revealed);
    }
}
