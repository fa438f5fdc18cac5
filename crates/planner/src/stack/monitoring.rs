//! Monitoring: exporters beside nginx, PostgreSQL and Redis and one for Celery, alerting rules for the failures of this
//! stack, and a dashboard. It does not install Prometheus: a cluster has one for all its applications.
//!
//! Each exporter is in the folder of the part that it reads (`exporter.rs`). CloudNativePG's pods have metrics of their
//! own. PgBouncer has no exporter: waits for a connection are in its log, and an exporter would need a login to its
//! console.

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
    troubles: nothing::troubles,
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
