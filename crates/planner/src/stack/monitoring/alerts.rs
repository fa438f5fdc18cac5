//! Alerting rules, only for what can go wrong with the parts of this plan, and only with metrics that the exporters really
//! have. `crates/planner/tests/it/alerts/` has the list of those metrics and, for each alert, a series of values for which
//! it fires; promtool tests them.

mod cloudnative;
mod cluster;
mod servers;

use serde_json::{Value, json};

use crate::plan::Plan;

/// One thing that should not stay unnoticed.
pub struct Alert {
    /// Its name, unique and never changed: people silence alerts by name.
    pub name: &'static str,
    /// Its group: a word for what it watches.
    pub group: &'static str,
    /// What must be true, in PromQL.
    pub when: String,
    /// For how long it must be true without a break.
    pub lasting: &'static str,
    /// Whether it may wait until the morning.
    pub level: Level,
    /// What is wrong, in a sentence without a full stop. Prometheus fills in `{{ $labels.pod }}`.
    pub summary: String,
    /// What to do about it, in sentences.
    pub remedy: String,
}

/// How urgent an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Now: visitors notice it, or something is about to be lost.
    Critical,
    /// Within the day.
    Warning,
}

impl Level {
    /// The usual value of the label `severity`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

/// Every alert of this plan, in the order of the README.
pub fn alerts(plan: &Plan) -> Vec<Alert> {
    let mut alerts = servers::alerts(plan);
    if plan.monitoring.cluster_metrics {
        alerts.extend(cluster::alerts(plan));
    }
    alerts
}

/// The alerts as Prometheus reads them: a file of its own, or the spec of a PrometheusRule.
pub(super) fn groups(plan: &Plan) -> Value {
    let alerts = alerts(plan);
    let mut names: Vec<&str> = alerts.iter().map(|alert| alert.group).collect();
    names.dedup();
    let groups: Vec<Value> = names
        .into_iter()
        .map(|name| {
            let rules: Vec<Value> =
                alerts.iter().filter(|alert| alert.group == name).map(|alert| rule(plan, alert)).collect();
            json!({ "name": format!("{}-{name}", plan.site.name), "rules": rules })
        })
        .collect();
    json!({ "groups": groups })
}

fn rule(plan: &Plan, alert: &Alert) -> Value {
    json!({
        "alert": alert.name,
        "expr": alert.when,
        "for": alert.lasting,
        "labels": { "severity": alert.level.word(), "forum": plan.site.name.as_str() },
        "annotations": {
            "summary": alert.summary,
            "description": alert.remedy,
            "runbook": format!("README.md of the bundle, “Monitoring”, {}", alert.name),
        },
    })
}

/// Whether what has this schedule is due every day.
fn daily(schedule: &str) -> bool {
    schedule.split_ascii_whitespace().skip(2).all(|field| field == "*")
}

/// The label that every query of this forum carries, so that two forums under one Prometheus keep apart.
pub(super) fn here(plan: &Plan) -> String {
    format!("namespace=\"{}\"", plan.site.namespace)
}
