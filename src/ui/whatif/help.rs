//! What would help: plans that are better in this failure, and what the cluster lacks.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::analysis::whatif::Remedy;
use planner::field::FieldId;

use crate::ui::browser;
use crate::ui::state::{AppState, Which, place_name};

/// Every remedy with its two buttons, and links to what no click can change.
#[component]
pub fn Remedies() -> impl IntoView {
    let app = AppState::here();
    let remedies = memo(move |_| app.remedies());
    let outside = memo(move |_| outside(app));
    let rows =
        move || remedies.get().into_iter().enumerate().map(|(at, one)| row(app, at, one)).collect_view();
    let links =
        move || outside.get().into_iter().map(|(label, field)| link(app, label, field)).collect_view();
    let any = move || remedies.with(|all| !all.is_empty()) || outside.with(|all| !all.is_empty());
    let helpless = memo(move |_| app.helpless());
    let none = move || {
        helpless.get().map(|why| view! { <div class="whatif__help" id="whatif-helpless"><p>{why}</p></div> })
    };
    view! {
        {none}
        <Show when=any>
            <div class="whatif__help">
                <h3>"What would help"</h3>
                <ul>{rows}{links}</ul>
            </div>
        </Show>
    }
}

fn row(app: AppState, at: usize, remedy: Remedy) -> AnyView {
    let told = remedy.told();
    let Remedy { fix, .. } = remedy;
    let name = format!(": {}", fix.label);
    let apply = move |_| {
        app.remedy(at);
        browser::when_drawn(|| browser::focus("whatif-title"));
    };
    view! {
        <li class="remedy">
            <p><strong>{fix.label}</strong><span class="remedy__betters">{told}</span></p>
            <button type="button" class="button button--small" data-remedy=at on:click=apply>"Apply"<span class="unseen">{name.clone()}</span></button>
            <button type="button" class="button button--small preview" id=format!("preview-remedy-{at}")
                on:click=move |_| app.compare(Which::Now, Which::Remedy(at))>"Preview"<span class="unseen">{name}</span></button>
        </li>
    }
    .into_any()
}

/// What would help and is not the planner's to change, each once.
fn outside(app: AppState) -> Vec<(&'static str, FieldId)> {
    app.whatif.result.with(|result| {
        let mut found = Vec::new();
        let causes = result.iter().flat_map(|result| &result.verdicts).flat_map(|verdict| &verdict.causes);
        for help in causes.filter_map(|cause| cause.help.as_ref()).filter(|help| help.change.is_none()) {
            if !found.contains(&(help.label, help.field)) {
                found.push((help.label, help.field));
            }
        }
        found
    })
}

fn link(app: AppState, label: &'static str, field: FieldId) -> AnyView {
    view! {
        <li class="remedy">
            <p><strong>{label}</strong></p>
            <button type="button" class="link" on:click=move |_| app.go_to_field(field)>{place_name(field)}</button>
        </li>
    }
    .into_any()
}
