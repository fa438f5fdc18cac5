//! Monitoring: exporters beside nginx, PostgreSQL and Redis and one for Celery, alert rules for what
//! breaks this stack, and a dashboard. It brings no Prometheus: a cluster has one or wants one for all.
//!
//! The exporters stand in the folders of the parts that they read (`exporter.rs`). Pods of CloudNativePG answer by
//! themselves. PgBouncer is not read: what its clients notice of it, a wait for a
//! connection, is in its log, and an exporter would need a login of its own to its console.

pub mod alerts;
mod dashboard;
mod fields;
mod manual;
pub mod names;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod topology;

use super::{Part, nothing};
use crate::files::FileTree;
use crate::inputs::Inputs;
use crate::kube::yaml;
use crate::plan::Plan;
use crate::values::Choices;
pub use names::*;
use options::Style;

/// The part.
pub const PART: Part = Part {
    key: "monitoring",
    title: "Monitoring",
    about: "Exporters, alerts and a dashboard for your Prometheus.",
    summary,
    file: "75-monitoring",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[],
    objects: objects::objects,
    topology: topology::topology,
    places: topology::PLACES,
    files,
    manual: manual::SECTIONS,
    checks: nothing::checks,
    failure_model: nothing::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn summary(plan: &Plan) -> String {
    match plan.monitoring.style {
        Style::None => Style::None.key().to_owned(),
        Style::Annotations => "Prometheus, by annotations".to_owned(),
        Style::Operator => "Prometheus Operator".to_owned(),
    }
}

/// With the operator the rules are an object; a plain Prometheus reads them from a file.
fn files(inputs: &Inputs<'_>, tree: &mut FileTree) {
    let plan = inputs.plan;
    if !plan.monitoring.is_on() {
        return;
    }
    tree.add("monitoring/dashboard.json", PART.key, dashboard::json(plan));
    if plan.monitoring.style == Style::Annotations {
        let text = format!(
            "# Alert rules: name this file under rule_files in Prometheus' configuration.\n{}",
            yaml(&alerts::groups(plan))
        );
        tree.add("monitoring/rules.yaml", PART.key, text);
    }
}
