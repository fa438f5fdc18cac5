//! The card with the description of the selection.

use leptos::prelude::*;
use planner::topology::NodeId;

use crate::ui::browser;
use crate::ui::icons::{CLOSE, Icon};
use crate::ui::state::AppState;

/// Its id: it takes the focus when a line is chosen.
pub const CARD: &str = "caption";

/// Closes the card, and gives the focus back to the box.
#[component]
pub fn Close(back: NodeId) -> impl IntoView {
    let app = AppState::here();
    let close = move |_| {
        app.navigation.deselect();
        browser::focus(&format!("node-{back}"));
    };
    view! {
        <button type="button" class="button button--bare button--small" on:click=close>
            <Icon strokes=CLOSE /><span class="unseen">"Close"</span>
        </button>
    }
}
