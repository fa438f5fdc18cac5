//! What the selected box is and whom it talks to.

use forum_planner::outcome::file_of;
use forum_planner::topology::{Link, NodeId, Topology};
use leptos::prelude::*;

use super::scene::{over, title};
use crate::ui::browser;
use crate::ui::desk::{Desk, Pane};
use crate::ui::icons::{CLOSE, Icon};
use crate::ui::selection::Selection;

/// The lines in and out of the selected box, in words.
#[component]
pub fn Caption() -> impl IntoView {
    let desk = Desk::here();
    let selected = move || match desk.selection.get() {
        Selection::Node(node) => Some(node),
        _ => None,
    };
    view! { <div class="caption" aria-live="polite">{move || selected().map(|id| view! { <Story id /> })}</div> }
}

#[component]
fn Story(id: NodeId) -> impl IntoView {
    let desk = Desk::here();
    let heading = Memo::new(move |_| desk.topology.with(|topology| title(id, topology)));
    let single = Memo::new(move |_| desk.topology.with(|t| t.find(id).and_then(|node| node.single_point)));
    let talks = Memo::new(move |_| desk.topology.with(|topology| talks(id, topology)));
    let close = move |_| {
        desk.selection.set(Selection::Nothing);
        browser::focus(&format!("node-{id}"));
    };
    let has_file = move || desk.outcome.with(|o| o.files.get(&file_of(id.part())).is_some());
    let item = |(arrow, who, what): (&'static str, String, String)| {
        view! { <li><span class="caption__arrow">{arrow}</span><strong>{who}</strong>" "{what}</li> }
    };
    view! {
        <div class="caption__card" role="group" aria-label=move || heading.get()>
            <div class="caption__head">
                <h3>{move || heading.get()}</h3>
                <button type="button" class="link" on:click=move |_| desk.go_to_options(id)>"Options"</button>
                <Show when=has_file>
                    <button type="button" class="link" on:click=move |_| desk.pane.set(Pane::Files)>"File"</button>
                </Show>
                <button type="button" class="button button--bare button--small" on:click=close>
                    <Icon strokes=CLOSE /><span class="unseen">"Close"</span>
                </button>
            </div>
            {move || single.get().map(|why| view! { <p class="caption__single">"Single point of failure: "{why}"."</p> })}
            <ul>{move || talks.get().into_iter().map(item).collect_view()}</ul>
        </div>
    }
}

/// Whom a node hears and asks: the arrow, the other end, how and why.
fn talks(id: NodeId, topology: &Topology) -> Vec<(&'static str, String, String)> {
    let words = |link: &Link| format!("{}, to {}", over(link), link.why);
    let heard = topology.links.iter().filter(|link| link.to == id && link.from != id);
    let asked = topology.links.iter().filter(|link| link.from == id);
    heard
        .map(|link| ("from", title(link.from, topology), words(link)))
        .chain(asked.map(|link| ("to", title(link.to, topology), words(link))))
        .collect()
}
