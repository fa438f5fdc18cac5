//! A line of text. Invalid text stays in the field, with the reason below it.

use leptos::prelude::*;
use planner::field::Field;

use super::shown::{described_by, refused, shown};
use crate::ui::browser;
use crate::ui::selection::Selection;
use crate::ui::state::AppState;

/// A text input, with suggestions if there are any.
#[component]
pub fn Text(field: &'static Field, suggestions: &'static str) -> impl IntoView {
    let app = AppState::here();
    let value = shown(field);
    let wrong = refused(field);
    let list = (!suggestions.is_empty()).then(|| format!("{}-suggestions", field.id));
    view! {
        <input class="input" id=field.id.0 type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
            prop:value=move || value.get() aria-invalid=move || wrong.get().to_string()
            aria-describedby=described_by(field) list=list
            on:input=move |event| app.write(field, &browser::typed(&event))
            on:blur=move |_| app.settle(field.id) />
        <Suggestions field lines=suggestions />
    }
}

/// The suggestions are hundreds of lines: made when the field has the focus.
#[component]
fn Suggestions(field: &'static Field, lines: &'static str) -> impl IntoView {
    let app = AppState::here();
    let wanted = move || !lines.is_empty() && app.navigation.selection.get() == Selection::Field(field.id);
    view! {
        <Show when=wanted>
            <datalist id=format!("{}-suggestions", field.id)>
                {lines.lines().map(|line| view! { <option value=line></option> }).collect_view()}
            </datalist>
        </Show>
    }
}
