//! The form: a section for each part, drawn from its fields. No part has code of its own here.

mod certificate;
mod choice;
mod control;
mod count;
mod field;
mod secret;
mod section;
mod shown;
mod store;
mod text;

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::field::FieldId;
use planner::presets::PRESETS;
use planner::stack::PARTS;

use super::browser;
use super::download;
use super::presets;
use super::search;
use super::state::AppState;
pub use field::BUTTONS;
use section::Section;

/// The pane of the form.
#[component]
pub fn Form() -> impl IntoView {
    let app = AppState::here();
    // A line is done: on to the next thing to fill in, if there is one.
    let enter = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && browser::within(&event, LINE) {
            event.prevent_default();
            browser::leave();
            browser::when_drawn(move || app.go_on());
        }
    };
    view! {
        <section class="pane form" id="pane-form" aria-labelledby="form-title">
            <h2 class="unseen" id="form-title">"Form"</h2>
            <Way />
            <div class="form__sections" id="form" tabindex="-1" on:keydown=enter>
                <NothingChanged />
                {PARTS.iter().map(|part| view! { <Section part /> }).collect_view()}
            </div>
        </section>
    }
}

/// What this page is for, what to do first, second and third, and what the preset is for.
#[component]
fn Way() -> impl IntoView {
    let app = AppState::here();
    let ready = memo(move |_| app.next_step().is_none());
    let now = move |third: bool| (ready.get() == third).then_some("step");
    let about = move || PRESETS[app.preset.get()].about;
    let names = move |_| if app.next_step().is_some() { app.go_on() } else { app.go_to_field(FIRST) };
    view! {
        <div class="way">
            <p class="way__what" id="what">
                "For people who run Kubernetes and want a forum: answer a few questions and download the files that run "
                <a href="https://misago-project.org" target="_blank" rel="noreferrer">"Misago"</a>
                ", free forum software."
            </p>
            <ol class="way__steps" aria-label="Steps to your bundle">
                <li><button type="button" class="way__step" on:click=move |_| browser::focus(&presets::way_to(app.preset.get_untracked()))>"Goal"</button></li>
                <li><button type="button" class="way__step" aria-current=move || now(false) on:click=names>"Your names"</button></li>
                <li><button type="button" class="way__step" aria-current=move || now(true) on:click=move |_| download::ask_or_download(app)>"Download"</button></li>
            </ol>
            <p class="way__preset">{about}" "<presets::StartOver /></p>
            <div class="way__tools"><search::Opener /><OnlyChanged /></div>
        </div>
    }
}

/// A line of text or a number; a certificate has many lines, and every other control an Enter of its own.
const LINE: &str = ".field input:is([type=text], [type=password])";

/// The first name that is the operator's own.
const FIRST: FieldId = FieldId("site.host");

/// Shows only what differs from the preset, and how much that is.
#[component]
fn OnlyChanged() -> impl IntoView {
    let app = AppState::here();
    let count = memo(move |_| app.differing().len());
    view! {
        <button type="button" class="button button--small" id="only-changed" title="Show only options that differ \
                                                                                    from the preset"
            aria-pressed=move || app.sections.only_changed.get().to_string()
            on:click=move |_| app.show_only_changed(!app.sections.only_changed.get_untracked())>
            "Changed only"<span class="way__count">{live(move || format!(" ({})", count.get()))}</span>
        </button>
    }
}

/// The message that there is nothing to show.
#[component]
fn NothingChanged() -> impl IntoView {
    let app = AppState::here();
    let nothing = move || app.sections.only_changed.get() && app.differing().is_empty();
    view! { <Show when=nothing><p class="empty" role="status">"Nothing differs from the preset."</p></Show> }
}
