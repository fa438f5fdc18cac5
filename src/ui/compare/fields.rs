//! The options that differ, each with a button that takes the other value.

use crate::ui::live::live;
use leptos::prelude::*;
use planner::compare::FieldDifference;
use planner::field::{Control, FieldId};
use planner::stack::find_field;

use super::CompareContext;
use crate::ui::browser;
use crate::ui::state::{Which, place_name};

/// The table.
#[component]
pub fn Fields(context: CompareContext) -> impl IntoView {
    let name = move |end: Memo<Which>| move || context.app.plan_name(end.get());
    let rows = move || context.slice(|difference| difference.fields.clone());
    let none = move || context.slice(|difference| difference.fields.is_empty().then_some(()));
    let key = |row: &FieldDifference| (row.id.0, row.old.clone(), row.new.clone());
    view! {
        {live(move || none().map(|()| view! { <p class="empty">"All fields are the same in both."</p> }))}
        <table class="differences">
            <caption class="unseen">"Fields that differ"</caption>
            <thead>
                <tr><th scope="col">"Field"</th><th scope="col">{name(context.from)}</th><th scope="col">{name(context.to)}</th></tr>
            </thead>
            <tbody><For each=rows key=key let:row>{line(context, row)}</For></tbody>
        </table>
    }
}

fn line(context: CompareContext, FieldDifference { id, old, new }: FieldDifference) -> AnyView {
    view! {
        <tr data-difference=id.0>
            <th scope="row"><button type="button" class="link" on:click=move |_| context.app.go_to_field(id)>{place_name(id)}</button></th>
            {answer(context, context.from, id, old)}
            {answer(context, context.to, id, new)}
        </tr>
    }
    .into_any()
}

/// An answer, with a button when it is not the plan's own.
fn answer(context: CompareContext, end: Memo<Which>, id: FieldId, words: String) -> AnyView {
    let label = format!("Take this: {words} for {}", place_name(id));
    let take = move |_| {
        let which = end.get_untracked();
        if let Some(whole) = context.whole(which) {
            context.app.take_field(id, which, &whole);
            browser::when_drawn(|| browser::focus("compare-list"));
        }
    };
    let button = move || {
        takes(context, end, id).then(|| {
            let label = label.clone();
            view! {
                <button type="button" class="button button--small" data-take=id.0 aria-label=label on:click=take>"Take this"</button>
            }
        })
    };
    view! { <td><span class="difference__answer">{words}</span>{button}</td> }.into_any()
}

/// Whether the plan on the page answers otherwise.
fn takes(context: CompareContext, end: Memo<Which>, id: FieldId) -> bool {
    if context.app.is_now(end.get()) {
        return false;
    }
    let (Some(field), Some(whole)) = (find_field(id), context.whole(end.get())) else { return false };
    match field.control {
        Control::Secret(key) => {
            context.app.project.secrets.with(|now| now.get(key) != whole.project.secrets.get(key))
        }
        _ => context.app.project.plan.with(|now| field.read(now) != field.read(&whole.project.plan)),
    }
}
