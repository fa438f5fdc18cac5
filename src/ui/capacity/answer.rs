//! The answer: a plan that carries it, line by line what that rests on, the formulas, and where it ends.

use forum_planner::outcome::capacity::{Answer, ENDS, FORMULAS, Row};
use leptos::prelude::*;

use crate::ui::desk::Desk;

/// What to do about it.
#[component]
pub fn Advice() -> impl IntoView {
    let desk = Desk::here();
    let advice = Memo::new(move |_| {
        desk.advised().map(|plan| {
            let fits = desk.plan.with(|now| *now == plan);
            (!fits).then(|| {
                format!(
                    "{} nodes of {} CPU and {}",
                    plan.cluster.nodes, plan.cluster.node_cpu, plan.cluster.node_memory
                )
            })
        })
    });
    move || {
        match advice.get() {
        Ok(None) => None,
        Ok(Some(nodes)) => Some(
            view! {
                <p class="capacity__advice">
                    <button type="button" class="button button--main" id="capacity-use" on:click=move |_| desk.preview_advised()>
                        "Use a plan that carries it"
                    </button>
                    <span>{format!("On {nodes}, which you must have first. You see what changes before it is taken.")}</span>
                </p>
            }
            .into_any(),
        ),
        Err(end) => Some(
            view! { <p class="capacity__end" data-end=end.key><strong>"Here this architecture stops. "</strong>{end.what}". "{end.next}</p> }
                .into_any(),
        ),
    }
    }
}

/// Line by line.
#[component]
pub fn Table(answer: Memo<Answer>) -> impl IntoView {
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

fn row(row: &Row) -> AnyView {
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
    let formula = |at: usize| {
        let known = &FORMULAS[at];
        view! { <div class="capacity__formula"><dt>{known.name}</dt><dd>{known.sum}"."<span class="capacity__source">{known.source}</span></dd></div> }
    };
    view! {
        <details class="why capacity__why" id="capacity-formulas">
            <summary>"How this is computed, and from what"</summary>
            <dl>{(0..FORMULAS.len()).map(formula).collect_view()}</dl>
        </details>
    }
}

/// Where no plan helps any more.
#[component]
pub fn Ends() -> impl IntoView {
    let end = |at: usize| {
        let known = &ENDS[at];
        view! { <li>{known.what}". "<span class="capacity__source">"Next: "{known.next}</span></li> }
    };
    // The last one is about this plan, and no end of the architecture.
    view! {
        <details class="why capacity__why" id="capacity-ends">
            <summary>"Where this architecture stops"</summary>
            <ul>{(0..ENDS.len() - 1).map(end).collect_view()}</ul>
        </details>
    }
}
