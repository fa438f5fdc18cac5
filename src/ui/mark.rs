//! Severity, by shape, colour and word: a triangle, a pen, a disc, a diamond.

use leptos::prelude::*;
use planner::finding::Severity;

/// Half a disc in a square of 12: what still works in part. The line of its other half goes there and back, so that
/// nothing fills it.
pub const HALF: &str = "M6 1a5 5 0 0 0 0 10ZM6 1a5 5 0 0 1 0 10a5 5 0 0 0 0-10";

/// The outline of a severity's shape in a square of 12.
pub fn outline(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "M6 1 11.4 10.6H.6Z",
        Severity::ToFillIn => {
            "M2 9.900 2.600 7.200 8.600 1.200a1 1 0 0 1 1.400 0l.800.800a1 1 0 0 1 0 1.400L4.800 9.400ZM2 11h8.500v.8H2Z"
        }
        Severity::Warning => "M6 1.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 0 1 0-9.6Z",
        Severity::Advice => "M6 .6 11.4 6 6 11.4.6 6Z",
    }
}

/// The shape of a severity, for places where its word is beside it.
#[component]
pub fn Shape(severity: Severity) -> impl IntoView {
    view! {
        <svg class="mark" data-severity=severity.word() viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path d=outline(severity) />
        </svg>
    }
}

/// The shape of a severity, with its word for screen readers.
#[component]
pub fn Mark(severity: Severity) -> impl IntoView {
    view! { <Shape severity /><span class="unseen">{severity.word()}</span> }
}
