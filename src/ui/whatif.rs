//! What if something fails, below the picture: which pods are down, what people can still do, why, for how long, what
//! brings it back, and what would help.

mod help;
mod verdicts;

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::whatif::{Failure, aside, assumptions};

use super::commands::marked;
use super::icons::{CLOSE, Icon};
use super::state::AppState;
use help::Remedies;
use verdicts::{Glance, Reasons};

/// The pane, while something fails.
#[component]
pub fn WhatIf() -> impl IntoView {
    let app = AppState::here();
    let failure =
        memo(move |_| app.whatif.result.with(|result| result.as_ref().map(|result| result.failure)));
    let meaning = move || failure.get().map(Failure::meaning);
    view! {
        <section class="pane whatif" id="pane-whatif" aria-labelledby="whatif-title">
            <Head failure />
            <div class="whatif__body" id="whatif" tabindex="0" role="group" aria-label="What people can still do">
                <p class="whatif__meaning">{meaning}</p>
                <Glance />
                {live(move || failure.get().and_then(|failure| app.project.plan.with(|plan| aside(plan, failure))).map(said_aside))}
                <Remedies />
                <Reasons />
                {live(move || assumed(app, failure.get()))}
            </div>
        </section>
    }
}

fn said_aside(words: &'static str) -> AnyView {
    view! { <p class="whatif__aside" id="whatif-aside">{words}</p> }.into_any()
}

#[component]
fn Head(failure: Memo<Option<Failure>>) -> impl IntoView {
    let app = AppState::here();
    let all = memo(move |_| app.all_failures());
    let title = move |failure: Failure| app.project.plan.with(|p| app.topology.with(|t| failure.title(p, t)));
    let heading = move || failure.get().map(title);
    let said = move || {
        let verdicts = app.whatif.result.with(|result| result.as_ref().map(|result| result.spoken()));
        heading().zip(verdicts).map(|(heading, verdicts)| format!("{heading}. {verdicts}"))
    };
    let choose = move |event| {
        let key = event_target_value(&event);
        if let Some(failure) = all.get_untracked().into_iter().find(|failure| failure.key() == key) {
            app.whatif.fail_instead(failure);
        }
    };
    let option = move |one: Failure| {
        let selected = move || failure.get() == Some(one);
        view! { <option value=one.key() selected=selected>{untrack(|| title(one))}</option> }
    };
    view! {
        <div class="pane__head whatif__head">
            <h2 class="pane__title" id="whatif-title" tabindex="-1">"If this fails"<span class="unseen">": "{heading}</span></h2>
            <label class="whatif__choice">
                <span class="unseen">"What fails"</span>
                <select class="input" id="whatif-failure" on:change=choose>
                    {live(move || all.get().into_iter().map(option).collect_view())}
                </select>
            </label>
            <button type="button" class="button button--small whatif__back" id="whatif-back" on:click=move |_| app.close_whatif()>
                <Icon strokes=CLOSE />"Back"
            </button>
        </div>
        <p class="unseen" role="status" id="whatif-said">{said}</p>
    }
}

/// What no plan knows.
fn assumed(app: AppState, failure: Option<Failure>) -> Option<AnyView> {
    let all =
        app.project.plan.with(|plan| failure.map(|failure| assumptions(plan, failure))).unwrap_or_default();
    (!all.is_empty()).then(|| {
        let rows = all.iter().map(|one| view! { <li>{marked(one)}</li> }).collect_view();
        view! { <div class="whatif__assumed"><h3>"Assumptions"</h3><ul>{rows}</ul></div> }.into_any()
    })
}
