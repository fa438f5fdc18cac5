//! Which pane a narrow screen shows.

use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, Pane};

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
        desk.pane.set(next);
        browser::when_drawn(move || browser::focus(&format!("tab-{}", next.key())));
    };
    view! {
        <button type="button" class="tab" role="tab" id=format!("tab-{}", pane.key()) data-tab=pane.key()
            aria-controls=format!("pane-{}", pane.key()) aria-selected=move || chosen().to_string()
            hidden=move || !desk.has_pane(pane) tabindex=move || if chosen() { "0" } else { "-1" }
            on:click=move |_| desk.pane.set(pane) on:keydown=turn>
            {title}
        </button>
    }
}
