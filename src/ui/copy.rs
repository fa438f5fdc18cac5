//! "Save this tool": downloads the whole page as one file, for use without a network.

use leptos::prelude::*;

use super::browser;
use super::icons::{FILE, Icon};
use super::state::{AppState, Toast};

/// Reports the result, as long as the page is open.
pub fn listen(app: AppState) {
    browser::on_copied(move |failure| {
        let text = if failure.is_empty() {
            "Saved as forum-planner.html: open it with any browser of 2023 or later, no network needed"
        } else {
            "This tool could not be saved. Reload the page while online, then try again"
        };
        let notes = if failure.is_empty() { Vec::new() } else { vec![failure] };
        app.toasts.show(Toast { text: text.to_owned(), notes, undo: false });
    });
}

/// The button in the header; the saved file itself has none.
#[component]
pub fn SaveTool() -> impl IntoView {
    browser::can_copy_itself().then(|| {
        view! {
            <button type="button" class="button button--bare" id="save-tool" title="Save this tool as one file"
                popovertarget="more" popovertargetaction="hide"
                on:click=|_| browser::copy_itself()>
                <Icon strokes=FILE /><span class="unseen">"Save this tool as one file"</span>
            </button>
        }
    })
}

/// The same in the help, with what it is good for. The help makes room for the answer.
#[component]
pub fn AboutSaving() -> impl IntoView {
    let save = |_| {
        browser::dialog("help", false);
        browser::copy_itself();
    };
    browser::can_copy_itself().then(|| {
        view! {
            <p>
                "After the first visit this page works offline, and your browser can install it. To use it \
                 elsewhere, "
                <button type="button" class="link" id="save-tool-help" on:click=save>"save this tool"</button>
                ": one HTML file that runs from disk."
            </p>
        }
    })
}
