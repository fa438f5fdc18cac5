//! The exporter of the single-pod server, and the metrics of CloudNativePG's pods.

use k8s_openapi::api::core::v1::Container;

use super::options::Mode;
use super::{SOCKETS, SOCKETS_PATH};
use crate::kube::{Mount, env};
use crate::plan::Plan;
use crate::stack::exporter::{Exporter, METRICS, exporter};
use crate::topology::Metrics;

const IMAGE: &str = "quay.io/prometheuscommunity/postgres-exporter:v0.18.1";
/// The exporter's default port, which CloudNativePG's pods use too.
pub(super) const PORT: u16 = 9187;

const READ: Metrics = Metrics { port: PORT, why: "scrape PostgreSQL metrics" };

/// The exporter, if monitoring is on and the bundle runs the server.
///
/// It connects through the socket as the superuser, which the image allows there without a password, so there is no
/// password to leak. PostgreSQL reserves connections for the superuser, so the exporter works even on a full server.
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
