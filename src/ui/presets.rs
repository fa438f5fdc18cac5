//! Presets: goals in a row, examples behind a button, and a reset to the chosen one.

use crate::ui::live::memo;
use leptos::ev::resize;
use leptos::prelude::*;
use planner::presets::PRESETS;

use super::browser;
use super::state::AppState;

const ROW: &str = "presets-row";
const EXAMPLES: &str = "examples";
const EXAMPLES_BUTTON: &str = "examples-button";

/// The row of presets.
#[component]
pub fn Presets() -> impl IntoView {
    let app = AppState::here();
    // Where the row has no room, it scrolls: the chosen one is in view.
    let reveal = || browser::reveal_across(ROW, "[aria-pressed=true]");
    Effect::new(move |_| {
        app.preset.track();
        browser::when_drawn(reveal);
    });
    browser::listen(resize, move |_| reveal());
    view! {
        <div class="presets" id=ROW>
            <div class="segments" role="group" id="presets" aria-label="Start from a preset">
                {of_kind(false).map(|at| view! { <PresetButton at /> }).collect_view()}
                <Examples />
            </div>
        </div>
    }
}

/// The places of the goals, or of the examples.
fn of_kind(examples: bool) -> impl Iterator<Item = usize> {
    (0..PRESETS.len()).filter(move |at| PRESETS[*at].lesson.is_some() == examples)
}

#[component]
fn PresetButton(at: usize) -> impl IntoView {
    let app = AppState::here();
    let preset = &PRESETS[at];
    let chosen = move || (app.preset.get() == at).to_string();
    view! {
        <button type="button" class="segment" id=preset_id(at) data-preset=preset.key title=preset.about aria-pressed=chosen
            on:click=move |_| app.choose_preset(at)>
            {preset.title}
        </button>
    }
}

/// Plans of others to look at, each with what there is to learn from it.
#[component]
fn Examples() -> impl IntoView {
    let app = AppState::here();
    let chosen = move || PRESETS[app.preset.get()].lesson.is_some().to_string();
    view! {
        <button type="button" class="segment" id=EXAMPLES_BUTTON popovertarget=EXAMPLES aria-pressed=chosen
            title="Other people's plans to learn from">
            "Examples"
        </button>
        <div id=EXAMPLES class="popover popover--examples" popover="auto" role="group" aria-label="Examples">
            <strong class="popover__title">"Examples to learn from"</strong>
            <ul class="examples">{of_kind(true).map(|at| view! { <Example at /> }).collect_view()}</ul>
        </div>
    }
}

#[component]
fn Example(at: usize) -> impl IntoView {
    let app = AppState::here();
    let preset = &PRESETS[at];
    let chosen = move || (app.preset.get() == at).to_string();
    let open = move |_| {
        browser::close_popover(EXAMPLES);
        browser::focus(EXAMPLES_BUTTON);
        app.choose_preset(at);
    };
    view! {
        <li class="example">
            <button type="button" class="button button--small" id=preset_id(at) data-preset=preset.key aria-pressed=chosen on:click=open>
                {preset.title}
            </button>
            <p>{preset.about}</p>
            <p><strong>"What it teaches: "</strong>{preset.lesson}</p>
        </li>
    }
}

fn preset_id(at: usize) -> String {
    format!("preset-{}", PRESETS[at].key)
}

/// Where the focus goes for a preset: to its button, or to the one that it is behind.
pub fn way_to(at: usize) -> String {
    if PRESETS[at].lesson.is_some() { EXAMPLES_BUTTON.to_owned() } else { preset_id(at) }
}

/// The way back to the preset. It keeps its place while there is nothing to go back from, so that nothing moves.
#[component]
pub fn StartOver() -> impl IntoView {
    let app = AppState::here();
    let same = memo(move |_| app.changed.with(|changed| changed.is_empty()));
    let back = move |_| {
        app.back_to_preset();
        browser::when_drawn(move || browser::focus(&way_to(app.preset.get_untracked())));
    };
    view! {
        <button type="button" class="link" id="back-to-preset" title="Back to the preset as it was, with its example names"
            data-idle=move || same.get().to_string() on:click=back>
            "Start over"
        </button>
    }
}
