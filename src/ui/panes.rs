//! The arrangement of the page: the form, the picture, and findings or files.
//!
//! A wide screen has three columns, the third with two tabs ([`SideTabs`]); a very wide one has four columns and no tabs. A
//! tablet has two columns, a phone one ([`Tabs`]). The style sheet arranges the panes by the attributes of [`Panes`].

use crate::ui::live::{live, memo};
use leptos::prelude::*;

use super::browser;
use super::capacity::Capacity;
use super::compare::Compare;
use super::files::Files;
use super::findings::Findings;
use super::form::Form;
use super::picture::Picture;
use super::picture::caption::Caption;
use super::state::{AppState, Pane};
use super::whatif::WhatIf;

const PANES: [Pane; 5] = [Pane::Form, Pane::Picture, Pane::Findings, Pane::Files, Pane::Compare];
const SIDE: [Pane; 2] = [Pane::Findings, Pane::Files];

/// All of them.
#[component]
pub fn Panes() -> impl IntoView {
    let app = AppState::here();
    let failing = memo(move |_| app.whatif.is_open());
    let width = RwSignal::new(None::<i32>);
    view! {
        <div class="panes" data-pane=move || app.navigation.pane.get().key() data-beside=move || app.navigation.beside.get().key()
            data-side=move || app.navigation.side.get().key() data-failing=move || failing.get().to_string()
            data-comparing=move || app.has_pane(Pane::Compare).to_string()
            style=("--side", move || width.get().map(|width| format!("{width}%")))>
            <Form />
            <Picture />
            <Divider width />
            <SideTabs />
            <Caption />
            <Show when=move || failing.get() fallback=|| view! { <Findings /> }><WhatIf /></Show>
            <Files />
            <Compare />
            <Capacity />
        </div>
    }
}

/// The tabs of narrow screens; wide ones show all panes and no tabs.
#[component]
pub fn Tabs() -> impl IntoView {
    view! {
        <div class="tabs" role="tablist" aria-label="Panes">
            {PANES.map(|pane| view! { <Tab pane /> }).into_iter().collect_view()}
        </div>
    }
}

/// The tabs beside the picture, where three columns have room.
#[component]
fn SideTabs() -> impl IntoView {
    view! {
        <div class="tabs tabs--side" role="tablist" aria-label="Next to the picture">
            {SIDE.map(|pane| view! { <SideTab pane /> }).into_iter().collect_view()}
        </div>
    }
}

#[component]
fn SideTab(pane: Pane) -> impl IntoView {
    let app = AppState::here();
    let chosen = move || app.navigation.side.get() == pane;
    let turn = move |event: leptos::ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowRight" | "ArrowLeft") {
            let other = if pane == Pane::Findings { Pane::Files } else { Pane::Findings };
            app.navigation.show_pane(other);
            browser::when_drawn(move || browser::focus(&format!("side-{}", other.key())));
        }
    };
    view! {
        <button type="button" class="tab" role="tab" id=format!("side-{}", pane.key()) data-side-tab=pane.key()
            aria-selected=move || chosen().to_string() tabindex=move || if chosen() { "0" } else { "-1" }
            on:click=move |_| app.navigation.show_pane(pane) on:keydown=turn>
            {live(move || title(app, pane))}
        </button>
    }
}

/// What a tab is called. What follows from a failure stands where the findings do, and how much a plan carries where
/// two plans are compared.
fn title(app: AppState, pane: Pane) -> &'static str {
    match pane {
        Pane::Form => "Form",
        Pane::Picture | Pane::Alone => "Picture",
        Pane::Findings if app.whatif.is_open() => "What if",
        Pane::Findings => "Findings",
        Pane::Files => "Files",
        Pane::Compare if !app.comparison.is_open() && app.capacity.is_open() => "Capacity",
        Pane::Compare => "Compare",
    }
}

#[component]
fn Tab(pane: Pane) -> impl IntoView {
    let app = AppState::here();
    let chosen = move || {
        app.navigation.pane.get() == pane || (pane, app.navigation.pane.get()) == (Pane::Picture, Pane::Alone)
    };
    let turn = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => PANES.len() - 1,
            _ => return,
        };
        let at = PANES.iter().position(|known| *known == pane).unwrap_or(0);
        let there = |at: &usize| untrack(|| app.has_pane(PANES[at % PANES.len()]));
        let Some(next) = (1..PANES.len()).map(|steps| at + steps * step).find(there) else { return };
        let next = PANES[next % PANES.len()];
        show(app, next);
        browser::when_drawn(move || browser::focus(&format!("tab-{}", next.key())));
    };
    view! {
        <button type="button" class="tab" role="tab" id=format!("tab-{}", pane.key()) data-tab=pane.key()
            aria-controls=format!("pane-{}", pane.key()) aria-selected=move || chosen().to_string()
            hidden=move || !app.has_pane(pane) tabindex=move || if chosen() { "0" } else { "-1" }
            on:click=move |_| show(app, pane) on:keydown=turn>
            {live(move || title(app, pane))}
        </button>
    }
}

fn show(app: AppState, pane: Pane) {
    app.navigation.show_pane(pane);
    if pane == Pane::Picture {
        // Where it is wider than the screen, requests come down in its middle.
        browser::when_drawn(|| browser::centre(".canvas"));
    }
}

/// The third column's part of the width, in percent: at first, at least, at most, and by one key.
const USUAL: i32 = 30;
const LEAST: i32 = 24;
const MOST: i32 = 45;
const STEP: i32 = 2;

/// The movable divider between the picture and the pane beside it.
#[component]
fn Divider(width: RwSignal<Option<i32>>) -> impl IntoView {
    let now = move || width.get().unwrap_or(USUAL);
    let put = move |to: i32| width.set(Some(to.clamp(LEAST, MOST)));
    let drag = move |event: leptos::ev::PointerEvent| {
        if let Some(to) = browser::share_beyond(&event) {
            put(to);
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" => untrack(now) + STEP,
            "ArrowRight" => untrack(now) - STEP,
            "Home" => LEAST,
            "End" => MOST,
            "Enter" => USUAL,
            _ => return,
        };
        event.prevent_default();
        put(to);
    };
    view! {
        <div class="divider" id="divider" role="separator" tabindex="0" aria-orientation="vertical"
            aria-label="Width of findings and files" aria-valuemin=LEAST aria-valuemax=MOST aria-valuenow=now
            title="Drag, or move with the arrow keys; double-click or press Enter to reset"
            on:pointerdown=drag on:pointermove=drag on:dblclick=move |_| put(USUAL) on:keydown=keys></div>
    }
}
