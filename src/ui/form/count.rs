//! A whole number: typed, or stepped with the buttons or the arrow keys.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use planner::field::Field;

use super::shown::{described_by, refused, shown};
use crate::ui::browser;
use crate::ui::state::AppState;

/// A number with buttons for one less and one more.
#[component]
pub fn Count(field: &'static Field, least: u32, most: u32, unit: &'static str) -> impl IntoView {
    let app = AppState::here();
    let value = shown(field);
    let wrong = refused(field);
    let number = move || app.project.plan.with(|plan| field.read(plan)).parse::<u32>().unwrap_or(least);
    let step = move |by: i64| {
        let next = (i64::from(untrack(number)) + by).clamp(i64::from(least), i64::from(most));
        app.drafts.forget(field.id);
        app.write(field, &next.to_string());
    };
    let arrows = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => 1,
            "ArrowDown" => -1,
            "PageUp" => 10,
            "PageDown" => -10,
            _ => return,
        };
        event.prevent_default();
        step(by);
    };
    view! {
        <div class="stepper" title=format!("{least} to {most} {unit}")>
            <button type="button" class="stepper__button" tabindex="-1" aria-label=format!("One less: {}", field.label)
                aria-disabled=move || (number() <= least).to_string() on:click=move |_| step(-1)>"−"</button>
            <input class="input input--number" id=field.id.0 type="text" inputmode="numeric" autocomplete="off"
                prop:value=move || value.get() aria-invalid=move || wrong.get().to_string()
                aria-describedby=described_by(field)
                on:input=move |event| app.write(field, &browser::typed(&event))
                on:blur=move |_| app.settle(field.id) on:keydown=arrows />
            <button type="button" class="stepper__button" tabindex="-1" aria-label=format!("One more: {}", field.label)
                aria-disabled=move || (number() >= most).to_string() on:click=move |_| step(1)>"+"</button>
        </div>
    }
}
