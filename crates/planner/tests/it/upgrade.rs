//! Upgrades: for every pair of plans the answer agrees with `manifest-check`, covers every object, shows no secret, and
//! reports an error for every volume that would be lost.

mod any_plans;
mod consent;
mod readme;
mod static_files;
mod steps;
mod together;
mod volumes;

use planner::analysis::upgrade::{self, ResourceChange, Upgrade};
use planner::finding::Finding;
use planner::inputs::{Inputs, Running};
use planner::kube::to_value;
use planner::outcome::Outcome;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::secrets::Secrets;
use serde_json::Value;
use test_support::published_secrets;

fn values(outcome: &Outcome) -> Vec<Value> {
    outcome.objects.iter().map(|(_, object)| to_value(object)).collect()
}

fn id(value: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &value["metadata"];
    format!("{}/{}/{}", text(&value["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
}

fn step_id(step: &ResourceChange) -> String {
    format!("{}/{}/{}", step.kind, step.namespace, step.name)
}

fn after(running: &Running, plan: &Plan, secrets: &Secrets) -> Outcome {
    sooner_after(None, running, plan, secrets)
}

/// The same, sooner by what an earlier outcome has in common with it.
fn sooner_after(before: Option<&Outcome>, running: &Running, plan: &Plan, secrets: &Secrets) -> Outcome {
    outcome_after(before, &Inputs { running: Some(running), ..Inputs::new(plan, secrets) })
}

/// From one plan to another, both with the published secrets.
fn between(was: &Plan, is: &Plan) -> (Outcome, Upgrade) {
    between_after(None, was, is)
}

/// The same, sooner by what an earlier outcome has in common with it.
fn between_after(before: Option<&Outcome>, was: &Plan, is: &Plan) -> (Outcome, Upgrade) {
    let running = Running::new(was.clone(), Some(published_secrets(was)));
    let outcome = sooner_after(before, &running, is, &published_secrets(is));
    let upgrade = outcome.upgrade.clone().expect("a running forum");
    (outcome, upgrade)
}

/// What the rules between two plans say.
fn losses(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|finding| upgrade::rules().any(|rule| rule.code == finding.code)).collect()
}

fn step<'a>(upgrade: &'a Upgrade, id: &str) -> &'a ResourceChange {
    upgrade.steps.iter().find(|step| step.id() == id).unwrap_or_else(|| panic!("no {id}"))
}
