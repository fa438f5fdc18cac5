//! promtool checks the alerting rules, and runs the tests in which each must fire.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::bundle::CheckedBundle;
use super::{Complaint, Toolbox};
use crate::program;
use crate::tools::Tool;

/// The tests: series of values, and the alerts that must fire.
const EVENTS: &str = include_str!("../../../crates/planner/tests/it/alerts/events.yaml");

/// The rules of a bundle stand in a PrometheusRule or in `monitoring/rules.yaml`. Not every bundle has any.
pub fn promtool(_: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let mut rules: Vec<Value> = bundle
        .objects()
        .filter(|object| object["kind"] == "PrometheusRule")
        .map(|object| object["spec"].clone())
        .collect();
    let file = bundle.folder.join("monitoring/rules.yaml");
    if file.exists() {
        rules.push(serde_yaml::from_str(&fs::read_to_string(&file)?)?);
    }
    let Some(rules) = rules.pop() else { return Ok(vec![]) };
    let names = names(&rules);
    ensure!(!names.is_empty(), "there are rules without an alert");
    let scratch = bundle.scratch("promtool")?;
    // JSON is YAML too.
    fs::write(scratch.join("rules.yaml"), rules.to_string())?;
    fs::write(scratch.join("events.yaml"), played(bundle, &names)?.to_string())?;
    let mut complaints = Vec::new();
    for (id, words) in
        [("check", ["check", "rules", "rules.yaml"]), ("events", ["test", "rules", "events.yaml"])]
    {
        let ran = program::silent(Command::new(Tool::Promtool.path()?).args(words).current_dir(&scratch))?;
        if !ran.success {
            complaints.push(Complaint { id: id.into(), text: ran.said() });
        }
    }
    Ok(complaints)
}

fn names(rules: &Value) -> BTreeSet<&str> {
    let groups = rules["groups"].as_array().into_iter().flatten();
    let rules = groups.flat_map(|group| group["rules"].as_array().into_iter().flatten());
    rules.filter_map(|rule| rule["alert"].as_str()).collect()
}

/// The events of the alerts that this bundle has, as promtool wants them told. An alert that fires leaves
/// the series ALERTS: to count it leaves labels and words out of the comparison.
fn played(bundle: &CheckedBundle, names: &BTreeSet<&str>) -> Result<Value> {
    let text = EVENTS.replace("NAMESPACE", &namespace(bundle)).replace("CERTIFICATE", &certificate(bundle));
    let events: Vec<Value> = serde_yaml::from_str(&text)?;
    let mut tests = Vec::new();
    for name in names {
        let told = events.iter().filter(|event| event["alert"] == *name);
        let before = tests.len();
        tests.extend(told.map(|event| {
            let samples = if event["fires"] == true { json!([{ "labels": "{}", "value": 1 }]) } else { json!([]) };
            let series: Vec<Value> = event["series"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(series, values)| json!({ "series": series, "values": values.to_string().trim_matches('"') }))
                .collect();
            json!({
                "name": format!("{name}: {}", event["what"].as_str().unwrap_or_default()),
                "interval": "1m",
                "input_series": series,
                "promql_expr_test": [{
                    "expr": format!("count(count by (alertname) (ALERTS{{alertname=\"{name}\",alertstate=\"firing\"}}))"),
                    "eval_time": event["at"],
                    "exp_samples": samples,
                }],
            })
        }));
        ensure!(tests.len() > before, "{name} has no event in crates/planner/tests/it/alerts/events.yaml");
    }
    Ok(json!({ "rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": tests }))
}

fn namespace(bundle: &CheckedBundle) -> String {
    let of = |object: &Value| Some(object["metadata"]["namespace"].as_str()?.to_owned());
    bundle.objects().find_map(of).unwrap_or_default()
}

/// cert-manager names the certificate after the Secret that it goes to.
fn certificate(bundle: &CheckedBundle) -> String {
    let of = |object: &Value| Some(object["spec"]["tls"][0]["secretName"].as_str()?.to_owned());
    bundle.objects().filter(|object| object["kind"] == "Ingress").find_map(of).unwrap_or_default()
}
