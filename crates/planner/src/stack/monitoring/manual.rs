//! The README's section on monitoring: where the metrics are, and what to do for each alert.

use super::alerts::{Alert, Level, alerts};
use super::options::Style;
use crate::manual::{Chapter, Context, Section, row};
use crate::stack::postgres::options::Mode as PostgresMode;

/// What the README says of it.
pub(super) const SECTIONS: &[Section] = &[
    Section { chapter: Chapter::FoldersApart, write: folder },
    Section { chapter: Chapter::Watching, write: watch },
];

/// The line of the folder, for the list of all of them.
fn folder(context: &Context<'_>) -> String {
    let about = match context.plan().monitoring.style {
        Style::None => return String::new(),
        Style::Annotations => "alert rules for Prometheus and a dashboard for Grafana",
        Style::Operator => "a dashboard for Grafana, the same that the bundle puts into the cluster",
    };
    row(&["`monitoring/`", about])
}

fn watch(context: &Context<'_>) -> String {
    let plan = context.plan();
    let how = match plan.monitoring.style {
        Style::None => return String::new(),
        Style::Annotations => {
            "Prometheus finds the exporters by the annotations `prometheus.io/scrape`, `prometheus.io/port` and \
             `prometheus.io/path` of the pods, as the common job `kubernetes-pods` reads them; that job must also \
             keep the labels `namespace` and `pod`. Add `monitoring/rules.yaml` to `rule_files` in its \
             configuration, and import `monitoring/dashboard.json` in Grafana."
        }
        Style::Operator => {
            "The operator finds the exporters by the PodMonitor `forum` (CloudNativePG's pods, if there are any, by `forum-postgres`) and the alerts by the PrometheusRule `forum-alerts`. Grafana's \
             sidecar finds the dashboard by the label `grafana_dashboard=1`; without it, import `monitoring/dashboard.json`."
        }
    };
    let rows: Vec<String> = alerts(plan).iter().map(alert).collect();
    format!(
        "## Monitoring

{how}

To check, open Prometheus' page “Targets”: each pod of nginx, Redis{postgres} and `celery-exporter` must be up. If they are
missing, Prometheus does not select them; if they are down, its namespace or label in the plan is wrong.{pooler}

| alert | how soon | what to do |
| --- | --- | --- |
{rows}
",
        postgres = if plan.postgres.mode == PostgresMode::External { "" } else { ", PostgreSQL" },
        pooler = if plan.pgbouncer.enabled {
            "\nPgBouncer is not monitored: when clients wait too long for a connection, its log says \
             `query_wait_timeout`."
        } else {
            ""
        },
        rows = rows.join("\n"),
    )
}

/// A bar would end the cell.
fn alert(alert: &Alert) -> String {
    let soon = match alert.level {
        Level::Critical => "now",
        Level::Warning => "today",
    };
    row(&[&format!("`{}`", alert.name), soon, &alert.remedy.replace('|', "\\|")])
}
