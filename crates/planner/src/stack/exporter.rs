//! Exporters: sidecar containers that read a server's metrics for Prometheus. In the server's own pod they need no network
//! policy to reach it. Each part with an exporter has it in its `exporter.rs`.

use std::collections::BTreeMap;

use crate::sorting::to_map;
use k8s_openapi::api::core::v1::{Container, PodTemplateSpec};
use serde_json::{Value, json};

use super::monitoring::options::Style;
use crate::kube::{PodParams, Probe, container, pod_template, port, tcp_open};
use crate::plan::Plan;
use crate::topology::Metrics;
use crate::values::{ImageRef, Resources};

/// The name of an exporter's port.
pub(super) const METRICS: &str = "metrics";

/// Measured: 10 to 12 MiB each; the newer ones that the bundle names are larger by some.
const RESOURCES: Resources = Resources::new(10, 100, 32, 64);

/// One of them.
pub(super) struct Exporter {
    /// What runs.
    pub container: Container,
    /// Where Prometheus reads it.
    pub metrics: Metrics,
}

/// An exporter's container, which listens on this port. The caller adds the address of the server.
///
/// It has no readiness probe: a server is ready when it serves, even if its metrics cannot be read, and one more probe
/// would make each restart of PostgreSQL longer.
pub(super) fn exporter(
    plan: &Plan,
    name: &str,
    image: &'static str,
    port_name: &str,
    number: u16,
) -> Container {
    Container {
        ports: Some(vec![port(port_name, number)]),
        liveness_probe: Some(Probe {
            period_seconds: Some(30),
            timeout_seconds: Some(5),
            failure_threshold: Some(4),
            ..tcp_open(port_name)
        }),
        ..container(plan, name, &ImageRef::known(image), &RESOURCES)
    }
}

/// The template of a pod with these exporters beside its server.
pub(super) fn pod_with(plan: &Plan, exporters: Vec<Exporter>, mut pod: PodParams<'_>) -> PodTemplateSpec {
    let port = exporters.first().map(|exporter| exporter.metrics.port);
    pod.containers.extend(exporters.into_iter().map(|exporter| exporter.container));
    let template = pod_template(plan, pod);
    match port {
        Some(port) => scraped(plan, port, template),
        None => template,
    }
}

/// What a pod reserves, these exporters included.
pub(super) fn resources_with(exporters: &[Exporter], resources: Resources) -> Resources {
    exporters.iter().fold(resources.reserved(), |sum, _| sum.plus(RESOURCES))
}

/// Where Prometheus reads these exporters.
pub(super) fn metrics(exporters: &[Exporter]) -> Vec<Metrics> {
    exporters.iter().map(|exporter| exporter.metrics).collect()
}

/// The annotations for a Prometheus without the operator. They allow only one port for each pod, so Sentinels are not
/// scraped.
pub(super) fn scraped(plan: &Plan, port: u16, mut template: PodTemplateSpec) -> PodTemplateSpec {
    if plan.monitoring.style == Style::Annotations {
        let metadata = template.metadata.get_or_insert_default();
        metadata.annotations.get_or_insert_default().extend(annotations(port));
    }
    template
}

/// The same as `inheritedMetadata` of pods that an operator makes: they are in no template of ours.
pub(super) fn inherited(plan: &Plan, port: u16) -> Option<Value> {
    (plan.monitoring.style == Style::Annotations).then(|| json!({ "annotations": annotations(port) }))
}

fn annotations(port: u16) -> BTreeMap<String, String> {
    to_map([
        ("prometheus.io/scrape".to_owned(), "true".to_owned()),
        ("prometheus.io/port".to_owned(), port.to_string()),
        ("prometheus.io/path".to_owned(), "/metrics".to_owned()),
    ])
}
