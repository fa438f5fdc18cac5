//! The head of the comparison: which plans, a summary, and a button that takes all of the other plan.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::compare::{Comparison, Remark};

use super::CompareContext;
use crate::ui::icons::{CLOSE, Icon};
use crate::ui::mark::Mark;
use crate::ui::state::Which;

/// The two choosers and the way out.
#[component]
pub fn Head(context: CompareContext) -> impl IntoView {
    view! {
        <div class="pane__head compare__head">
            <h2 class="pane__title" id="compare-title" tabindex="-1">"Compare"</h2>
            {chooser(context, false)}
            {chooser(context, true)}
            <button type="button" class="button button--small compare__close" id="compare-close" on:click=move |_| context.app.close_comparison()>
                <Icon strokes=CLOSE />"Close "<kbd>"Esc"</kbd>
            </button>
        </div>
    }
}

fn chooser(context: CompareContext, to: bool) -> AnyView {
    let (id, words) = if to { ("compare-to", "to") } else { ("compare-from", "from") };
    let plans = memo(move |_| context.app.comparable());
    let chosen = move || if to { context.to.get() } else { context.from.get() };
    let options = move || {
        let now = chosen();
        plans.with(|plans| {
            let gone = (!plans.iter().any(|(which, _)| *which == now))
                .then(|| view! { <option value="" selected=true>"No longer available"</option> });
            let known = plans.iter().enumerate().map(|(at, (which, name))| {
                view! { <option value=at.to_string() selected=*which == now>{name.clone()}</option> }
            });
            (gone, known.collect_view())
        })
    };
    let choose = move |event: leptos::ev::Event| {
        let at = event_target_value(&event).parse::<usize>();
        let plan =
            at.ok().and_then(|at| plans.with_untracked(|plans| plans.get(at).map(|(which, _)| *which)));
        if let Some(which) = plan {
            context.app.comparison.choose(to, which);
        }
    };
    view! {
        <label class="compare__chooser" for=id>
            <span>{words}</span>
            <select class="input input--select" id=id on:change=choose>{options}</select>
        </label>
    }
    .into_any()
}

/// The difference in numbers, what taking it does to the findings, and the buttons that take it.
#[component]
pub fn Summary(context: CompareContext) -> impl IntoView {
    view! {
        <div class="compare__sum">
            <p role="status" id="compare-sum">{live(move || sentence(context))}</p>
            {take(context, context.from)}
            {take(context, context.to)}
        </div>
    }
}

/// Whether the left plan is the one to take: the right one is the page's own.
fn backwards(context: CompareContext) -> bool {
    context.app.is_now(context.to.get())
}

fn sentence(context: CompareContext) -> String {
    if context.both.with(Option::is_none) {
        return "One of the two plans is no longer available because the plan has changed. Choose another one."
            .to_owned();
    }
    let (size, empty) = context.slice(|difference| (difference.size(), difference.is_empty()));
    if empty {
        let preset = [context.from, context.to].iter().any(|end| matches!(end.get(), Which::Preset(_)));
        let why = if preset { "A preset keeps your own names." } else { "Both are the same plan." };
        return format!("{size} {why}");
    }
    let back = backwards(context);
    let verdict = context.slice(|d| if back { d.verdict_back() } else { d.verdict() });
    let taken = if back { context.from.get() } else { context.to.get() };
    match taken {
        Which::Fix(_) | Which::Remedy(_) => format!("{size} Applying the fix means {verdict}."),
        Which::Advised(_) => format!("{size} Using it means {verdict}."),
        _ if back => format!("{size} Going back to the left one means {verdict}."),
        _ => format!("{size} Switching to the right one means {verdict}."),
    }
}

/// The button that makes this plan the one on the page.
fn take(context: CompareContext, end: Memo<Which>) -> impl IntoView {
    let which = move || {
        let differs = context.both.with(|both| both.as_ref().is_some_and(|both| !both.0.2.is_empty()));
        Some(end.get()).filter(|which| differs && !context.app.is_now(*which))
    };
    let act = move |_| {
        let which = end.get_untracked();
        if let Some(whole) = context.whole(which) {
            context.app.take_whole(which, &whole);
        }
    };
    move || {
        which().map(|which| {
            let name = context.app.plan_name(which).unwrap_or_default();
            let (words, main) = match which {
                Which::Fix(_) | Which::Remedy(_) => ("Apply this fix".to_owned(), true),
                Which::Advised(_) => ("Use this plan".to_owned(), true),
                _ => (format!("Take all of “{name}”"), false),
            };
            view! {
                <button type="button" class="button button--small" class:button--main=main data-take="all" on:click=act>{words}</button>
            }
        })
    }
}

/// The removed and the added findings, computed when they are shown.
#[component]
pub fn Remarks(context: CompareContext) -> impl IntoView {
    move || {
        let (gone, come) = context.slice(|d: &Comparison| (d.gone.clone(), d.come.clone()));
        let (gone, come) = if backwards(context) { (come, gone) } else { (gone, come) };
        if gone.is_empty() && come.is_empty() {
            return None;
        }
        let title = format!("Findings: {} removed, {} added", gone.len(), come.len());
        let mut rows: Vec<AnyView> = gone.into_iter().map(|remark| row("goes", remark)).collect();
        rows.extend(come.into_iter().map(|remark| row("comes", remark)));
        Some(view! {
            <details class="why compare__findings"><summary>{title}</summary><ul>{rows}</ul></details>
        })
    }
}

fn row(way: &'static str, Remark { code, severity, message }: Remark) -> AnyView {
    view! {
        <li class="remark" data-way=way data-remark=code>
            <span class="remark__way">{way}</span><Mark severity /><span>{message}</span><span class="finding__code">{code}</span>
        </li>
    }
    .into_any()
}
