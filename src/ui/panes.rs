//! Which pane a narrow screen shows.

use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, Pane};
use super::findings::Findings;
use super::picture::Picture;
use super::whatif::WhatIf;

const PANES: [(Pane, &str); 4] =
    [(Pane::Form, "Form"), (Pane::Picture, "Picture"), (Pane::Files, "Files"), (Pane::Compare, "Compare")];

/// The tabs of narrow screens; wide ones show all panes and no tabs.
#[component]
pub fn Tabs() -> impl IntoView {
    view! {
        <div class="tabs" role="tablist" aria-label="Panes">
            {PANES.map(|(pane, title)| view! { <Tab pane title /> }).into_iter().collect_view()}
        </div>
    }
}

#[component]
fn Tab(pane: Pane, title: &'static str) -> impl IntoView {
    let desk = Desk::here();
    let chosen = move || desk.pane.get() == pane;
    // One pane for what lies over the picture: two plans, or how much one carries.
    let words = move || {
        let carries = pane == Pane::Compare && desk.comparing.with(Option::is_none);
        if carries && desk.measuring.with(Option::is_some) { "Capacity" } else { title }
    };
    let turn = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => PANES.len() - 1,
            _ => return,
        };
        let at = PANES.iter().position(|(known, _)| *known == pane).unwrap_or(0);
        let there = |at: &usize| untrack(|| desk.has_pane(PANES[at % PANES.len()].0));
        let Some(next) = (1..PANES.len()).map(|steps| at + steps * step).find(there) else { return };
        let (next, _) = PANES[next % PANES.len()];
        show(desk, next);
        browser::when_drawn(move || browser::focus(&format!("tab-{}", next.key())));
    };
    view! {
        <button type="button" class="tab" role="tab" id=format!("tab-{}", pane.key()) data-tab=pane.key()
            aria-controls=format!("pane-{}", pane.key()) aria-selected=move || chosen().to_string()
            hidden=move || !desk.has_pane(pane) tabindex=move || if chosen() { "0" } else { "-1" }
            on:click=move |_| show(desk, pane) on:keydown=turn>
            {words}
        </button>
    }
}

fn show(desk: Desk, pane: Pane) {
    desk.pane.set(pane);
    if pane == Pane::Picture {
        // Where it is wider than the screen, requests come down in its middle.
        browser::when_drawn(|| browser::centre(".canvas"));
    }
}

/// The findings' part of the height, in percent: at first, at least, at most, and by one key.
const USUAL: i32 = 22;
const LEAST: i32 = 12;
const MOST: i32 = 75;
const STEP: i32 = 4;
/// At least, while something fails.
const FAILING: i32 = 46;

/// The picture above the findings, and the line between them, which can be moved.
#[component]
pub fn Middle() -> impl IntoView {
    let share = RwSignal::new(USUAL);
    let put = move |to: i32| share.set(to.clamp(LEAST, MOST));
    let drag = move |event: leptos::ev::PointerEvent| {
        if let Some(to) = browser::share_below(&event) {
            put(to);
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowUp" => share.get_untracked() + STEP,
            "ArrowDown" => share.get_untracked() - STEP,
            "Home" => LEAST,
            "End" => MOST,
            "Enter" => USUAL,
            _ => return,
        };
        event.prevent_default();
        put(to);
    };
    let desk = Desk::here();
    let failing = move || desk.failing.with(Option::is_some);
    // What follows from a failure needs room, and the picture shows little besides then.
    let shown = move || if failing() { share.get().max(FAILING) } else { share.get() };
    view! {
        <div class="middle" style=("--findings", move || format!("{}%", shown()))>
            <Picture />
            <div class="divider" id="divider" role="separator" tabindex="0" aria-orientation="horizontal"
                aria-label="Height of the findings" aria-valuemin=LEAST aria-valuemax=MOST aria-valuenow=move || share.get()
                title="Drag, or move with the arrow keys; a double click or Enter sets it back"
                on:pointerdown=drag on:pointermove=drag on:dblclick=move |_| put(USUAL) on:keydown=keys></div>
            <Show when=failing fallback=|| view! { <Findings /> }><WhatIf /></Show>
        </div>
    }
}
