//! The answer as JSON. Within a version, fields may be added; none is removed or changes its meaning.

use planner::analysis::capacity::{CapacityEstimate, CapacityRow, Demand, Formula, QUESTIONS, formulas};
use planner::plan::Plan;
use planner::values::Choices;
use serde_json::{Map, Value, json};

use super::Advised;
use crate::bundle::changed;

const VERSION: u32 = 1;

pub fn json(file: &str, plan: &Plan, demand: &Demand, answer: &CapacityEstimate, other: &Advised) -> String {
    let mut expected = Map::from_iter([("visits".to_owned(), Value::from(demand.visits.key()))]);
    // The way of giving visits that was not chosen counts for nothing.
    let asked = QUESTIONS.iter().filter(|question| question.only.is_none_or(|only| only == demand.visits));
    expected.extend(asked.map(|question| (question.key.to_owned(), Value::from((question.get)(demand)))));
    let advice = match other {
        Ok(other) => {
            let set = changed(plan, other).map(|(id, _, then)| (id.to_string(), Value::from(then)));
            json!({ "set": set.collect::<Map<_, _>>() })
        }
        Err(end) => json!({ "end": { "key": end.key, "what": end.what, "next": end.next } }),
    };
    let whole = json!({
        "version": VERSION,
        "plan": file,
        "expected": expected,
        "state": answer.state.key(),
        "sentence": answer.sentence(),
        "page_views_a_second": {
            "expected": a_second(answer.peak),
            "carried": { "least": a_second(answer.carries.low), "most": a_second(answer.carries.high) },
        },
        "first_to_give_way": answer.first,
        "lasts_months": answer.lasts,
        "rows": answer.rows.iter().map(row).collect::<Vec<_>>(),
        "advice": advice,
        "formulas": formulas().iter().map(formula).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

/// From a thousand seconds. What is bounded by nothing is no number.
#[expect(clippy::cast_precision_loss, reason = "page views of a thousand seconds are far below 2^53")]
fn a_second(thousandths: u64) -> Option<f64> {
    (thousandths != u64::MAX).then(|| thousandths as f64 / 1000.0)
}

fn row(row: &CapacityRow) -> Value {
    json!({
        "key": row.key,
        "title": row.title,
        "needs": row.needs,
        "has": row.has,
        "left": row.left,
        "state": row.state.key(),
        "decides": row.decides,
    })
}

fn formula(formula: &Formula) -> Value {
    json!({ "name": formula.name, "sum": formula.sum, "source": formula.source })
}
