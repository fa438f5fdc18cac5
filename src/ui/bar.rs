//! The bar at the bottom: number of findings, the pods' requests, commands, the download.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::load::Load;
use planner::bundle::needs;
use planner::finding::Severity;
use planner::prerequisite::{Prerequisite, Stage};

use super::commands::Commands;
use super::download::Download;
use super::mark::Shape;
use super::share::Share;
use super::state::{AppState, Listing, place_name, plural, worded};

/// The bar.
#[component]
pub fn Bar() -> impl IntoView {
    let app = AppState::here();
    let summary = move || {
        let findings = app.counts.get().words();
        app.misunderstood_words().map_or(findings.clone(), |invalid| format!("{invalid}. {findings}"))
    };
    view! {
        <footer class="bar">
            <button type="button" class="tally" id="tally" on:click=move |_| app.look_at_problems()>
                <Count severity=Severity::Error /><Count severity=Severity::ToFillIn /><Count severity=Severity::Warning /><Count severity=Severity::Advice />
            </button>
            <Invalid />
            <p class="unseen" role="status" id="summary">{summary}</p>
            <UpgradeTally />
            <Requests />
            <Next />
            <div class="bar__actions"><Commands /><Share /><Download /></div>
        </footer>
    }
}

/// How many fields have invalid text. They are shown beside the findings, because the plan does not contain them.
#[component]
fn Invalid() -> impl IntoView {
    let app = AppState::here();
    let count = memo(move |_| app.misunderstood().len());
    let sentence = memo(move |_| app.misunderstood_words());
    let rest = move || if count.get() == 1 { " field is invalid" } else { " fields are invalid" };
    let go = move |_| {
        if let Some(field) = untrack(|| app.misunderstood()).first() {
            app.go_to_field(*field);
        }
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <button type="button" class="tally tally--invalid" id="invalid" title=move || sentence.get() on:click=go>
                <span class="count" data-severity="error">
                    <Shape severity=Severity::Error />
                    <span class="invalid__short" aria-hidden="true">{live(move || count.get())}<span class="bar__rest">{rest}</span></span>
                    <span class="invalid__sentence">{live(move || sentence.get())}</span>
                </span>
            </button>
        </Show>
    }
}

/// Leads from one thing that is missing to the next, and says when nothing is left to fill in: whether that is wise, the findings say.
#[component]
fn Next() -> impl IntoView {
    let app = AppState::here();
    let next = memo(move |_| app.next_step());
    move || {
        match next.get() {
        Some(field) => view! {
            <button type="button" class="button next" id="next" aria-keyshortcuts="Alt+N" title="Go to the next \
                                                                                                 field to fill in"
                on:click=move |_| app.go_on()>
                <span class="next__words"><strong>"Next"</strong><span class="bar__rest"><strong>": "</strong>{place_name(field)}</span></span><kbd>"Alt N"</kbd>
            </button>
        }
        .into_any(),
        None => view! {
            <button type="button" class="next__ready" id="ready" popovertarget="commands">
                <span aria-hidden="true">"✓ "</span><span class="bar__rest">"Nothing is left to fill in. "</span>
                <span class="next__needs bar__rest">{live(move || have_ready(app))}</span>
            </button>
        }
        .into_any(),
    }
    }
}

/// What the plan takes for granted: "In the cluster: 3 things to have ready".
fn have_ready(app: AppState) -> String {
    let there = |need: &Prerequisite| need.stage != Stage::Tool;
    let things = app.project.plan.with(|plan| needs(plan).iter().filter(|need| there(need)).count());
    let things = plural(things, "thing");
    format!("{things} to have ready in the cluster")
}

#[component]
fn Count(severity: Severity) -> impl IntoView {
    let app = AppState::here();
    let number = memo(move |_| app.counts.get().number(severity));
    let words = move || worded(severity, number.get());
    view! {
        <span class="count" data-severity=severity.word() data-none=move || (number.get() == 0).to_string() title=words>
            <Shape severity /><span aria-hidden="true">{live(move || number.get())}{(severity == Severity::ToFillIn).then(|| view! { <span class="count__words">" to fill in"</span> })}</span>
            <span class="unseen">{words}" "</span>
        </span>
    }
}

/// What applying does to what runs now, in numbers: "Upgrade: 1 refused, 4 roll".
#[component]
fn UpgradeTally() -> impl IntoView {
    let app = AppState::here();
    let words = memo(move |_| app.upgrade.with(|upgrade| upgrade.as_ref().map(super::upgrade::summary)));
    move || {
        words.get().map(|words| {
            view! {
                <button type="button" class="tally tally--upgrade" id="upgrade-tally"
                    on:click=move |_| app.list(Listing::Upgrade)>
                    "Upgrade"<span class="bar__rest">": "{words}</span>
                </button>
            }
        })
    }
}

/// "5.2 of 12 CPU", "9.1 of 24 GiB", "17 pods", as many of them as there is room for.
#[component]
fn Requests() -> impl IntoView {
    let app = AppState::here();
    let load = memo(move |_| app.topology.with(Load::of));
    let there = memo(move |_| {
        app.project.plan.with(|plan| {
            let nodes = u64::from(plan.cluster.nodes);
            let (cpu, memory) = (plan.cluster.node_cpu.number(), plan.cluster.node_memory.in_mib());
            (nodes * u64::from(cpu), nodes * u64::from(memory))
        })
    });
    let cpu = move || format!("{} of {} CPU", tenths(load.get().cpu, 1000), tenths(there.get().0, 1000));
    let memory =
        move || format!("{} of {} GiB", tenths(load.get().memory, 1024), tenths(there.get().1, 1024));
    let pods = move || super::state::plural(load.get().pods as usize, "pod");
    view! {
        <div class="requests" title="What permanently running pods reserve, out of what the nodes have">
            <div class="meters">
                <Meter used=move || load.get().cpu there=move || there.get().0 />
                <Meter used=move || load.get().memory there=move || there.get().1 />
            </div>
            <p>{cpu}</p><p>{memory}</p><p>{pods}</p>
        </div>
    }
}

/// How full something is, as a bar; the text is beside it.
#[component]
fn Meter<U, T>(used: U, there: T) -> impl IntoView
where
    U: Fn() -> u64 + Send + Sync + Copy + 'static,
    T: Fn() -> u64 + Send + Sync + Copy + 'static,
{
    let share = move || (used() * 100).checked_div(there()).unwrap_or(100);
    view! {
        <div class="meter" data-full=move || (share() > 100).to_string() aria-hidden="true">
            <span class="meter__fill" style:width=move || format!("{}%", share().min(100))></span>
        </div>
    }
}

/// One decimal, none when it is zero: "5.2", "12".
fn tenths(amount: u64, unit: u64) -> String {
    let tenths = (amount * 10 + unit / 2) / unit;
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}
