//! What people can still do: an overview, then each verdict with its reason.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::whatif::{Cause, Ends, Verdict};
use planner::failure::{Ability, Availability, Evidence, Recovery};

use crate::ui::commands::Copy;
use crate::ui::mark::HALF;
use crate::ui::picture::title;
use crate::ui::state::AppState;

/// One tile for each thing that people do: a shape, a word, and how long.
#[component]
pub fn Glance() -> impl IntoView {
    let app = AppState::here();
    let states = memo(move |_| {
        app.whatif.result.with(|result| {
            let verdicts = result.as_ref().map(|result| result.verdicts.as_slice()).unwrap_or_default();
            verdicts
                .iter()
                .map(|verdict| (verdict.ability, verdict.told(), verdict.state, verdict.ends()))
                .collect::<Vec<_>>()
        })
    });
    let tile = |(ability, words, state, ends): (Ability, String, Availability, Option<Ends>)| {
        // What lasts until someone acts says so itself.
        let recovers = ends.filter(|ends| *ends == Ends::ByItself).map(Ends::words);
        view! {
            <li class="able" data-ability=ability.title() data-state=key(state) data-ends=ends.map(Ends::key)>
                {shape(state)}<strong>{ability.title()}</strong>" "<span>{words}</span>
                {recovers.map(|words| view! { " "<span class="able__ends">{words}</span> })}
            </li>
        }
    };
    view! { <ul class="whatif__glance">{live(move || states.get().into_iter().map(tile).collect_view())}</ul> }
}

/// The word for style sheets.
fn key(state: Availability) -> &'static str {
    match state {
        Availability::Works => "works",
        Availability::Degraded(_) => "degraded",
        Availability::Stops(_) => "stops",
    }
}

/// A tick, half a disc, a cross.
fn shape(state: Availability) -> AnyView {
    let outline = match state {
        Availability::Works => "M1.500 6.500 4.500 9.500 10.500 2.500",
        Availability::Degraded(_) => HALF,
        Availability::Stops(_) => "M2 2l8 8M10 2l-8 8",
    };
    view! { <svg class="able__shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d=outline /></svg> }
        .into_any()
}

/// Why, what brings it back, and where that comes from, once for all that have the same causes.
#[component]
pub fn Reasons() -> impl IntoView {
    let app = AppState::here();
    let rows = move || {
        app.whatif.result.with(|result| {
            let groups = result.as_ref().map(|result| result.grouped()).unwrap_or_default();
            groups.into_iter().map(|(abilities, verdict)| row(app, &abilities, verdict)).collect::<Vec<_>>()
        })
    };
    view! { <ul class="whatif__reasons">{rows}</ul> }
}

fn row(app: AppState, abilities: &[Ability], verdict: &Verdict) -> AnyView {
    let names: Vec<&str> = abilities.iter().map(|ability| ability.title()).collect();
    let causes: Vec<AnyView> = verdict.causes.iter().map(|one| cause(app, one)).collect();
    let untouched = causes.is_empty().then_some("Not affected.");
    view! {
        <li class="reason" data-state=key(verdict.state) data-ends=verdict.ends().map(Ends::key)>
            <h3>{shape(verdict.state)}{names.join(", ")}": "{verdict.told()}</h3>
            <p>{untouched}</p>
            {causes}
        </li>
    }
    .into_any()
}

fn cause(app: AppState, cause: &Cause) -> AnyView {
    let name = app.topology.with_untracked(|topology| title(cause.node, topology));
    let source = match cause.source {
        Evidence::Measured(heading) => format!("Measured: docs/facts.md, “{heading}”."),
        Evidence::Once(heading) => format!("Measured once: docs/facts.md, “{heading}”."),
        Evidence::Reasoned => "Reasoned, not measured.".to_owned(),
    };
    view! {
        <div class="cause">
            <p><strong>{name}</strong>" "<span class="cause__state">{cause.state.to_string()}</span>". "{cause.reason.to_string()}"."</p>
            {back(&cause.back)}
            <p class="cause__source">{source}</p>
        </div>
    }
    .into_any()
}

/// What ends it.
fn back(back: &Recovery) -> AnyView {
    match back {
        Recovery::TakenOver(how) | Recovery::Again(how) => {
            view! { <p>"Automatically: "{*how}"."</p> }.into_any()
        }
        Recovery::Person { what, command } => {
            let text = command.clone();
            view! {
                <p>"By hand: "{what.to_string()}"."</p>
                <p class="step__command"><code>{command.clone()}</code><Copy name=command.clone() text=move || text.clone() /></p>
            }
            .into_any()
        }
    }
}
