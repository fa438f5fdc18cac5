//! The exporter beside nginx.

use k8s_openapi::api::core::v1::Container;

use super::{STATUS_PATH, STATUS_PORT};
use crate::kube::argv;
use crate::plan::Plan;
use crate::stack::exporter::{Exporter, METRICS, exporter};
use crate::topology::Metrics;

const IMAGE: &str = "docker.io/nginx/nginx-prometheus-exporter:1.5.1";
/// The port that its makers chose.
const PORT: u16 = 9113;

/// It, when a Prometheus reads the forum.
pub(super) fn exporters(plan: &Plan) -> Vec<Exporter> {
    if !plan.monitoring.is_on() {
        return Vec::new();
    }
    let source = format!("--nginx.scrape-uri=http://127.0.0.1:{STATUS_PORT}{STATUS_PATH}");
    vec![Exporter {
        container: Container {
            args: argv([&source]),
            ..exporter(plan, "nginx-exporter", IMAGE, METRICS, PORT)
        },
        metrics: Metrics { port: PORT, why: "scrape nginx metrics" },
    }]
}
