//! What just happened, and a way back. What waits for an answer stands above it. Both have a place of their own
//! above the bar, so that they cover nothing that somebody reads.

use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, Offer};
use super::icons::{CLOSE, Icon};
use super::newer::Newer;

/// The sentence of the moment. It stays until the next change or until it is closed.
#[component]
pub fn Notice() -> impl IntoView {
    let desk = Desk::here();
    let undo = move |_| {
        desk.undo();
        browser::focus("undo");
    };
    let close = move |_| {
        desk.said.set(None);
        browser::focus("form");
    };
    let said = move || {
        desk.said.get().map(|said| {
            let notes = said.notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view();
            view! {
                <div class="notice__card">
                    <div class="notice__words"><p>{said.text}</p><ul>{notes}</ul></div>
                    <Show when=move || said.undo>
                        <button type="button" class="button button--small" data-undo="" aria-keyshortcuts="Alt+U" on:click=undo>
                            "Undo "<kbd>"Alt U"</kbd>
                        </button>
                        <button type="button" class="button button--small" id="compare-change"
                            on:click=move |_| desk.compare_last_change()>
                            "Compare"
                        </button>
                    </Show>
                    {move || desk.shelf.offer.get().map(|offer| offers(desk, offer))}
                    <button type="button" class="button button--bare button--small" on:click=close>
                        <Icon strokes=CLOSE /><span class="unseen">"Close"</span>
                    </button>
                </div>
            }
        })
    };
    view! {
        <div class="notice">
            <Newer />
            <div id="notice" role="status">{said}</div>
        </div>
    }
}

/// What can be chosen besides undoing.
fn offers(desk: Desk, offer: Offer) -> AnyView {
    let choice = |words: &'static str, act: Box<dyn Fn()>| {
        let act = move |_| {
            act();
            browser::focus("plans-button");
        };
        view! { <button type="button" class="button button--small" data-offer=words on:click=act>{words}</button> }
    };
    match offer {
        Offer::Restore { name, text } => {
            choice("Keep it", Box::new(move || desk.restore_plan(&name, &text))).into_any()
        }
        Offer::OtherTab => (
            choice("Open theirs", Box::new(move || desk.open_plan(&desk.shelf.name.get_untracked()))),
            choice("Keep mine apart", Box::new(move || desk.keep_mine())),
        )
            .into_any(),
    }
}
