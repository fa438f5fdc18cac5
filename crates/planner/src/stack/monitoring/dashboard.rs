//! A Grafana dashboard that answers "how is the forum?", for the parts of this plan.

use serde_json::{Value, json};

use super::alerts::here;
use crate::plan::Plan;
use crate::stack::postgres::options::Mode as PostgresMode;

/// Grafana's grid is 24 columns wide.
const WIDTH: usize = 24;

/// One picture: title, unit, and its lines as legend and query.
struct Panel {
    title: &'static str,
    /// One of Grafana's own words for units; empty for plain numbers.
    unit: &'static str,
    /// A single figure instead of lines over time.
    figure: bool,
    lines: Vec<(&'static str, String)>,
}

/// The dashboard as Grafana imports it. Which of its data sources to ask is chosen on the page.
pub(super) fn json(plan: &Plan) -> String {
    let mut panels = Vec::new();
    let figures = figures(plan);
    let width = WIDTH / figures.len().max(1);
    for (at, figure) in figures.iter().enumerate() {
        panels.push(panel(figure, panels.len(), [at * width, 0, width, 4]));
    }
    for (at, graph) in graphs(plan).iter().enumerate() {
        panels.push(panel(graph, panels.len(), [at % 2 * (WIDTH / 2), 4 + at / 2 * 8, WIDTH / 2, 8]));
    }
    let dashboard = json!({
        "uid": format!("forum-{}", checksum(plan)),
        "title": format!("Forum {}", plan.site.host),
        "tags": ["misago"],
        "schemaVersion": 39,
        "refresh": "1m",
        "time": { "from": "now-6h", "to": "now" },
        "timezone": "browser",
        "templating": { "list": [
            { "name": "source", "label": "Data source", "type": "datasource", "query": "prometheus" },
        ] },
        "panels": panels,
    });
    format!("{dashboard:#}\n")
}

/// Grafana keeps dashboards apart by an id of at most 40 characters.
fn checksum(plan: &Plan) -> String {
    let digest = crate::kube::checksum(&(&plan.site.namespace, &plan.site.name));
    digest.get(..16).unwrap_or_default().to_owned()
}

fn panel(panel: &Panel, id: usize, [x, y, width, height]: [usize; 4]) -> Value {
    let source = json!({ "type": "prometheus", "uid": "${source}" });
    let targets: Vec<Value> = panel
        .lines
        .iter()
        .zip('A'..)
        .map(|((legend, query), letter)| {
            json!({ "refId": letter.to_string(), "expr": query, "legendFormat": legend, "datasource": source })
        })
        .collect();
    json!({
        "id": id + 1,
        "type": if panel.figure { "stat" } else { "timeseries" },
        "title": panel.title,
        "datasource": source,
        "gridPos": { "x": x, "y": y, "w": width, "h": height },
        "fieldConfig": { "defaults": { "unit": panel.unit, "min": 0 }, "overrides": [] },
        "targets": targets,
    })
}

fn figures(plan: &Plan) -> Vec<Panel> {
    let here = here(plan);
    let figure = |title, query: String| Panel { title, unit: "", figure: true, lines: vec![("", query)] };
    let mut figures = vec![figure("nginx pods up", format!("sum(nginx_up{{{here}}}) or vector(0)"))];
    figures.extend(match plan.postgres.mode {
        PostgresMode::InCluster => {
            Some(figure("PostgreSQL up", format!("sum(pg_up{{{here}}}) or vector(0)")))
        }
        PostgresMode::CloudNativePg => Some(figure(
            "Standbys of PostgreSQL",
            format!("max(cnpg_pg_replication_streaming_replicas{{{here}}}) or vector(0)"),
        )),
        PostgresMode::External => None,
    });
    figures.extend([
        figure("Redis masters", format!("count(redis_instance_info{{{here},role=\"master\"}}) or vector(0)")),
        figure("Celery workers", format!("max(celery_active_worker_count{{{here}}}) or vector(0)")),
        figure("Tasks waiting", format!("sum(celery_queue_length{{{here}}})")),
    ]);
    figures
}

fn graphs(plan: &Plan) -> Vec<Panel> {
    let here = here(plan);
    let graph = |title, unit, lines| Panel { title, unit, figure: false, lines };
    let mut graphs = vec![
        graph(
            "Requests at nginx",
            "reqps",
            vec![("{{pod}}", format!("sum by (pod) (rate(nginx_http_requests_total{{{here}}}[5m]))"))],
        ),
        graph(
            "Connections at nginx",
            "",
            vec![("{{pod}}", format!("sum by (pod) (nginx_connections_active{{{here}}})"))],
        ),
    ];
    match plan.postgres.mode {
        PostgresMode::InCluster => graphs.extend(database(plan)),
        PostgresMode::CloudNativePg => graphs.extend(standbys(plan)),
        PostgresMode::External => {}
    }
    graphs.extend([
        graph(
            "Redis memory",
            "bytes",
            vec![
                ("{{pod}}", format!("redis_memory_used_bytes{{{here}}}")),
                ("allowed", format!("max(redis_memory_max_bytes{{{here}}})")),
            ],
        ),
        graph(
            "Redis commands",
            "ops",
            vec![("{{pod}}", format!("sum by (pod) (rate(redis_commands_processed_total{{{here}}}[5m]))"))],
        ),
        graph(
            "Tasks",
            "ops",
            vec![
                ("succeeded", format!("sum(rate(celery_task_succeeded_total{{{here}}}[5m]))")),
                ("retried", format!("sum(rate(celery_task_retried_total{{{here}}}[5m]))")),
                ("failed", format!("sum(rate(celery_task_failed_total{{{here}}}[5m]))")),
            ],
        ),
        graph(
            "Task duration, 95th percentile",
            "s",
            vec![(
                "{{name}}",
                format!(
                    "histogram_quantile(0.95, sum by (name, le) (rate(celery_task_runtime_bucket{{{here}}}[15m])))"
                ),
            )],
        ),
    ]);
    if plan.monitoring.cluster_metrics {
        graphs.extend(cluster(plan));
    }
    graphs
}

fn database(plan: &Plan) -> [Panel; 2] {
    let here = here(plan);
    let name = &plan.postgres.database;
    [
        Panel {
            title: "Connections to PostgreSQL",
            unit: "",
            figure: false,
            lines: vec![
                ("in use", format!("sum(pg_stat_database_numbackends{{{here}}})")),
                ("allowed", format!("max(pg_settings_max_connections{{{here}}})")),
            ],
        },
        Panel {
            title: "Database size",
            unit: "bytes",
            figure: false,
            lines: vec![("{{datname}}", format!("pg_database_size_bytes{{{here},datname=\"{name}\"}}"))],
        },
    ]
}

/// By the pods of CloudNativePG; a pod that is read twice gives one line.
fn standbys(plan: &Plan) -> [Panel; 2] {
    let here = here(plan);
    let name = &plan.postgres.database;
    [
        Panel {
            title: "Standby lag",
            unit: "s",
            figure: false,
            lines: vec![("{{pod}}", format!("max by (pod) (cnpg_pg_replication_lag{{{here}}})"))],
        },
        Panel {
            title: "Database size",
            unit: "bytes",
            figure: false,
            lines: vec![(
                "{{datname}}",
                format!("max by (datname) (cnpg_pg_database_size_bytes{{{here},datname=\"{name}\"}})"),
            )],
        },
    ]
}

fn cluster(plan: &Plan) -> [Panel; 2] {
    let here = here(plan);
    [
        Panel {
            title: "Volumes: share in use",
            unit: "percentunit",
            figure: false,
            lines: vec![(
                "{{persistentvolumeclaim}}",
                format!(
                    "1 - min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{{{here}}} / kubelet_volume_stats_capacity_bytes{{{here}}})"
                ),
            )],
        },
        Panel {
            title: "Container restarts in an hour",
            unit: "",
            figure: false,
            lines: vec![(
                "{{pod}}/{{container}}",
                format!(
                    "sum by (pod, container) (increase(kube_pod_container_status_restarts_total{{{here}}}[1h])) > 0"
                ),
            )],
        },
    ]
}
