//! Toasts: what just happened, with an undo button. Questions are shown above them. Both float over the panes, just above
//! the bar, so that nothing moves or shrinks when they appear.

use std::time::Duration;

use crate::ui::live::live;
use leptos::prelude::*;

use super::browser;
use super::icons::{CLOSE, Icon};
use super::newer::Newer;
use super::state::{AppState, Offer, Toast};

/// For how long a toast is shown: some time to notice it, and some for each letter.
const SEEING: Duration = Duration::from_secs(6);
const LETTER: Duration = Duration::from_millis(60);
/// How long it stays after the pointer has left it.
const AGAIN: Duration = Duration::from_secs(2);

/// The sentence of the moment. It leaves by itself once it can have been read; what has remarks, such as a refusal
/// with its reason, and what offers a choice stay until they are closed or something else is said.
#[component]
pub fn Notice() -> impl IntoView {
    let app = AppState::here();
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let Some(said) = app.toasts.shown.get() else { return };
        let now = turn.try_update_value(|turn| *turn += 1).and_then(|()| turn.try_get_value());
        if said.notes.is_empty() && app.toasts.offer.with(Option::is_none) {
            leave_later(app, time_to_read(&said), move || turn.try_get_value() == now);
        }
    });
    let undo = move |_| {
        app.undo();
        browser::focus("undo");
    };
    let close = move |_| {
        app.toasts.close();
        browser::focus("form");
    };
    let said = move || {
        app.toasts.shown.get().map(|said| {
            let notes = said.notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view();
            view! {
                <div class="notice__card">
                    <div class="notice__words"><p>{said.text}</p><ul>{notes}</ul></div>
                    <Show when=move || said.undo>
                        <button type="button" class="button button--small" data-undo="" aria-keyshortcuts="Alt+U" on:click=undo>
                            "Undo "<kbd>"Alt U"</kbd>
                        </button>
                        <button type="button" class="button button--small" id="compare-change"
                            on:click=move |_| app.compare_last_change()>
                            "Compare"
                        </button>
                    </Show>
                    {live(move || app.toasts.offer.get().map(|offer| offers(app, offer)))}
                    <button type="button" class="button button--bare button--small" on:click=close>
                        <Icon strokes=CLOSE /><span class="unseen">"Close"</span>
                    </button>
                </div>
            }
        })
    };
    view! {
        <div class="notice">
            <div class="notice__stack">
                <Newer />
                <div id="notice" role="status">{said}</div>
            </div>
        </div>
    }
}

fn time_to_read(said: &Toast) -> Duration {
    SEEING + LETTER * u32::try_from(said.text.chars().count()).unwrap_or(u32::MAX)
}

/// Closes the toast unless a newer one has replaced it, or the pointer or the focus is on it.
fn leave_later(app: AppState, wait: Duration, is_the_same: impl Fn() -> bool + 'static) {
    let leave = move || {
        if !is_the_same() {
            return;
        }
        if browser::attended("#notice") {
            return leave_later(app, AGAIN, is_the_same);
        }
        app.toasts.close();
    };
    set_timeout(leave, wait);
}

/// What can be chosen besides undoing.
fn offers(app: AppState, offer: Offer) -> AnyView {
    let choice = |words: &'static str, act: Box<dyn Fn()>| {
        let act = move |_| {
            act();
            browser::focus("plans-button");
        };
        view! { <button type="button" class="button button--small" data-offer=words on:click=act>{words}</button> }
    };
    match offer {
        Offer::Restore { name, text } => {
            choice("Keep it", Box::new(move || app.restore_plan(&name, &text))).into_any()
        }
        Offer::OtherTab => (
            choice("Open theirs", Box::new(move || app.open_plan(&app.store.name_now()))),
            choice("Keep mine separately", Box::new(move || app.keep_mine())),
        )
            .into_any(),
    }
}
