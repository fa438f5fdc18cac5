//! Plans to start from, and how far the plan has come since.

use forum_planner::field::{Control, Field, FieldId};
use forum_planner::outcome::presets::PRESETS;
use forum_planner::stack::find_field;
use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, place_name, plural};
use super::icons::{Icon, RESET};

/// The row of presets and the distance from the chosen one.
#[component]
pub fn Presets() -> impl IntoView {
    let desk = Desk::here();
    let customised = move || !desk.changed.with(|changed| changed.is_empty());
    view! {
        <div class="presets" data-customised=move || customised().to_string()>
            <div class="segments" role="group" aria-label="Start from a preset">
                {(0..PRESETS.len()).map(|at| view! { <PresetButton at /> }).collect_view()}
            </div>
            <p class="presets__note"><Distance /></p>
        </div>
    }
}

#[component]
fn PresetButton(at: usize) -> impl IntoView {
    let desk = Desk::here();
    let preset = &PRESETS[at];
    let chosen = move || (desk.preset.get() == at).to_string();
    view! {
        <button type="button" class="segment" id=format!("preset-{}", preset.key) data-preset=preset.key title=preset.about aria-pressed=chosen
            on:click=move |_| desk.choose_preset(at)>
            {preset.title}
        </button>
    }
}

/// What the preset is for, or how many options differ from it.
#[component]
fn Distance() -> impl IntoView {
    let desk = Desk::here();
    let count = Memo::new(move |_| desk.changed.with(|changed| changed.len()));
    let about = move || PRESETS[desk.preset.get()].about;
    let differs = move || count.get() > 0;
    let back = move |_| {
        desk.back_to_preset();
        stay(desk);
    };
    view! {
        <Show when=differs fallback=move || view! { <span class="presets__about">{about}</span> }>
            <span>{move || plural(count.get(), "change")}<span class="presets__from">" from the preset"</span></span>
            <button type="button" class="link" popovertarget="changes">"show"</button>
            <button type="button" class="link" id="back-to-preset" on:click=back>
                "back to preset"
            </button>
            <Changes />
        </Show>
    }
}

/// Keeps the focus near: in the list while it has rows, else on the chosen preset.
fn stay(desk: Desk) {
    browser::when_drawn(move || {
        let key = PRESETS[desk.preset.get_untracked()].key;
        let place = if browser::is_open("changes") { "changes".to_owned() } else { format!("preset-{key}") };
        browser::focus(&place);
    });
}

/// Every option that differs: what the preset says, and what the plan says.
#[component]
fn Changes() -> impl IntoView {
    let desk = Desk::here();
    let title = move || format!("Different from “{}”", PRESETS[desk.preset.get()].title);
    view! {
        <span id="changes" class="popover popover--changes" popover="auto" role="group" aria-label=title>
            <strong class="popover__title">{title}</strong>
            <span class="changes" role="list">
                <For each=move || desk.changed.get() key=|id| id.0 let:id><Change id /></For>
            </span>
        </span>
    }
}

#[component]
fn Change(id: FieldId) -> impl IntoView {
    let desk = Desk::here();
    let Some(field) = find_field(id) else { return ().into_any() };
    let then = move || words(field, &field.read(&(PRESETS[desk.preset.get()].plan)()));
    let now = Memo::new(move |_| desk.plan.with(|plan| words(field, &field.read(plan))));
    view! {
        <span class="change" role="listitem">
            <button type="button" class="link change__place" on:click=move |_| desk.go_to_field(id)>{place_name(id)}</button>
            <span class="change__values"><del>{then}</del>" → "<ins>{move || now.get()}</ins></span>
            <button type="button" class="button button--bare button--small" on:click=move |_| { desk.reset(field); stay(desk) }
                title=format!("Reset {}", field.label)>
                <Icon strokes=RESET /><span class="unseen">{format!("Reset {}", field.label)}</span>
            </button>
        </span>
    }
    .into_any()
}

/// A value as the form words it.
pub fn words(field: &Field, value: &str) -> String {
    match &field.control {
        Control::Choice { options, .. } => {
            options.iter().find(|(key, _)| *key == value).map_or(value, |(_, words)| words).to_owned()
        }
        Control::Toggle { .. } => if value == "true" { "on" } else { "off" }.to_owned(),
        _ if value.is_empty() => "empty".to_owned(),
        _ => value.to_owned(),
    }
}
