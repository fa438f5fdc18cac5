//! A field: label, control, help, findings, and the button that resets it to the preset.

use crate::ui::live::{live, memo};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use planner::field::{Control, Field};
use planner::plan::Plan;
use planner::presets::PRESETS;

use super::control::control;
use crate::ui::browser;
use crate::ui::commands::marked;
use crate::ui::compare::Preview;
use crate::ui::icons::{Icon, RESET};
use crate::ui::mark::Mark;
use crate::ui::state::{AppState, FindingKey, keys, row_key};

/// The row of a field while it is asked, with a heading above it if it is the first of its group.
#[component]
pub fn FieldRow(
    field: &'static Field,
    asked: Memo<bool>,
    heading: Memo<Option<&'static str>>,
) -> impl IntoView {
    view! { <Show when=move || asked.get()><Row field heading /></Show> }
}

#[component]
fn Row(field: &'static Field, heading: Memo<Option<&'static str>>) -> impl IntoView {
    let app = AppState::here();
    let changed = memo(move |_| app.changed.with(|ids| ids.contains(&field.id)));
    let problem = memo(move |_| app.drafts.problem(field.id));
    view! {
        {live(move || heading.get().map(|group| view! { <h4 class="group">{group}</h4> }))}
        <div class="field" data-field=field.id.0 data-layout=layout(field)
            data-changed=move || changed.get().to_string()
            data-wrong=move || problem.get().is_some().to_string()
            on:focusin=move |_| app.look_at_field(field.id) on:keydown=move |event| walk(field, &event)>
            <Label field />
            {control(field)}
            <Problem field problem />
            <p class="field__help" id=format!("{}-help", field.id)>{field.help}<Hint field /></p>
            <Show when=move || app.differs(field.id)><Reset field /></Show>
            <Notes field />
        </div>
    }
}

/// What to do for the present answer, as the rest of the help.
#[component]
fn Hint(field: &'static Field) -> impl IntoView {
    let app = AppState::here();
    let hint = memo(move |_| app.project.plan.with(field.hint));
    move || {
        hint.with(|hint| {
            (!hint.is_empty()).then(|| view! { " "<span class="field__hint">{marked(hint)}</span> })
        })
    }
}

/// The buttons of a field: no stop of the Tab key, which goes from field to field.
pub const BUTTONS: &str = ".field button[tabindex='-1']:not(.stepper__button)";

/// The arrow keys go from button to button; Escape goes back to the field.
fn walk(field: &'static Field, event: &KeyboardEvent) {
    let done = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => browser::focus_beside(event, ".field", BUTTONS, 1),
        "ArrowLeft" | "ArrowUp" => browser::focus_beside(event, ".field", BUTTONS, -1),
        "Escape" if browser::within(event, BUTTONS) => {
            browser::focus(field.id.0);
            true
        }
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

/// A group of radio buttons is labelled by reference; every other control has its own label.
#[component]
fn Label(field: &'static Field) -> impl IntoView {
    let id = format!("{}-label", field.id);
    match field.control {
        Control::Choice { options, .. } if super::choice::short(options) => {
            view! { <span class="field__label" id=id>{field.label}</span> }.into_any()
        }
        _ => view! { <label class="field__label" id=id for=field.id.0>{field.label}{unit(field)}</label> }
            .into_any(),
    }
}

/// "30" of what, where the label does not say it.
fn unit(field: &Field) -> Option<impl IntoView + use<>> {
    let Control::Count { unit, .. } = field.control else { return None };
    let said = unit.is_empty() || field.label.to_lowercase().contains(unit);
    (!said).then(|| view! { <span class="field__unit">", "{unit}</span> })
}

/// Why the text cannot enter the plan.
#[component]
fn Problem(field: &'static Field, problem: Memo<Option<String>>) -> impl IntoView {
    view! {
        <p class="field__problem" id=format!("{}-problem", field.id)>{live(move || problem.get())}</p>
    }
}

#[component]
fn Reset(field: &'static Field) -> impl IntoView {
    let app = AppState::here();
    let value = move || field.words(&field.read(&(PRESETS[app.preset.get()].plan)()));
    let reset = move |_| {
        app.reset(field);
        browser::when_drawn(|| browser::focus(field.id.0));
    };
    view! {
        <button type="button" class="field__reset" id=format!("{}-reset", field.id) data-reset=field.id.0 tabindex="-1"
            aria-keyshortcuts="Alt+R" on:click=reset>
            <Icon strokes=RESET /><span class="unseen">{format!("Reset {} to the preset's ", field.label)}</span>
            <span aria-hidden="true">"Preset: "</span>{value}
        </button>
    }
}

/// The findings whose place this field is.
#[component]
fn Notes(field: &'static Field) -> impl IntoView {
    let app = AppState::here();
    let here = memo(move |_| {
        app.findings.with(|findings| {
            if !findings.iter().any(|finding| finding.fields.first() == Some(&field.id)) {
                return Vec::new();
            }
            keys(findings).into_iter().filter(|(_, place, _)| *place == Some(field.id)).collect()
        })
    });
    view! {
        <div class="notes" id=format!("{}-notes", field.id)>
            <For each=move || here.get() key=row_key let:key><Note key field /></For>
        </div>
    }
}

#[component]
fn Note(key: FindingKey, field: &'static Field) -> impl IntoView {
    let app = AppState::here();
    let slice = memo(move |_| {
        app.finding(key, |f| (f.severity, f.message.clone(), f.fix.as_ref().map(|fix| fix.label.clone())))
    });
    let apply = move |_| {
        app.fix(key);
        browser::when_drawn(|| browser::focus(field.id.0));
    };
    move || {
        slice.get().map(|(severity, message, fix)| {
            let button = fix.map(|label| {
                let name = label.clone();
                view! {
                    <div class="note__acts">
                        <button type="button" class="button button--small" data-fix=key.0 tabindex="-1" on:click=apply>{label}</button>
                        <Preview key name place="form" />
                    </div>
                }
            });
            view! {
                <div class="note" data-severity=severity.word()>
                    <Mark severity />
                    <p>{message}" "<span class="note__code" title="The rule that found this; the search explains codes">{key.0}</span></p>
                    {button}
                </div>
            }
        })
    }
}

/// Short controls are beside their label, long ones below it.
fn layout(field: &Field) -> &'static str {
    match &field.control {
        Control::Toggle { .. } | Control::Count { .. } => "beside",
        Control::Choice { options, .. } if super::choice::short(options) => "beside",
        Control::Choice { options, .. } if options.iter().all(|(_, words)| words.len() < 18) => "beside",
        Control::Text { get, .. } => {
            let usual = get(&Plan::default());
            if !usual.is_empty() && usual.len() <= 8 { "beside" } else { "below" }
        }
        Control::Choice { .. } | Control::Secret(_) => "below",
    }
}
