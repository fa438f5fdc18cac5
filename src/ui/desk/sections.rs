//! How much of the form is seen: open sections, unfolded further options, and only what was changed.

use std::collections::BTreeSet;

use leptos::prelude::*;
use planner::field::{Field, FieldId};
use planner::stack::{PARTS, Part, find_field};

use super::Desk;
use crate::ui::selection::Selection;

/// What the operator decided about the further options of a section.
#[derive(Clone, Debug)]
pub struct Fold {
    /// Whether they are to be seen.
    open: bool,
    /// What spoke for seeing them then: a new reason opens them again.
    reasons: BTreeSet<FieldId>,
}

impl Desk {
    /// Whether a field is asked, and among the further options or not.
    pub fn asks(self, field: &Field, further: bool) -> bool {
        let asked = self.plan.with(|plan| (field.shown)(plan) && (field.advanced)(plan) == further);
        asked && (!self.only_changed.get() || self.keeps(field.id))
    }

    /// Whether a field stays while only changed ones are seen: text that is refused is a change too, and the field in
    /// focus stays whatever is typed there.
    fn keeps(self, id: FieldId) -> bool {
        self.differs(id) || self.selection.get() == Selection::Field(id)
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

    /// Whether the further options of a section are seen.
    pub fn is_unfolded(self, part: &'static Part) -> bool {
        let reasons = self.reasons(part);
        self.folds.with(|folds| match folds.get(part.key) {
            Some(fold) if fold.open || reasons.is_subset(&fold.reasons) => fold.open,
            _ => !reasons.is_empty(),
        })
    }

    /// Shows or hides the further options of a section.
    pub fn fold(self, part: &'static Part, open: bool) {
        if open && self.folds.with_untracked(|folds| folds.get(part.key).is_some_and(|fold| fold.open)) {
            return;
        }
        let fold = Fold { open, reasons: untrack(|| self.reasons(part)) };
        self.folds.update(|folds| drop(folds.insert(part.key, fold)));
    }

    /// Makes sure that a field can be seen: its section, and the further options if it is one of them.
    pub(super) fn uncover(self, id: FieldId) {
        self.open_section(id.part());
        let Some(field) = find_field(id) else { return };
        if self.only_changed.get_untracked() && !untrack(|| self.keeps(id)) {
            self.only_changed.set(false);
        }
        if self.plan.with_untracked(field.advanced)
            && let Some(part) = PARTS.iter().find(|part| part.key == id.part())
        {
            self.fold(part, true);
        }
    }

    /// Shows only the options that differ from the preset, in open sections; or all again.
    pub fn show_only_changed(self, only: bool) {
        self.only_changed.set(only);
        if only {
            // The field that was left for the button is not being written in.
            self.selection.set(Selection::Nothing);
            untrack(|| self.differing()).iter().for_each(|id| self.open_section(id.part()));
        }
    }
}
