//! How much traffic can it take? The expected load, what the plan can carry, and a plan that carries it. Shown instead of
//! picture, findings and files, and computed only while it is open.

mod answer;
mod questions;

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::capacity::capacity;

use super::icons::{CLOSE, GAUGE, Icon};
use super::state::AppState;
use answer::{Advice, Ends, Formulas, Table};
use questions::Questions;

/// The button that opens and closes it.
#[component]
pub fn Opener() -> impl IntoView {
    let app = AppState::here();
    let open = move || app.capacity.is_open().to_string();
    view! {
        // In the menu of narrow screens its click closes the menu as well.
        <button type="button" class="button" id="capacity-button" aria-keyshortcuts="Alt+M"
            popovertarget="more" popovertargetaction="hide"
            title="How much traffic can it take? (Alt M)" aria-expanded=open on:click=move |_| app.toggle_capacity()>
            <Icon strokes=GAUGE /><span class="button__words">"Capacity"</span>
        </button>
    }
}

/// The view, while it is open. A comparison that is opened from it is shown over it.
#[component]
pub fn Capacity() -> impl IntoView {
    let app = AppState::here();
    let open = memo(move |_| app.capacity.is_open() && !app.comparison.is_open());
    view! { <Show when=move || open.get()><View /></Show> }
}

#[component]
fn View() -> impl IntoView {
    let app = AppState::here();
    let answer = memo(move |_| {
        let demand = app.demand();
        app.project.plan.with(|plan| capacity(plan, &demand))
    });
    view! {
        <section class="pane compare capacity" id="pane-compare" aria-labelledby="capacity-title">
            <div class="pane__head compare__head">
                <h2 class="pane__title" id="capacity-title" tabindex="-1">"How much traffic can it take?"</h2>
                <button type="button" class="button button--small compare__close" id="capacity-close" on:click=move |_| app.close_capacity()>
                    <Icon strokes=CLOSE />"Close "<kbd>"Esc"</kbd>
                </button>
            </div>
            <div class="compare__body capacity__body" id="capacity-body" tabindex="0" role="group" aria-label="Load and answer">
                <Questions />
                <div class="capacity__answer" data-state=move || answer.with(|answer| answer.state.key())>
                    <p class="capacity__sentence" id="capacity-answer" role="status">{live(move || answer.with(|answer| answer.sentence()))}</p>
                    <Advice />
                </div>
                <Table answer />
                <Formulas />
                <Ends />
            </div>
        </section>
    }
}
