//! The form: a section for each part, drawn from its fields. No part has code of its own here.

mod certificate;
mod choice;
mod control;
mod count;
mod field;
mod secret;
mod shown;
mod store;
mod text;

use forum_planner::field::Control;
use forum_planner::finding::Severity;
use forum_planner::outcome::presets::PRESETS;
use forum_planner::stack::{PARTS, Part};
use leptos::prelude::*;

use super::desk::Desk;
use super::icons::{CHEVRON, Icon};
use super::mark::Mark;
use field::FieldRow;

/// The pane of the form.
#[component]
pub fn Form() -> impl IntoView {
    view! {
        <section class="pane form" id="pane-form" aria-labelledby="form-title">
            <h2 class="unseen" id="form-title">"Form"</h2>
            <Way />
            <div class="form__sections" id="form" tabindex="-1">
                {PARTS.iter().map(|part| view! { <Section part /> }).collect_view()}
            </div>
        </section>
    }
}

/// What to do first, second and third, where one is, and what the preset is for.
#[component]
fn Way() -> impl IntoView {
    let desk = Desk::here();
    let ready = Memo::new(move |_| desk.next_step().is_none());
    let now = move |third: bool| (ready.get() == third).then_some("step");
    let about = move || PRESETS[desk.preset.get()].about;
    view! {
        <div class="way">
            <ol class="way__steps" aria-label="The way to your bundle">
                <li>"Preset"</li>
                <li aria-current=move || now(false)>"Your names"</li>
                <li aria-current=move || now(true)>"Download"</li>
            </ol>
            <p class="way__preset">{about}</p>
        </div>
    }
}

#[component]
fn Section(part: &'static Part) -> impl IntoView {
    let desk = Desk::here();
    let open = Memo::new(move |_| desk.open.with(|open| open.contains(part.key)));
    let lit = move || (desk.selection.get().part() == Some(part.key)).to_string();
    view! {
        <section class="section" id=part.key data-open=move || open.get().to_string() data-lit=lit
            aria-labelledby=format!("{}-title", part.key)>
            <SectionHead part open />
            <Show when=move || open.get()>
                <div class="section__body" id=format!("{}-fields", part.key)>
                    <p class="section__about">{part.about}</p>
                    {part.fields.iter().map(|field| view! { <FieldRow field /> }).collect_view()}
                    {asks_secrets(part).then(|| view! { <store::Store /><secret::Forget /> })}
                </div>
            </Show>
        </section>
    }
}

fn asks_secrets(part: &Part) -> bool {
    part.fields.iter().any(|field| matches!(field.control, Control::Secret(_)))
}

/// Title, number of changes, worst finding, and what is decided.
#[component]
fn SectionHead(part: &'static Part, open: Memo<bool>) -> impl IntoView {
    let desk = Desk::here();
    let summary = Memo::new(move |_| desk.plan.with(part.summary));
    view! {
        <h3 class="section__head">
            <button type="button" class="section__button" id=format!("{}-title", part.key)
                aria-expanded=move || open.get().to_string() aria-controls=format!("{}-fields", part.key)
                on:click=move |_| desk.toggle_section(part.key)>
                <Icon strokes=CHEVRON />
                <span class="section__title">{part.title}</span>
                <ChangedCount part />
                <Worst part />
                <span class="section__summary">{move || summary.get()}</span>
            </button>
        </h3>
    }
}

#[component]
fn ChangedCount(part: &'static Part) -> impl IntoView {
    let desk = Desk::here();
    let changed =
        Memo::new(move |_| desk.changed.with(|ids| ids.iter().filter(|id| id.part() == part.key).count()));
    view! {
        <Show when=move || { changed.get() > 0 }>
            <span class="badge">{move || changed.get()}<span class="unseen">" changed"</span></span>
        </Show>
    }
}

/// The mark of the worst finding of a part; text that is no option counts as an error.
#[component]
fn Worst(part: &'static Part) -> impl IntoView {
    let desk = Desk::here();
    let worst = Memo::new(move |_| {
        if desk.misunderstood().iter().any(|id| id.part() == part.key) {
            return Some(Severity::Error);
        }
        desk.findings.with(|findings| {
            let here = |finding: &&forum_planner::finding::Finding| {
                finding.fields.first().is_some_and(|id| id.part() == part.key)
            };
            findings.iter().filter(here).map(|finding| finding.severity).max()
        })
    });
    move || worst.get().map(|severity| view! { <Mark severity /> })
}
