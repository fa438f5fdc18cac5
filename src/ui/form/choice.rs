//! A choice: buttons side by side if all of them fit, otherwise a drop-down list.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::field::Field;

use super::shown::described_by;
use crate::ui::browser;
use crate::ui::state::AppState;

type Options = &'static [(&'static str, &'static str)];

/// Whether the alternatives fit side by side.
pub fn short(options: &[(&str, &str)]) -> bool {
    options.len() <= 3 && options.iter().map(|(_, words)| words.len() + 3).sum::<usize>() <= 30
}

fn current(field: &'static Field) -> Memo<String> {
    let app = AppState::here();
    memo(move |_| app.project.plan.with(|plan| field.read(plan)))
}

/// Radio buttons that look like one bar.
#[component]
pub fn Segments(field: &'static Field, options: Options) -> impl IntoView {
    let chosen = current(field);
    view! {
        <div class="radios" role="radiogroup" id=field.id.0 aria-labelledby=format!("{}-label", field.id)
            aria-describedby=described_by(field)>
            {options.iter().map(|(key, words)| view! { <Segment field key=*key words=*words chosen /> }).collect_view()}
        </div>
    }
}

#[component]
fn Segment(
    field: &'static Field,
    key: &'static str,
    words: &'static str,
    chosen: Memo<String>,
) -> impl IntoView {
    let app = AppState::here();
    let choose = move |_| {
        app.write(field, key);
        app.settle(field.id);
    };
    view! {
        <label class="radio">
            <input type="radio" class="unseen" name=field.id.0 value=key
                prop:checked=move || chosen.get() == key on:change=choose />
            <span>{words}</span>
        </label>
    }
}

/// A list that opens.
#[component]
pub fn Select(field: &'static Field, options: Options) -> impl IntoView {
    let app = AppState::here();
    let chosen = current(field);
    let choose = move |event| {
        app.write(field, &event_target_value(&event));
        app.settle(field.id);
        // Its answer may decide where it stands.
        browser::when_drawn(move || browser::keep_focus(field.id.0));
    };
    let option = move |(key, words): &(&'static str, &'static str)| {
        let key = *key;
        view! { <option value=key prop:selected=move || chosen.get() == key>{*words}</option> }
    };
    view! {
        <select class="input input--select" id=field.id.0 aria-describedby=described_by(field) on:change=choose>
            {options.iter().map(option).collect_view()}
        </select>
    }
}
