//! The answer: a plan that carries the load, the rows behind it, the formulas, and the limits of the model.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::capacity::{CapacityEstimate, CapacityRow, End, Formula, ends, formulas};

use crate::ui::state::{AppState, When};

/// The advice: a plan for the load of today, and one for a year of growth.
#[component]
pub fn Advice() -> impl IntoView {
    let app = AppState::here();
    let now = memo(move |_| offer(app, When::Now));
    let later = memo(move |_| match now.get() {
        Offer::Ends(_) => Offer::Nothing,
        _ if app.demand().growth == 0 => Offer::Nothing,
        _ => offer(app, When::InAYear),
    });
    let reserve = memo(move |_| app.demand().growth > 0);
    view! {
        {live(move || offered(app, When::Now, now.get(), reserve.get()))}
        {live(move || offered(app, When::InAYear, later.get(), false))}
    }
}

/// What there is to offer.
#[derive(Clone, PartialEq)]
enum Offer {
    /// The plan as it is does.
    Nothing,
    /// A plan on these nodes, for this load.
    Nodes(String, String),
    /// None.
    Ends(End),
}

fn offer(app: AppState, when: When) -> Offer {
    match app.advised(when) {
        Err(end) => Offer::Ends(end),
        Ok(plan) if app.project.plan.with(|now| *now == plan) => Offer::Nothing,
        Ok(plan) => {
            let cluster = &plan.cluster;
            let there =
                format!("{} nodes of {} CPU and {}", cluster.nodes, cluster.node_cpu, cluster.node_memory);
            Offer::Nodes(there, app.demand_at(when).expected())
        }
    }
}

fn offered(app: AppState, when: When, offer: Offer, grows: bool) -> Option<AnyView> {
    let (id, words, class) = match when {
        When::Now => ("capacity-use", "Use a plan that handles it", "button button--main"),
        When::InAYear => ("capacity-use-later", "Use one that handles a year of growth too", "button"),
    };
    match offer {
        Offer::Nothing => None,
        Offer::Nodes(there, load) => {
            let reserve = if grows { " It has no reserve for growth." } else { "" };
            let about = match when {
                When::Now => format!(
                    "It runs on {there}, which you must have first.{reserve} You can review the changes first."
                ),
                When::InAYear => format!("That is {load} on {there}."),
            };
            let preview = move |_| app.preview_advised(when);
            Some(
                view! {
                    <p class="capacity__advice">
                        <button type="button" class=class id=id on:click=preview>{words}</button><span>{about}</span>
                    </p>
                }
                .into_any(),
            )
        }
        Offer::Ends(end) => {
            let head = match when {
                When::Now => "This is the limit of this architecture. ",
                When::InAYear => "With a year of growth, this architecture reaches its limit. ",
            };
            Some(
                view! { <p class="capacity__end" data-end=end.key><strong>{head}</strong>{end.what}". "{end.next}</p> }
                    .into_any(),
            )
        }
    }
}

/// Line by line.
#[component]
pub fn Table(answer: Memo<CapacityEstimate>) -> impl IntoView {
    let rows = move || answer.with(|answer| answer.rows.iter().map(row).collect_view());
    view! {
        <table class="differences capacity__table">
            <thead><tr>
                <th scope="col">"Part"</th><th scope="col">"Needs at the peak"</th>
                <th scope="col">"In the plan"</th><th scope="col">"Room"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(row: &CapacityRow) -> AnyView {
    view! {
        <tr data-row=row.key data-state=row.state.key()>
            <th scope="row">{row.title.clone()}</th>
            <td data-label="Needs">{row.needs.clone()}</td>
            <td data-label="In the plan">{row.has.clone()}</td>
            <td data-label="Room"><span class="capacity__state">{row.state.words()}</span>" "{row.left.clone()}</td>
        </tr>
    }
    .into_any()
}

/// How each figure comes about.
#[component]
pub fn Formulas() -> impl IntoView {
    let formula = |known: Formula| {
        view! { <div class="capacity__formula"><dt>{known.name}</dt><dd>{known.sum}"."<span class="capacity__source">{known.source}</span></dd></div> }
    };
    view! {
        <details class="why capacity__why" id="capacity-formulas">
            <summary>"How this is calculated"</summary>
            <dl>{formulas().into_iter().map(formula).collect_view()}</dl>
        </details>
    }
}

/// Where no plan helps any more.
#[component]
pub fn Ends() -> impl IntoView {
    let end = |known: End| {
        view! { <li>{known.what}". "<span class="capacity__source">"Next: "{known.next}</span></li> }
    };
    // The last one is about this plan, and no end of the architecture.
    let mut all = ends();
    all.pop();
    view! {
        <details class="why capacity__why" id="capacity-ends">
            <summary>"Limits of this architecture"</summary>
            <ul>{all.into_iter().map(end).collect_view()}</ul>
        </details>
    }
}
