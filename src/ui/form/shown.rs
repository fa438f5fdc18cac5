//! The value and the messages of a control, for controls of every kind.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::field::Field;

use crate::ui::state::AppState;

/// The ids of everything that is said about a field.
pub fn described_by(field: &Field) -> String {
    format!("{0}-problem {0}-help {0}-reset {0}-notes", field.id)
}

/// What the control shows: the draft, else the plan.
pub fn shown(field: &'static Field) -> Memo<String> {
    let app = AppState::here();
    memo(move |_| app.drafts.text(field.id).unwrap_or_else(|| app.project.plan.with(|plan| field.read(plan))))
}

/// Whether the text in the control is refused.
pub fn refused(field: &'static Field) -> Memo<bool> {
    let app = AppState::here();
    memo(move |_| app.drafts.problem(field.id).is_some())
}
