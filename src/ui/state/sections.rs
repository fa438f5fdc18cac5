//! What the form shows: open sections, unfolded options, and the filter for changed fields.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use planner::field::{Field, FieldId};
use planner::sorting::to_set;
use planner::stack::{PARTS, Part, find_field};

use super::AppState;
use crate::ui::selection::Selection;

/// What the operator decided about the further options of a section.
#[derive(Clone, Debug)]
pub struct Fold {
    /// Whether they are to be seen.
    open: bool,
    /// What spoke for seeing them then: a new reason opens them again.
    reasons: BTreeSet<FieldId>,
}

/// Which sections of the form are open, and which of their options are shown.
#[derive(Clone, Copy)]
pub struct Sections {
    open: RwSignal<BTreeSet<&'static str>>,
    /// What the operator decided about further options, by section.
    folds: RwSignal<BTreeMap<&'static str, Fold>>,
    /// Whether the form shows only what differs from the preset.
    pub only_changed: ReadSignal<bool>,
    set_only_changed: WriteSignal<bool>,
}

impl Sections {
    /// With the first one open.
    pub(super) fn new() -> Self {
        let (only_changed, set_only_changed) = signal(false);
        Self {
            open: RwSignal::new(to_set(["site"])),
            folds: RwSignal::default(),
            only_changed,
            set_only_changed,
        }
    }

    /// Whether a section is open.
    pub fn is_open(self, part: &str) -> bool {
        self.open.with(|open| open.contains(part))
    }

    /// Opens a section.
    pub(super) fn open(self, part: &'static str) {
        if !untrack(|| self.is_open(part)) {
            self.open.update(|open| {
                open.insert(part);
            });
        }
    }

    /// Opens or closes a section. Whether it is open then.
    pub(super) fn toggle(self, part: &'static str) -> bool {
        let opened = self.open.try_update(|open| if open.remove(part) { false } else { open.insert(part) });
        opened == Some(true)
    }
}

impl AppState {
    /// Whether a field is asked, and among the further options or not.
    pub fn asks(self, field: &Field, further: bool) -> bool {
        let asked = self.project.plan.with(|plan| (field.shown)(plan) && (field.advanced)(plan) == further);
        asked && (!self.sections.only_changed.get() || self.keeps(field.id))
    }

    /// Whether a field stays visible while only changed fields are shown. Invalid text counts as a change, and the focused
    /// field always stays.
    fn keeps(self, id: FieldId) -> bool {
        self.differs(id) || self.navigation.selection.get() == Selection::Field(id)
    }

    /// Fields that differ from the preset, in the plan or as text that is refused.
    pub fn differing(self) -> BTreeSet<FieldId> {
        let refused = self.misunderstood();
        self.changed.with(|changed| changed.iter().copied().chain(refused).collect())
    }

    /// How many further options a section has now.
    pub fn further(self, part: &'static Part) -> usize {
        part.fields.iter().filter(|field| self.asks(field, true)).count()
    }

    /// Further options that something is to be said about: they differ from the preset, or are found fault with.
    fn reasons(self, part: &'static Part) -> BTreeSet<FieldId> {
        let mut told = self.differing();
        self.findings.with(|findings| told.extend(findings.iter().filter_map(|one| one.fields.first())));
        let fields = part.fields.iter().filter(|field| told.contains(&field.id) && self.asks(field, true));
        fields.map(|field| field.id).collect()
    }

    /// Whether the advanced options of a section are shown.
    pub fn is_unfolded(self, part: &'static Part) -> bool {
        let reasons = self.reasons(part);
        self.sections.folds.with(|folds| match folds.get(part.key) {
            Some(fold) if fold.open || reasons.is_subset(&fold.reasons) => fold.open,
            _ => !reasons.is_empty(),
        })
    }

    /// Shows or hides the further options of a section.
    pub fn fold(self, part: &'static Part, open: bool) {
        if open
            && self.sections.folds.with_untracked(|folds| folds.get(part.key).is_some_and(|fold| fold.open))
        {
            return;
        }
        let fold = Fold { open, reasons: untrack(|| self.reasons(part)) };
        self.sections.folds.update(|folds| drop(folds.insert(part.key, fold)));
    }

    /// Makes sure that a field can be seen: its section, and the further options if it is one of them.
    pub(super) fn uncover(self, id: FieldId) {
        self.open_section(id.part());
        let Some(field) = find_field(id) else { return };
        if self.sections.only_changed.get_untracked() && !untrack(|| self.keeps(id)) {
            self.sections.set_only_changed.set(false);
        }
        if self.project.plan.with_untracked(field.advanced)
            && let Some(part) = PARTS.iter().find(|part| part.key == id.part())
        {
            self.fold(part, true);
        }
    }

    /// Shows only the options that differ from the preset, in open sections; or all again.
    pub fn show_only_changed(self, only: bool) {
        self.sections.set_only_changed.set(only);
        if only {
            // The field that was left for the button is not being written in.
            self.navigation.select(Selection::Nothing);
            untrack(|| self.differing()).iter().for_each(|id| self.open_section(id.part()));
        }
    }
}
