//! A section of the form: a part's fields, first those that every operator fills in, then the others, folded.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::field::{Control, Field, FieldId};
use planner::finding::Severity;
use planner::stack::Part;

use super::field::FieldRow;
use super::{secret, store};
use crate::ui::icons::{CHEVRON, Icon};
use crate::ui::mark::Mark;
use crate::ui::state::AppState;

/// The section of a part.
#[component]
pub fn Section(part: &'static Part) -> impl IntoView {
    let app = AppState::here();
    let open = memo(move |_| app.sections.is_open(part.key));
    let changed =
        memo(move |_| part.fields.iter().any(|field| app.asks(field, false) || app.asks(field, true)));
    let lit = move || (app.navigation.selection.get().part() == Some(part.key)).to_string();
    view! {
        <section class="section" id=part.key data-open=move || open.get().to_string() data-lit=lit
            hidden=move || app.sections.only_changed.get() && !changed.get()
            aria-labelledby=format!("{}-title", part.key)>
            <SectionHead part open />
            <Show when=move || open.get()>
                <div class="section__body" id=format!("{}-fields", part.key)>
                    <p class="section__about">{part.about}</p>
                    <Rows part further=false />
                    <Further part />
                    {asks_secrets(part).then(|| view! { <store::Store /><secret::Forget /> })}
                </div>
            </Show>
        </section>
    }
}

/// A row for each question that is asked now, with the heading of its group above the first of them.
#[component]
fn Rows(part: &'static Part, further: bool) -> impl IntoView {
    let app = AppState::here();
    let row = move |(at, field): (usize, &'static Field)| {
        let asked = memo(move |_| app.asks(field, further));
        let heading = memo(move |_| {
            let mut before =
                part.fields[..at].iter().rev().take_while(|other| group(part, other) == group(part, field));
            Some(group(part, field))
                .filter(|group| !group.is_empty() && !before.any(|other| app.asks(other, further)))
        });
        view! { <FieldRow field asked heading /> }
    };
    part.fields.iter().enumerate().map(row).collect_view()
}

/// The heading that a field stands under: its own, or that of the fields before it.
fn group(part: &Part, field: &Field) -> &'static str {
    let above = part.fields.iter().take_while(|other| other.id != field.id).chain([field]);
    above.map(|other| other.group).filter(|group| !group.is_empty()).last().unwrap_or_default()
}

/// What is not needed at first, behind a button that says how much there is.
#[component]
fn Further(part: &'static Part) -> impl IntoView {
    let app = AppState::here();
    let count = memo(move |_| app.further(part));
    // What was changed is seen whole when it is asked for.
    let open = memo(move |_| app.sections.only_changed.get() || app.is_unfolded(part));
    let body = format!("{}-further", part.key);
    let controls = body.clone();
    view! {
        <Show when=move || { count.get() > 0 }>
            <button type="button" class="further" id=format!("{}-more", part.key) aria-controls=controls.clone()
                hidden=move || app.sections.only_changed.get() aria-expanded=move || open.get().to_string()
                on:click=move |_| app.fold(part, !open.get_untracked())>
                <Icon strokes=CHEVRON />
                {live(move || if open.get() { "Fewer options".to_owned() } else { format!("More options ({})", count.get()) })}
                <span class="unseen">{format!(": {} ", part.title)}</span>
                <Show when=move || !open.get()><Worst part further=true /></Show>
            </button>
        </Show>
        <div id=body on:focusin=move |_| app.fold(part, true)>
            <Show when=move || open.get()><Rows part further=true /></Show>
        </div>
    }
}

fn asks_secrets(part: &Part) -> bool {
    part.fields.iter().any(|field| matches!(field.control, Control::Secret(_)))
}

/// Title, number of changes, worst finding, and a summary of the values.
#[component]
fn SectionHead(part: &'static Part, open: Memo<bool>) -> impl IntoView {
    let app = AppState::here();
    let summary = memo(move |_| app.project.plan.with(part.summary));
    view! {
        <h3 class="section__head">
            <button type="button" class="section__button" id=format!("{}-title", part.key)
                aria-expanded=move || open.get().to_string() aria-controls=format!("{}-fields", part.key)
                on:click=move |_| app.toggle_section(part.key)>
                <Icon strokes=CHEVRON />
                <span class="section__title">{part.title}</span>
                <ChangedCount part />
                <Worst part further=false />
                <span class="section__summary">{live(move || summary.get())}</span>
            </button>
        </h3>
    }
}

#[component]
fn ChangedCount(part: &'static Part) -> impl IntoView {
    let app = AppState::here();
    let changed =
        memo(move |_| app.changed.with(|ids| ids.iter().filter(|id| id.part() == part.key).count()));
    view! {
        <Show when=move || { changed.get() > 0 }>
            <span class="badge">{live(move || changed.get())}<span class="unseen">" changed"</span></span>
        </Show>
    }
}

/// The mark of the worst finding about a part's fields, or about the further ones alone. Invalid text counts as an error.
#[component]
fn Worst(part: &'static Part, further: bool) -> impl IntoView {
    let app = AppState::here();
    let worst = memo(move |_| {
        let here = |id: &FieldId| {
            let field = part.fields.iter().find(|field| field.id == *id);
            field.is_some_and(|field| !further || app.project.plan.with(field.advanced))
        };
        if app.misunderstood().iter().any(here) {
            return Some(Severity::Error);
        }
        app.findings.with(|findings| {
            let found = findings.iter().filter(|finding| finding.fields.iter().any(here));
            found.map(|finding| finding.severity).max()
        })
    });
    move || worst.get().map(|severity| view! { <Mark severity /> })
}
