//! Which pane a narrow screen shows.

use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, Pane};

const PANES: [(Pane, &str); 3] = [(Pane::Form, "Form"), (Pane::Picture, "Picture"), (Pane::Files, "Files")];

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
    let turn = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => 2,
            _ => return,
        };
        let at = PANES.iter().position(|(known, _)| *known == pane).unwrap_or(0);
        let (next, _) = PANES[(at + step) % PANES.len()];
        desk.pane.set(next);
        browser::when_drawn(move || browser::focus(&format!("tab-{}", next.key())));
    };
    view! {
        <button type="button" class="tab" role="tab" id=format!("tab-{}", pane.key()) data-tab=pane.key()
            aria-controls=format!("pane-{}", pane.key()) aria-selected=move || chosen().to_string()
            tabindex=move || if chosen() { "0" } else { "-1" }
            on:click=move |_| desk.pane.set(pane) on:keydown=turn>
            {title}
        </button>
    }
}
