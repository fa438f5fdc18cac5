//! The expected load: a few numbers. Text that is not a number stays in its field, with the reason below it.

use std::collections::BTreeMap;

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::analysis::capacity::{Demand, QUESTIONS, Question, Visits};
use planner::values::Choices;

use crate::ui::state::AppState;

/// Texts that are not valid numbers, with the reasons.
type RejectedInputs = RwSignal<BTreeMap<&'static str, (String, String)>>;

/// All questions.
#[component]
pub fn Questions() -> impl IntoView {
    let app = AppState::here();
    let demand = memo(move |_| app.demand());
    let refused: RejectedInputs = RwSignal::default();
    let visits = memo(move |_| demand.get().visits);
    let ways = Visits::ALL.iter().map(|way| way_of(*way, visits)).collect_view();
    let rows = move || {
        let asked = |question: &&Question| question.only.is_none_or(|only| only == visits.get());
        QUESTIONS.iter().filter(asked).map(|question| row(question, demand, refused)).collect_view()
    };
    view! {
        <div class="capacity__questions" role="group" aria-labelledby="capacity-expected">
            <div class="capacity__ways">
                <h3 class="capacity__heading" id="capacity-expected">"Expected, in"</h3>
                <div class="segments segments--small" role="group" aria-labelledby="capacity-expected">{ways}</div>
            </div>
            {rows}
        </div>
    }
}

fn way_of(way: Visits, visits: Memo<Visits>) -> AnyView {
    let app = AppState::here();
    let choose = move |_| app.expect(Demand { visits: way, ..untrack(|| app.demand()) });
    view! {
        <button type="button" class="segment" data-visits=way.key() aria-pressed=move || (visits.get() == way).to_string() on:click=choose>
            {way.words()}
        </button>
    }
    .into_any()
}

fn row(question: &'static Question, demand: Memo<Demand>, refused: RejectedInputs) -> AnyView {
    let app = AppState::here();
    let (key, id) = (question.key, format!("capacity-{}", question.key));
    let (problem_id, help_id) = (format!("{id}-problem"), format!("{id}-help"));
    let problem = move || refused.with(|all| all.get(key).map(|(_, why)| why.clone()));
    let value = move || {
        let text = refused.with(|all| all.get(key).map(|(text, _)| text.clone()));
        text.unwrap_or_else(|| (question.get)(&demand.get()).to_string())
    };
    let write = move |event: leptos::ev::Event| {
        let (text, mut expected) = (event_target_value(&event), demand.get_untracked());
        match question.write(&mut expected, &text) {
            Ok(()) => {
                refused.update(|all| drop(all.remove(key)));
                app.expect(expected);
            }
            Err(why) => refused.update(|all| drop(all.insert(key, (text, why.to_string())))),
        }
    };
    view! {
        <div class="field capacity__question" data-layout="beside" data-wrong=move || problem().is_some().to_string()>
            <label class="field__label" for=id.clone()>{question.label}</label>
            <input class="input" id=id type="text" inputmode="numeric" autocomplete="off"
                title=format!("{} to {} {}", question.least, question.most, question.unit)
                prop:value=value aria-invalid=move || problem().is_some().to_string()
                aria-describedby=format!("{problem_id} {help_id}") on:input=write />
            <p class="field__problem" id=problem_id role="status">{problem}</p>
            <p class="field__help" id=help_id>{question.help}</p>
        </div>
    }
    .into_any()
}
