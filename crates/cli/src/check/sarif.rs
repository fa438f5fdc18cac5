//! Findings as SARIF 2.1.0, as GitHub's code scanning reads it: each with a location, each rule described once.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;
use std::path::{Component, Path};

use planner::finding::{Rule, Severity};
use serde_json::{Value, json};

use super::{Place, Problem, Problems, UNKNOWN_OPTION};

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
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Forum Planner",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "invocations": [{ "executionSuccessful": true }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{whole:#}\n")
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

/// "Plain http on a public host."
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
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

/// Code scanning wants a line even for what no line says.
fn location(file: &str, line: Option<usize>) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": artifact(Path::new(file)),
        "region": { "startLine": line.unwrap_or(1) },
    } })
}

/// Relative paths are meant from the repository's root, where pipelines run.
fn artifact(file: &Path) -> Value {
    let steps: Vec<String> = file
        .components()
        .filter_map(|step| match step {
            Component::Normal(name) => Some(escaped(&name.to_string_lossy())),
            Component::ParentDir => Some("..".to_owned()),
            Component::Prefix(drive) => Some(drive.as_os_str().to_string_lossy().into_owned()),
            Component::RootDir | Component::CurDir => None,
        })
        .collect();
    let path = steps.join("/");
    if file.is_absolute() {
        json!({ "uri": format!("file:///{path}") })
    } else {
        json!({ "uri": path, "uriBaseId": "%SRCROOT%" })
    }
}

fn escaped(step: &str) -> String {
    step.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_valid_uris_for_every_file_name() {
        let uri = |file: &str| artifact(Path::new(file))["uri"].as_str().unwrap().to_owned();
        assert_eq!(uri("./deploy/plan.yaml"), "deploy/plan.yaml");
        assert_eq!(uri("../my plan#1.yaml"), "../my%20plan%231.yaml");
        #[cfg(unix)]
        assert_eq!(uri("/srv/plan.yaml"), "file:///srv/plan.yaml");
    }
}
