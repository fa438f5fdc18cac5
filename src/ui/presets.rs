//! Plans to start from, and how far the plan has come since.

use forum_planner::outcome::presets::PRESETS;
use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, Which, plural};

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
        <button type="button" class="segment" id=preset_id(at) data-preset=preset.key title=preset.about aria-pressed=chosen
            on:click=move |_| desk.choose_preset(at)>
            {preset.title}
        </button>
    }
}

fn preset_id(at: usize) -> String {
    format!("preset-{}", PRESETS[at].key)
}

/// How many options differ from the preset, and the way back to it.
#[component]
fn Distance() -> impl IntoView {
    let desk = Desk::here();
    let count = Memo::new(move |_| desk.changed.with(|changed| changed.len()));
    let differs = move || count.get() > 0;
    let show = move |_| desk.compare(Which::Preset(desk.preset.get_untracked()), Which::Now);
    let back = move |_| {
        desk.back_to_preset();
        browser::when_drawn(move || browser::focus(&preset_id(desk.preset.get_untracked())));
    };
    view! {
        <Show when=differs>
            <button type="button" class="link" id="show-changes" on:click=show>
                {move || plural(count.get(), "change")}<span class="unseen">" from the preset: show"</span>
            </button>
            <button type="button" class="link" id="back-to-preset" on:click=back>
                "Reset"<span class="unseen">" to the preset"</span>
            </button>
        </Show>
    }
}
