//! The zip. With errors in the plan it asks once, beside the button and without a dialog.

use forum_planner::finding::Severity;
use forum_planner::outcome::archive::remarks;
use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, Said, plural, worded};
use super::icons::{Icon, SAVE};

const ASKED: &str = "download-anyway";

/// Downloads; with errors, asks first.
pub fn ask_or_download(desk: Desk) {
    if reasons(desk).is_empty() {
        return download(desk);
    }
    desk.asking.set(true);
    browser::when_drawn(|| browser::focus(ASKED));
}

/// Why somebody might not want this bundle.
fn reasons(desk: Desk) -> Vec<String> {
    let mut reasons = Vec::new();
    let errors = desk.counts.get_untracked().errors;
    if errors > 0 {
        reasons.push(worded(Severity::Error, errors));
    }
    let fields = desk.misunderstood().len();
    if fields > 0 {
        reasons.push(format!("{} not understood", plural(fields, "field")));
    }
    reasons
}

fn download(desk: Desk) {
    desk.asking.set(false);
    let name = desk.plan.with_untracked(|plan| plan.site.name.to_string());
    let own = desk.own.get_untracked();
    let (zip, notes) = desk
        .outcome
        .with_untracked(|outcome| (outcome.files.to_zip_with(&name, &own), remarks(&outcome.files, &own)));
    let text = match zip {
        Ok(bytes) => {
            browser::download(&format!("{name}.zip"), &bytes);
            format!("Downloaded {name}.zip: unpack it and follow its README.md")
        }
        Err(error) => format!("The zip could not be made: {error}"),
    };
    desk.say(Said { text, notes, undo: false });
}

/// The button and its question.
#[component]
pub fn Download() -> impl IntoView {
    let desk = Desk::here();
    view! {
        <button type="button" id="download" class="button button--main" aria-keyshortcuts="Alt+D"
            on:click=move |_| ask_or_download(desk)>
            <Icon strokes=SAVE /><span>"Download"<span class="button__more">" bundle"</span></span><kbd>"Alt D"</kbd>
        </button>
        <Show when=move || desk.asking.get()><Question /></Show>
    }
}

#[component]
fn Question() -> impl IntoView {
    let desk = Desk::here();
    let sum = move || {
        desk.counts.track();
        desk.drafts.track();
        reasons(desk).join(", ")
    };
    let leave = move || {
        desk.asking.set(false);
        browser::focus("download");
    };
    let look = move |_| {
        desk.asking.set(false);
        desk.look_at_problems();
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            leave();
        }
    };
    view! {
        <div class="question" role="group" aria-label="Download with errors" on:keydown=escape>
            <p><strong>{sum}</strong>". Errors are listed in the bundle's README; what is not understood is left out."</p>
            <button type="button" class="button" on:click=look>"Look"</button>
            <button type="button" class="button button--danger" id=ASKED on:click=move |_| download(desk)>
                "Download anyway"
            </button>
        </div>
    }
}
