//! Shows which option decides the selected line.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::field::FieldId;

use crate::ui::state::{AppState, Pointed, place_name};

/// How many fields are named at most. Lines that depend on nearly every option would name them all.
const MOST: usize = 4;

/// A strip above the text, empty until a line is asked about.
#[component]
pub fn Cause() -> impl IntoView {
    let app = AppState::here();
    let pointed = memo(move |_| app.pointed());
    let answer = move || pointed.get().map(|pointed| view! { <Answer pointed /> });
    view! { <div class="cause" id="cause" role="status">{answer}</div> }
}

#[component]
fn Answer(pointed: Pointed) -> impl IntoView {
    let Pointed { line, fields, derivation, .. } = pointed;
    let stop = if fields.is_empty() { ": " } else { ". " };
    let more = fields.len().saturating_sub(MOST);
    let named = fields.into_iter().take(MOST).enumerate().map(|(at, id)| view! { <Decider at id /> });
    view! {
        <p class="cause__words">
            <strong>{format!("Line {}", line + 1)}</strong>
            {named.collect_view()}
            {(more > 0).then(|| format!(" and {more} more"))}
            {(!derivation.is_empty()).then(|| view! { <span class="cause__story">{stop}{derivation}</span> })}
        </p>
    }
}

#[component]
fn Decider(at: usize, id: FieldId) -> impl IntoView {
    let app = AppState::here();
    let words = match at {
        0 => " is set by ",
        1 => ", also by ",
        _ => ", ",
    };
    view! {
        {words}
        <button type="button" class="link" data-decider=id.0 on:click=move |_| app.go_to_field(id)>{place_name(id)}</button>
    }
}
