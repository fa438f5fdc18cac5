//! Findings as SARIF.

use std::collections::BTreeMap;

use planner::finding::{Rule, Severity};
use serde_json::{Value, json};

use super::{Place, Problem, Problems, UNKNOWN_OPTION};
use crate::sarif::{location, log, sentence};

pub fn sarif(problems: &Problems<'_>) -> String {
    let known: BTreeMap<&str, Option<&'static Rule>> =
        problems.all.iter().map(|problem| (problem.code, problem.rule)).collect();
    let codes: Vec<&str> = known.keys().copied().collect();
    let mut before = BTreeMap::new();
    let results: Vec<Value> = problems
        .all
        .iter()
        .map(|problem| {
            let rule = codes.iter().position(|code| *code == problem.code).unwrap_or(0);
            result(problem, rule, problems.plan_file, &mut before)
        })
        .collect();
    let rules: Vec<Value> =
        known.into_iter().map(|(code, rule)| rule.map_or_else(|| unknown(code), described)).collect();
    log(&rules, &results)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error | Severity::ToFillIn => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn described(rule: &'static Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": sentence(&rule.name.replace('-', " ")) },
        "fullDescription": { "text": rule.explanation },
        "help": {
            "text": format!("{}\n\nWhat to do: {}", rule.explanation, rule.remedy),
            "markdown": format!("{}\n\n**What to do:** {}", rule.explanation, rule.remedy),
        },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn unknown(code: &str) -> Value {
    json!({
        "id": code,
        "name": code,
        "shortDescription": { "text": "A key in plan.yaml that is not an option." },
        "fullDescription": { "text": "It has no effect. Perhaps the option has another name, or needs a newer \
                                      planner." },
        "defaultConfiguration": { "level": "warning" },
    })
}

fn result(
    problem: &Problem<'_>,
    rule: usize,
    plan_file: &str,
    before: &mut BTreeMap<String, usize>,
) -> Value {
    let mut text = format!("{}.", problem.message);
    for more in [problem.detail, problem.rule.map_or("", |rule| rule.remedy)] {
        if !more.is_empty() {
            text.push_str("\n\n");
            text.push_str(more);
        }
    }
    let first = problem.places.first();
    let about = first.and_then(|place| place.field).map_or("", |field| field.0);
    // The same from run to run wherever the lines move, so that an alert is closed only by its cure.
    let mut identity = format!("{}/{about}", problem.code);
    if problem.code == UNKNOWN_OPTION {
        identity.push_str(problem.message.split(' ').next().unwrap_or_default());
    }
    let times = before.entry(identity.clone()).or_default();
    *times += 1;
    let mut value = json!({
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": level(problem.severity),
        "message": { "text": text },
        "locations": [location(first.map_or(plan_file, |place| place.file), first.and_then(|place| place.line))],
        "partialFingerprints": { "forumPlanner/v1": format!("{identity}:{times}") },
    });
    let related: Vec<Value> = problem.places.iter().skip(1).map(related).collect();
    if !related.is_empty() {
        value["relatedLocations"] = Value::from(related);
    }
    value
}

fn related(place: &Place<'_>) -> Value {
    let mut value = location(place.file, place.line);
    value["message"] = json!({ "text": place.field.map_or("", |field| field.0) });
    value
}
