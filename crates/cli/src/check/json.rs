//! Findings as JSON. Within a version, fields may be added; none is removed or changes its meaning.

use serde_json::{Map, Value, json};

use super::{Place, Problem, Problems, Remedy};

const VERSION: u32 = 1;

pub fn json(problems: &Problems<'_>) -> String {
    let findings: Vec<Value> = problems.all.iter().map(problem).collect();
    let whole = json!({
        "version": VERSION,
        "plan": problems.plan_file,
        "secrets_judged": problems.secrets_judged,
        "findings": findings,
    });
    format!("{whole:#}\n")
}

fn problem(problem: &Problem<'_>) -> Value {
    json!({
        "code": problem.code,
        "name": problem.rule.map(|rule| rule.name),
        "severity": problem.severity.word(),
        "message": problem.message,
        "detail": problem.detail,
        "explanation": problem.rule.map(|rule| rule.explanation),
        "remedy": problem.rule.map(|rule| rule.remedy),
        "places": problem.places.iter().map(place).collect::<Vec<_>>(),
        "fix": problem.remedy.as_ref().map(remedy),
    })
}

fn place(place: &Place<'_>) -> Value {
    json!({ "option": place.field.map(|field| field.0), "file": place.file, "line": place.line })
}

fn remedy(remedy: &Remedy) -> Value {
    let set: Map<String, Value> =
        remedy.set.iter().map(|(id, value)| (id.0.to_owned(), Value::from(value.as_str()))).collect();
    json!({ "label": remedy.label, "set": set })
}
