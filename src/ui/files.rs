//! The files of the bundle: a tree, and one of them to read.

mod cause;
mod code;
mod diff_view;
pub mod highlight;
mod tree;

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::compare::redact::holds_secrets;

use super::browser;
use super::commands::Copy;
use super::state::{AppState, plural};
use cause::Cause;
use code::Code;
use tree::Tree;

/// The pane of the files.
#[component]
pub fn Files() -> impl IntoView {
    let app = AppState::here();
    let files = memo(move |_| app.number_of_files());
    let objects = memo(move |_| app.project.outcome.with(|outcome| outcome.objects.iter().count()));
    let sum = move || format!("{} · {}", plural(files.get(), "file"), plural(objects.get(), "object"));
    view! {
        <section class="pane files" id="pane-files" aria-labelledby="files-title">
            <div class="pane__head">
                <h2 class="pane__title" id="files-title">"Files"</h2>
                <span class="pane__sum">{sum}</span>
            </div>
            <Tree />
            <FileHead />
            <Cause />
            <Code />
        </section>
    }
}

/// The shown file's path, and what can be done with it.
#[component]
fn FileHead() -> impl IntoView {
    let app = AppState::here();
    let text = move || {
        let path = app.navigation.file.get_untracked();
        let made =
            || app.project.outcome.with_untracked(|o| o.files.get(&path).map(|file| file.text.clone()));
        untrack(|| app.own_text(&path)).or_else(made).unwrap_or_default()
    };
    let own = memo(move |_| app.navigation.file.with(|path| app.is_own(path)));
    let leave_out = move |_| {
        app.leave_out(&app.navigation.file.get_untracked());
        browser::focus("undo");
    };
    let secret = move || app.navigation.file.with(|path| holds_secrets(path));
    let words = move || if app.revealed.get() { "Hide values" } else { "Show values" };
    view! {
        <div class="files__head">
            <h3 class="files__path">{live(move || app.navigation.file.get())}</h3>
            <Show when=secret>
                <button type="button" class="button button--small" on:click=move |_| app.toggle_revealed()>
                    {words}
                </button>
            </Show>
            <Show when=move || own.get()>
                <span class="files__own">"your own, included"</span>
                <button type="button" class="button button--small" id="leave-out" on:click=leave_out>"Leave out"</button>
            </Show>
            <Copy name="this file" text=text />
        </div>
    }
}
