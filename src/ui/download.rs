//! The zip. With errors in the plan it asks once, beside the button and without a dialog.

use leptos::prelude::*;
use planner::bundle::sealing;
use planner::files::{FileTree, OwnFiles};
use planner::finding::Severity;
use planner::import::archive::remarks;
use planner::inputs::Inputs;

use super::browser;
use super::desk::{Desk, Said};
use super::icons::{Icon, SAVE};

const ASKED: &str = "download-look";

/// Downloads; with errors, asks first.
pub fn ask_or_download(desk: Desk) {
    // The key may come while something is being typed: that is over.
    browser::focus("download");
    if reasons(desk).is_empty() {
        return download(desk);
    }
    desk.asking.set(true);
    desk.asked.set(true);
    browser::when_drawn(|| browser::focus(ASKED));
}

/// Why somebody might not want this bundle.
fn reasons(desk: Desk) -> Vec<String> {
    let errors = desk.outcome.with_untracked(|outcome| {
        let errors = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|error| error.message.clone()).collect::<Vec<_>>()
    });
    errors.into_iter().chain(desk.misunderstood_words()).collect()
}

fn download(desk: Desk) {
    desk.asking.set(false);
    let (plan, secrets) = (desk.plan.get_untracked(), desk.secrets.get_untracked());
    let (outcome, own) = (desk.outcome.get_untracked(), desk.own.get_untracked());
    browser::later(async move {
        let inputs = Inputs::new(&plan, &secrets);
        let mut random = browser::random();
        let now = browser::seconds();
        let ready = sealing::ready(&inputs, &outcome.files, &browser::Subtle, &mut random, now).await;
        let (text, notes) = match ready {
            Ok(files) => handed_over(desk, plan.site.name.as_str(), &files, &own),
            Err(unsealed) => ("Not downloaded".to_owned(), vec![unsealed.0]),
        };
        desk.say(Said { text, notes, undo: false });
    });
}

/// Gives the zip to the browser. What to say of it, with remarks.
fn handed_over(desk: Desk, name: &str, files: &FileTree, own: &OwnFiles) -> (String, Vec<String>) {
    match files.to_zip_with(name, own) {
        Ok(bytes) => {
            browser::download(&format!("{name}.zip"), &bytes);
            desk.secrets_are_kept();
            (format!("Downloaded {name}.zip: unpack it and follow its README.md"), remarks(files, own))
        }
        Err(error) => ("The zip could not be made".to_owned(), vec![error.to_string()]),
    }
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
        desk.findings.track();
        desk.drafts.track();
        reasons(desk).into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()
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
            event.prevent_default();
            leave();
        }
    };
    view! {
        <div class="question" role="group" aria-label="Download with errors" on:keydown=escape>
            <div class="question__words"><p><strong>"This bundle would not become a working forum yet:"</strong></p><ul>{sum}</ul></div>
            <button type="button" class="button" id=ASKED on:click=look>"Show me"</button>
            <button type="button" class="button button--danger" id="download-anyway" on:click=move |_| download(desk)>
                "Download anyway"
            </button>
        </div>
    }
}
