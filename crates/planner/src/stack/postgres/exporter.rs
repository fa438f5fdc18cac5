//! The exporter of the single-pod server, and the metrics of CloudNativePG's pods.

use k8s_openapi::api::core::v1::Container;

use super::options::Mode;
use super::{SOCKETS, SOCKETS_PATH};
use crate::kube::{Mount, env};
use crate::plan::Plan;
use crate::stack::exporter::{Exporter, METRICS, exporter};
use crate::topology::Metrics;

const IMAGE: &str = "quay.io/prometheuscommunity/postgres-exporter:v0.18.1";
/// The port that its makers chose, and CloudNativePG for its own pods too.
pub(super) const PORT: u16 = 9187;

const READ: Metrics = Metrics { port: PORT, why: "scrape PostgreSQL metrics" };

/// It, when a Prometheus reads the forum and the server is a pod of ours.
///
/// Through the socket and as the superuser, whom the image lets in there without a password: it has
/// none that could be learnt. The superuser's connections are kept for it, so a full server is read too.
pub(super) fn exporters(plan: &Plan) -> Vec<Exporter> {
    if !plan.monitoring.is_on() || plan.postgres.mode != Mode::InCluster {
        return Vec::new();
    }
    let source = format!("user=postgres dbname=postgres host={SOCKETS_PATH} sslmode=disable");
    vec![Exporter {
        container: Container {
            env: Some(vec![env("DATA_SOURCE_NAME", source)]),
            volume_mounts: Some(vec![Mount::read_only(SOCKETS, SOCKETS_PATH)]),
            ..exporter(plan, "postgres-exporter", IMAGE, METRICS, PORT)
        },
        metrics: READ,
    }]
}

/// Where Prometheus reads a server in this cluster.
pub(super) fn metrics(plan: &Plan) -> Vec<Metrics> {
    let read = plan.monitoring.is_on() && plan.postgres.mode != Mode::External;
    read.then_some(READ).into_iter().collect()
}
