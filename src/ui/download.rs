//! The zip. With errors in the plan it asks once, beside the button and without a dialog.

use leptos::prelude::*;
use planner::bundle::sealing;
use planner::files::FileTree;
use planner::finding::Severity;
use planner::import::archive::remarks;
use planner::project::Project;

use super::browser;
use super::icons::{Icon, SAVE};
use super::state::{AppState, Toast};

const ASKED: &str = "download-look";

/// Downloads; with errors, asks first.
pub fn ask_or_download(app: AppState) {
    // The key may come while something is being typed: that is over.
    browser::focus("download");
    if reasons(app).is_empty() {
        return download(app);
    }
    app.download.ask();
    browser::when_drawn(|| browser::focus(ASKED));
}

/// What speaks against this bundle.
fn reasons(app: AppState) -> Vec<String> {
    let errors = app.project.outcome.with_untracked(|outcome| {
        let errors = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|error| error.message.clone()).collect::<Vec<_>>()
    });
    errors.into_iter().chain(app.misunderstood_words()).collect()
}

fn download(app: AppState) {
    app.download.close();
    let (project, outcome) = (app.project.now(), app.project.outcome.get_untracked());
    browser::later(async move {
        let mut random = browser::random();
        let now = browser::seconds();
        let ready =
            sealing::ready(&project.inputs(), &outcome.files, &browser::Subtle, &mut random, now).await;
        let (text, notes) = match ready {
            Ok(files) => handed_over(app, &project, &files),
            Err(unsealed) => ("Not downloaded".to_owned(), vec![unsealed.0]),
        };
        app.toasts.show(Toast { text, notes, undo: false });
    });
}

/// Lets the browser download the zip. Returns the message about it, and remarks.
fn handed_over(app: AppState, project: &Project, files: &FileTree) -> (String, Vec<String>) {
    let (name, own) = (project.plan.site.name.as_str(), &project.own);
    match files.to_zip_with(name, own) {
        Ok(bytes) => {
            browser::download(&format!("{name}.zip"), &bytes);
            app.secrets_are_kept();
            (format!("Downloaded {name}.zip. Unpack it and follow its README.md"), remarks(files, own))
        }
        Err(error) => ("The zip could not be made".to_owned(), vec![error.to_string()]),
    }
}

/// The button and its question.
#[component]
pub fn Download() -> impl IntoView {
    let app = AppState::here();
    view! {
        <button type="button" id="download" class="button button--main" aria-keyshortcuts="Alt+D"
            on:click=move |_| ask_or_download(app)>
            <Icon strokes=SAVE /><span>"Download"<span class="button__more">" bundle"</span></span><kbd>"Alt D"</kbd>
        </button>
        <Show when=move || app.download.open.get()><Question /></Show>
    }
}

#[component]
fn Question() -> impl IntoView {
    let app = AppState::here();
    let sum = move || {
        app.findings.track();
        app.drafts.track();
        reasons(app).into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()
    };
    let leave = move || {
        app.download.close();
        browser::focus("download");
    };
    let look = move |_| {
        app.download.close();
        app.look_at_problems();
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
            <button type="button" class="button button--danger" id="download-anyway" on:click=move |_| download(app)>
                "Download anyway"
            </button>
        </div>
    }
}
