//! What the form asks about monitoring.

use super::options::Style;
use crate::field::{Field, Subject, choice, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(
        monitoring.style: Style,
        "Prometheus",
        "Adds exporters, alerts and a dashboard for a Prometheus you already run."
    ).keywords("prometheus grafana alerts metrics alertmanager dashboard"),
    text!(
        monitoring.namespace,
        "Namespace of Prometheus",
        "Network policies let Prometheus reach the exporters only from there."
    ).subject(Subject::Cluster)
    .when(on),
    text!(monitoring.label, "Label of its pods", "One label of Prometheus' own pods, as key=value.").subject(Subject::Cluster)
        .when(on),
    text!(
        monitoring.release,
        "Label of its objects",
        "The operator selects PodMonitors and rules by this label. For kube-prometheus-stack it is the Helm \
         release."
    ).subject(Subject::Cluster)
    .when(|plan| plan.monitoring.style == Style::Operator),
    toggle!(
        monitoring.cluster_metrics,
        "Kubernetes' own metrics",
        "Turn on if Prometheus scrapes kube-state-metrics and the kubelets. Alerts for Jobs, restarts and full \
         volumes need both."
    ).advanced()
    .when(on),
];

fn on(plan: &Plan) -> bool {
    plan.monitoring.is_on()
}
