//! The link to the plan: shown, and copied with a click.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::import::archive;

use super::browser;
use super::commands::Copy;
use super::icons::{Icon, SHARE};
use super::state::AppState;

const SHEET: &str = "share-sheet";
const LINK: &str = "share-link";

/// The button and what it opens.
#[component]
pub fn Share() -> impl IntoView {
    let app = AppState::here();
    let open = RwSignal::new(false);
    let toggled = move |_| open.set(browser::popover_open(SHEET));
    let share = move |_| {
        // The same click opens it, or closes it.
        if !browser::popover_open(SHEET) {
            app.share();
        }
    };
    view! {
        <button type="button" class="button" id="share" popovertarget=SHEET aria-keyshortcuts="Alt+S"
            title="Copy a link to the plan, without secrets (Alt S)" on:click=share>
            <Icon strokes=SHARE /><span class="button__words">"Share"</span><kbd class="share__key">"Alt S"</kbd>
        </button>
        <div id=SHEET class="popover popover--share" popover="auto" role="group" aria-label="Share" on:toggle=toggled>
            <Show when=move || open.get()><ShareSheet /></Show>
        </div>
    }
}

#[component]
fn ShareSheet() -> impl IntoView {
    let app = AppState::here();
    let shared = memo(move |_| app.shared());
    let title =
        move || if shared.get().whole { "A link to this plan" } else { "This plan, for someone else" };
    let length = move || shared.with(|shared| shared.text.chars().count());
    let about = move || {
        if shared.get().whole {
            "People who open it get the plan beside their own, with new secrets. The link contains no secret."
        } else {
            "This page has no address that others can open. Send them plan.yaml to drop on any Forum Planner, or \
             append this end to the address of one. Neither contains secrets."
        }
    };
    view! {
        <strong class="popover__title">{title}</strong>
        <div class="share">
            <input class="input" id=LINK type="text" readonly aria-label="Link to this plan"
                prop:value=move || shared.get().text on:focus=|_| browser::select_text(LINK) />
            <Copy name="the link" text=move || shared.get_untracked().text />
        </div>
        <p class="share__length">{length}" characters"</p>
        <p class="share__about">{about}</p>
        <div class="share">
            <span class="share__plan">"The whole plan as text (plan.yaml)"</span>
            <Copy name="plan.yaml" text=move || app.project.plan.with_untracked(archive::save) />
        </div>
    }
}
