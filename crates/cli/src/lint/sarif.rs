//! Violations as SARIF.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Problem;
use crate::sarif::{location, log, sentence};

pub fn sarif(problems: &[Problem<'_>]) -> String {
    let known: BTreeMap<&str, &Problem<'_>> =
        problems.iter().map(|problem| (problem.violation.check, problem)).collect();
    let names: Vec<&str> = known.keys().copied().collect();
    let mut before = BTreeMap::new();
    let results: Vec<Value> = problems
        .iter()
        .map(|problem| {
            let Problem { violation, file, line, .. } = problem;
            // The same from run to run wherever the lines move, so that an alert is closed only by its cure.
            let identity = format!("{}/{}/{}", violation.check, violation.namespace, violation.object);
            let times: &mut usize = before.entry(identity.clone()).or_default();
            *times += 1;
            json!({
                "ruleId": violation.check,
                "ruleIndex": names.iter().position(|name| *name == violation.check).unwrap_or(0),
                "level": problem.severity().word(),
                "message": { "text": format!("{}: {}.", violation.object, violation.message) },
                "locations": [location(file, Some(*line))],
                "partialFingerprints": { "forumPlanner/v1": format!("{identity}:{times}") },
            })
        })
        .collect();
    let rules: Vec<Value> = known.into_values().map(described).collect();
    log(&rules, &results)
}

/// SARIF's levels have the same names as our severities: error, warning.
fn described(problem: &Problem<'_>) -> Value {
    let name = problem.violation.check;
    let text = format!("It prevents {}.", problem.prevents);
    json!({
        "id": name,
        "name": name,
        "shortDescription": { "text": sentence(&name.replace('-', " ")) },
        "fullDescription": { "text": text },
        "help": { "text": text },
        "defaultConfiguration": { "level": problem.severity().word() },
    })
}
