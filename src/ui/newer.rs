//! A newer version of the page is ready. It is not used until the operator asks for it, because reloading loses secrets.

use std::time::Duration;

use leptos::prelude::*;

use super::browser;
use super::state::PAUSE;

/// The notice, which stays until it is answered and covers no more than a line.
#[component]
pub fn Newer() -> impl IntoView {
    let ready = RwSignal::new(false);
    browser::on_newer(move || ready.set(true));
    let later = move |_| {
        ready.set(false);
        browser::focus("form");
    };
    // A moment later, so that the last edit is stored too.
    let now = move |_| {
        ready.set(false);
        set_timeout(browser::renew, PAUSE + Duration::from_millis(100));
    };
    let card = move || {
        ready.get().then(|| {
            view! {
                <div class="newer__card">
                    <p>
                        <strong>"A new version is ready. "</strong>
                        "Using it reloads the page. Your plan is kept; secrets that you have not downloaded are \
                         regenerated."
                    </p>
                    <button type="button" class="button button--small" id="newer-now" on:click=now>"Use it now"</button>
                    <button type="button" class="button button--small" id="newer-later" on:click=later>"Later"</button>
                </div>
            }
        })
    };
    view! { <div id="newer" role="status">{card}</div> }
}
