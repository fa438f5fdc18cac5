//! The objects that differ, each with its fields.

use crate::ui::live::live;
use leptos::prelude::*;
use planner::compare::{ObjectDifference, Turn};

use super::CompareContext;
use crate::ui::upgrade::Changes;

/// With no more objects than this, the fields of all are unfolded.
const FEW: usize = 6;

/// The list.
#[component]
pub fn Objects(context: CompareContext) -> impl IntoView {
    let objects = move || context.slice(|difference| difference.objects.clone());
    let none = move || context.slice(|difference| difference.objects.is_empty().then_some(()));
    let few = move || untrack(|| context.slice(|difference| difference.objects.len() <= FEW));
    view! {
        {live(move || none().map(|()| view! { <p class="empty">"Both bundles have the same objects."</p> }))}
        <ul class="compare__objects">
            <For each=objects key=ObjectDifference::clone let:object>{line(object, few())}</For>
        </ul>
    }
}

fn line(object: ObjectDifference, open: bool) -> AnyView {
    let (id, name) = (object.id(), object.id());
    let ObjectDifference { namespace, turn, changes, .. } = object;
    let place = if namespace.is_empty() { String::new() } else { format!(" in {namespace}") };
    let more = (!changes.is_empty()).then(|| view! { <Changes changes open /> });
    view! {
        <li class="step" data-object=id data-turn=turn.word()>
            <p class="step__name">{turned(turn)}{name}<span class="step__place">{place}</span></p>
            {more}
        </li>
    }
    .into_any()
}

/// How the object differs, as a sign and a word.
pub fn turned(turn: Turn) -> AnyView {
    let sign = match turn {
        Turn::Changed => "~",
        Turn::Added => "+",
        Turn::Removed => "-",
    };
    view! { <span class="turn" data-turn=turn.word()><span aria-hidden="true">{sign}" "</span>{turn.word()}</span>" " }.into_any()
}
