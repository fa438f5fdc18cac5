//! The upgrade list beside the findings: what applying does to the running forum, object by object.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::upgrade::{ChangeKind, FieldChange, Joint, ResourceChange, Upgrade as Way};

use super::commands::Copy;
use super::state::{AppState, Listing, plural};

/// The verbs of the summary, in the order of urgency.
const COUNTED: [(ChangeKind, &str); 5] = [
    (ChangeKind::Refused, "refused"),
    (ChangeKind::Rolls, "rolled"),
    (ChangeKind::Changes, "changed"),
    (ChangeKind::Created, "created"),
    (ChangeKind::Orphaned, "left over"),
];

/// "1 refused, 4 rolled, 2 changed", or that there is nothing to do.
pub fn summary(way: &Way) -> String {
    let counts: Vec<String> = COUNTED
        .iter()
        .map(|(change_kind, verb)| (way.count(*change_kind), verb))
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{count} {verb}"))
        .collect();
    if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") }
}

/// Chooses between the two lists.
#[component]
pub fn Switch() -> impl IntoView {
    view! {
        <div class="segments segments--small findings__switch" role="group" aria-label="List">
            <Choice words="Findings" listing=Listing::Findings />
            <Choice words="Upgrade" listing=Listing::Upgrade />
        </div>
    }
}

#[component]
fn Choice(words: &'static str, listing: Listing) -> impl IntoView {
    let app = AppState::here();
    view! {
        <button type="button" class="segment" data-listing=words aria-pressed=move || (app.navigation.listing.get() == listing).to_string()
            on:click=move |_| app.navigation.show_list(listing)>
            {words}
        </button>
    }
}

/// The list, by what happens.
#[component]
pub fn Upgrade() -> impl IntoView {
    let app = AppState::here();
    let count =
        move |change_kind| app.upgrade.with(|way| way.as_ref().map_or(0, |way| way.count(change_kind)));
    let unknown = move || app.upgrade.with(|way| way.as_ref().is_some_and(|way| !way.secrets_known));
    view! {
        <div class="findings__list upgrade" id="upgrade" tabindex="0" role="group" aria-label="What applying does">
            <div class="upgrade__head">
                <p>"What " <code>"kubectl apply -k ."</code> " does to the forum whose bundle you loaded. The \
                                                              README in the download has the same, step by step. \
                                                              This compares the two plans; changes in your own \
                                                              Kustomization or in a newer planner are not \
                                                              included. To be sure, run "<code>"kubectl diff -k ."</code></p>
                <button type="button" class="button button--small" id="forget-running" on:click=move |_| app.forget_running()>
                    "Forget the running forum"
                </button>
            </div>
            <Show when=unknown>
                <p class="upgrade__note">"Its secrets are not known: they were not in the file or cannot be read \
                                          here. Keep your own file in "<code>"secrets/"</code>", type the values, or load a zip that has them."</p>
            </Show>
            <Together />
            {COUNTED.map(|(change_kind, _)| view! { <Group change_kind /> }).into_iter().collect_view()}
            <p class="upgrade__note">{live(move || plural(count(ChangeKind::Unchanged), "object"))}" unchanged."</p>
        </div>
    }
}

/// What several changes do together, before the objects one by one.
#[component]
fn Together() -> impl IntoView {
    let app = AppState::here();
    let joint = memo(move |_| {
        app.upgrade.with(|way| way.iter().flat_map(|way| way.joint.clone()).collect::<Vec<Joint>>())
    });
    let some = move || joint.with(|joint| !joint.is_empty());
    let row = |Joint { title, about, before, at_once, after, .. }| {
        let commands = |lines: Vec<String>| {
            let command = |line| view! { <Command line step=title.clone() /> };
            lines.into_iter().map(command).collect_view()
        };
        let soon = (!at_once.is_empty()).then_some("As soon as it is applied:");
        let later = (!after.is_empty()).then_some("When every pod has been replaced:");
        view! {
            <li class="step" data-joint=title.clone()>
                <p class="step__name">{title.clone()}</p>
                <p class="step__about">{rich(&about)}</p>
                {commands(before)}
                {soon.map(|words| view! { <p class="step__about">{words}</p> })}
                {commands(at_once)}
                {later.map(|words| view! { <p class="step__about">{words}</p> })}
                {commands(after)}
            </li>
        }
    };
    view! {
        <Show when=some>
            <section class="change-kind" data-change-kind="together">
                <h3 class="change-kind__title">"Combined changes"</h3>
                <ul><For each=move || joint.get() key=Joint::clone let:one>{row(one)}</For></ul>
            </section>
        </Show>
    }
}

#[component]
fn Group(change_kind: ChangeKind) -> impl IntoView {
    let app = AppState::here();
    let steps = memo(move |_| {
        app.upgrade.with(|way| {
            way.iter().flat_map(|way| way.of(change_kind)).cloned().collect::<Vec<ResourceChange>>()
        })
    });
    let some = move || steps.with(|steps| !steps.is_empty());
    let number = move || steps.with(Vec::len);
    view! {
        <Show when=some>
            <section class="change-kind" data-change-kind=change_kind.key()>
                <h3 class="change-kind__title">{change_kind.words()}" "<span class="badge">{number}</span></h3>
                <ul><For each=move || steps.get() key=ResourceChange::clone let:step><Row step /></For></ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(step: ResourceChange) -> impl IntoView {
    let id = step.id();
    let ResourceChange { about, changes, commands, .. } = step;
    view! {
        <li class="step" data-step=id.clone()>
            <p class="step__name">{id.clone()}</p>
            <p class="step__about">{rich(&about)}</p>
            {commands.into_iter().map(|line| view! { <Command line step=id.clone() /> }).collect_view()}
            {(!changes.is_empty()).then(|| view! { <Changes changes /> })}
        </li>
    }
}

#[component]
fn Command(line: String, step: String) -> impl IntoView {
    let text = line.clone();
    view! {
        <div class="step__command">
            <code class="command__line">{line}</code>
            <Copy name=format!("the command for {step}") text=move || text.clone() />
        </div>
    }
}

/// The fields that differ, folded.
#[component]
pub fn Changes(changes: Vec<FieldChange>, #[prop(optional)] open: bool) -> impl IntoView {
    let sum = plural(changes.len(), "field");
    let row = |FieldChange { path, old, new }| {
        let absent = || "nothing".to_owned();
        view! {
            <li><code>{path}</code>" "<del>{old.unwrap_or_else(absent)}</del>" → "<ins>{new.unwrap_or_else(absent)}</ins></li>
        }
    };
    view! {
        <details class="why" open=open>
            <summary>{sum}{if changes.len() == 1 { " differs" } else { " differ" }}</summary>
            <ul class="step__changes">{changes.into_iter().map(row).collect_view()}</ul>
        </details>
    }
}

/// A sentence of the library: what stands in backticks is code, what stands in double asterisks is strong.
fn rich(text: &str) -> Vec<AnyView> {
    let parts = text.split('`').enumerate();
    parts
        .flat_map(|(at, part)| {
            if at % 2 == 1 {
                return vec![view! { <code>{part.to_owned()}</code> }.into_any()];
            }
            part.split("**")
                .enumerate()
                .map(|(at, words)| match at % 2 {
                    0 => words.to_owned().into_any(),
                    _ => view! { <strong>{words.to_owned()}</strong> }.into_any(),
                })
                .collect()
        })
        .collect()
}
