//! How the forum is monitored.

use serde::Serialize;

use crate::values::{DnsLabel, LabelPair, choices};

choices! {
    /// How Prometheus finds what to scrape.
    Style {
        /// No monitoring.
        None = "none", "none";
        /// From annotations of the pods, as the usual configuration of a plain Prometheus reads them.
        Annotations = "annotations", "plain Prometheus (annotations)";
        /// From objects of the Prometheus Operator, which kube-prometheus-stack brings.
        Operator = "operator", "Prometheus Operator (PodMonitor)";
    }
}

/// Exporters beside the servers, alerts and a dashboard, for a Prometheus that is there already.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Monitoring {
    /// How Prometheus finds the exporters.
    pub style: Style,
    /// Where Prometheus runs: policies let it in.
    pub namespace: DnsLabel,
    /// A label of Prometheus' pods: policies let them in.
    pub label: LabelPair,
    /// The label by which the operator picks its objects.
    pub release: LabelPair,
    /// Whether Prometheus reads kube-state-metrics and the kubelets as well.
    pub cluster_metrics: bool,
}

impl Monitoring {
    /// Whether a Prometheus reads the forum.
    pub fn is_on(&self) -> bool {
        self.style != Style::None
    }
}

impl Default for Monitoring {
    /// The names that kube-prometheus-stack gives when it is installed under its own name.
    fn default() -> Self {
        Self {
            style: Style::None,
            namespace: DnsLabel::known("monitoring"),
            label: LabelPair::known("app.kubernetes.io/name=prometheus"),
            release: LabelPair::known("release=kube-prometheus-stack"),
            cluster_metrics: true,
        }
    }
}
