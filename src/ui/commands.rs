//! The commands that put the bundle into a cluster, to copy.

use forum_planner::outcome::{commands, needs};
use leptos::prelude::*;

use super::browser;
use super::desk::Desk;
use super::icons::{COPY, Icon, TERMINAL};

/// The button and what it opens.
#[component]
pub fn Commands() -> impl IntoView {
    let desk = Desk::here();
    // Written when it is opened for the first time.
    let opened = RwSignal::new(false);
    let lines = move || if opened.get() { desk.plan.with(commands) } else { Vec::new() };
    let ready = move || if opened.get() { desk.plan.with(needs) } else { Vec::new() };
    view! {
        <button type="button" class="button" id="commands-button" popovertarget="commands">
            <Icon strokes=TERMINAL /><span class="button__words">"kubectl commands"</span>
        </button>
        <div id="commands" class="popover popover--commands" popover="auto" role="group" aria-label="kubectl commands"
            on:toggle=move |_| opened.set(true)>
            <strong class="popover__title">"Have ready first"</strong>
            <ul class="needs">{move || ready().iter().map(|need| view! { <li>{marked(need)}</li> }).collect_view()}</ul>
            <strong class="popover__title">"Then, in the folder of the unpacked bundle"</strong>
            <ol class="commands">
                {move || lines().into_iter().map(|(what, line)| view! { <Command what line /> }).collect_view()}
            </ol>
        </div>
    }
}

/// A sentence with what stands between backticks as code.
pub fn marked(sentence: &str) -> impl IntoView + use<> {
    let pieces = sentence.split('`').enumerate();
    pieces
        .map(|(at, piece)| {
            let piece = piece.to_owned();
            if at % 2 == 1 { view! { <code>{piece}</code> }.into_any() } else { piece.into_any() }
        })
        .collect_view()
}

#[component]
fn Command(what: &'static str, line: String) -> impl IntoView {
    let text = line.clone();
    view! {
        <li class="command">
            <span class="command__what">{what}</span>
            <code class="command__line">{line}</code>
            <Copy name=what text=move || text.clone() />
        </li>
    }
}

/// A button that copies and says so.
#[component]
pub fn Copy(#[prop(into)] name: String, text: impl Fn() -> String + 'static) -> impl IntoView {
    let done = RwSignal::new("");
    let copy = move |_| {
        browser::copy(text(), move |worked| {
            let _ = done.try_set(if worked { "Copied" } else { "The browser refused" });
            set_timeout(
                move || {
                    let _ = done.try_set("");
                },
                std::time::Duration::from_secs(2),
            );
        });
    };
    let words = format!("Copy: {name}");
    let title = words.clone();
    view! {
        <button type="button" class="button button--small copy" title=title on:click=copy>
            <Icon strokes=COPY />
            <span class="unseen">{words}</span>
            <span class="copy__done" role="status">{move || done.get()}</span>
        </button>
    }
}
