//! What the form asks about monitoring.

use super::on;
use super::options::Style;
use crate::field::{Field, Subject, choice, text, toggle};

pub(super) const FIELDS: &[Field] = &[
    choice!(
        monitoring.style: Style,
        "Prometheus",
        "Adds exporters, alerts and a dashboard for a Prometheus that is there already."
    ).keywords("prometheus grafana alerts metrics alertmanager dashboard"),
    text!(
        monitoring.namespace,
        "Namespace of Prometheus",
        "Network policies let the exporters be read from there only."
    ).subject(Subject::Cluster)
    .when(on),
    text!(monitoring.label, "Label of its pods", "One label that Prometheus' own pods carry, as key=value.").subject(Subject::Cluster)
        .when(on),
    text!(
        monitoring.release,
        "Label of its objects",
        "The operator takes PodMonitors and rules with this label; for kube-prometheus-stack the Helm release."
    ).subject(Subject::Cluster)
    .when(|plan| plan.monitoring.style == Style::Operator),
    toggle!(
        monitoring.cluster_metrics,
        "Kubernetes' own metrics",
        "Prometheus reads kube-state-metrics and the kubelets: alerts for Jobs, restarts and full volumes need them."
    ).advanced()
    .when(on),
];
