//! The control for each kind of field.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::field::{Control, Field};

use super::shown::described_by;
use super::{certificate, choice, count, secret, text};
use crate::ui::browser;
use crate::ui::state::AppState;

/// The control of a field. Its element's id is the field's.
pub fn control(field: &'static Field) -> AnyView {
    match &field.control {
        Control::Toggle { .. } => view! { <Toggle field /> }.into_any(),
        Control::Count { least, most, unit, .. } => {
            view! { <count::Count field least=*least most=*most unit=*unit /> }.into_any()
        }
        Control::Text { certificate: true, .. } => view! { <certificate::Certificate field /> }.into_any(),
        Control::Text { suggestions, .. } => {
            view! { <text::Text field suggestions=*suggestions /> }.into_any()
        }
        Control::Choice { options, .. } if choice::short(options) => {
            view! { <choice::Segments field options=*options /> }.into_any()
        }
        Control::Choice { options, .. } => view! { <choice::Select field options=*options /> }.into_any(),
        Control::Secret(key) => view! { <secret::Secret field key=*key /> }.into_any(),
    }
}

/// A switch.
#[component]
fn Toggle(field: &'static Field) -> impl IntoView {
    let app = AppState::here();
    let on = memo(move |_| app.project.plan.with(|plan| field.read(plan)) == "true");
    let flip = move |event| {
        app.write(field, if event_target_checked(&event) { "true" } else { "false" });
        app.settle(field.id);
        // Its answer may decide where it stands.
        browser::when_drawn(move || browser::keep_focus(field.id.0));
    };
    view! {
        <input type="checkbox" role="switch" class="switch" id=field.id.0 prop:checked=move || on.get()
            aria-describedby=described_by(field) on:change=flip />
    }
}
