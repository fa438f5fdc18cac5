//! The commands that apply the bundle, to copy.

use crate::ui::live::live;
use leptos::prelude::*;
use planner::bundle::commands;
use planner::bundle::heading;
use planner::bundle::needs;
use planner::prerequisite::{Prerequisite, Stage};

use super::browser;
use super::icons::{COPY, Icon, TERMINAL};
use super::state::AppState;

/// The button and what it opens.
#[component]
pub fn Commands() -> impl IntoView {
    let app = AppState::here();
    // Written when it is opened for the first time.
    let opened = RwSignal::new(false);
    let lines = move || if opened.get() { app.project.plan.with(commands) } else { Vec::new() };
    let ready = move || if opened.get() { app.project.plan.with(needs) } else { Vec::new() };
    view! {
        <button type="button" class="button" id="commands-button" popovertarget="commands">
            <Icon strokes=TERMINAL /><span class="button__words">"kubectl commands"</span>
        </button>
        <div id="commands" class="popover popover--commands" popover="auto" role="group" aria-label="kubectl commands"
            on:toggle=move |_| opened.set(true)>
            <strong class="popover__title">"Before you start"</strong>
            {live(move || stages(&ready()))}
            <strong class="popover__title">"Then, in the unpacked bundle's folder"</strong>
            <ol class="commands">
                {live(move || lines().into_iter().map(|(what, line)| view! { <li><Command what line /></li> }).collect_view())}
            </ol>
        </div>
    }
}

/// The steps of the README's “Before you start”, numbered as they are there.
fn stages(needs: &[Prerequisite]) -> impl IntoView + use<> {
    let tools = needs.iter().filter(|need| need.stage == Stage::Tool).count();
    needs
        .chunk_by(|one, next| one.stage == next.stage)
        .scan(0, |before, group| {
            let first = *before + 1;
            *before += group.len();
            Some((first, group))
        })
        .filter_map(|(first, group)| {
            let stage = group.first()?.stage;
            let steps = group.iter().map(step).collect_view();
            Some(view! {
                <strong class="needs__stage">{heading(stage)}</strong>
                {match stage {
                    Stage::Tool => view! { <ul class="needs">{steps}</ul> }.into_any(),
                    _ => view! { <ol class="needs" start=first - tools>{steps}</ol> }.into_any(),
                }}
            })
        })
        .collect_view()
}

/// One step: what it is, what it is for, and its commands to copy.
fn step(need: &Prerequisite) -> impl IntoView + use<> {
    let about =
        if need.stage == Stage::Tool { format!(" {}", need.about) } else { format!(". {}", need.about) };
    let block = |what: &'static str, lines: &str| {
        let lines = lines.to_owned();
        (!lines.is_empty()).then(|| view! { <Command what line=lines /> })
    };
    view! {
        <li class="need">
            <strong>{marked(&need.title)}</strong>{marked(&about)}
            {block("Check", &need.check)}
            {block(if need.check.is_empty() { "Do" } else { "If it is missing" }, &need.commands)}
        </li>
    }
}

/// A sentence with what stands between backticks as code, and `[words](https://address)` as a link.
pub fn marked(sentence: &str) -> impl IntoView + use<> {
    let pieces = sentence.split('`').enumerate();
    pieces
        .map(|(at, piece)| {
            if at % 2 == 1 {
                view! { <code>{piece.to_owned()}</code> }.into_any()
            } else {
                linked(piece).into_any()
            }
        })
        .collect_view()
}

fn linked(text: &str) -> impl IntoView + use<> {
    let link = text.split_once('[').and_then(|(before, rest)| {
        let (words, rest) = rest.split_once("](")?;
        let (address, after) = rest.split_once(')')?;
        address.starts_with("https://").then_some((before, words, address, after))
    });
    match link {
        None => text.to_owned().into_any(),
        Some((before, words, address, after)) => view! {
            {before.to_owned()}
            <a href=address.to_owned() target="_blank" rel="noreferrer">{words.to_owned()}</a>
            {after.to_owned()}
        }
        .into_any(),
    }
}

/// What a line does, and the line to copy.
#[component]
fn Command(what: &'static str, line: String) -> impl IntoView {
    let text = line.clone();
    view! {
        <div class="command">
            <span class="command__what">{what}</span>
            <code class="command__line">{line}</code>
            <Copy name=what text=move || text.clone() />
        </div>
    }
}

/// A button that copies and says so. One that stands aside is reached with the field's other buttons, and not by Tab.
#[component]
pub fn Copy(
    #[prop(into)] name: String,
    text: impl Fn() -> String + 'static,
    #[prop(optional)] aside: bool,
) -> impl IntoView {
    let done = RwSignal::new("");
    let copy = move |_| {
        browser::copy(text(), move |worked| {
            let _ = done.try_set(if worked { "Copied" } else { "The browser did not allow copying" });
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
        <button type="button" class="button button--small copy" title=title tabindex=aside.then_some("-1") on:click=copy>
            <Icon strokes=COPY />
            <span class="unseen">{words}</span>
            <span class="copy__done" role="status">{live(move || done.get())}</span>
        </button>
    }
}
