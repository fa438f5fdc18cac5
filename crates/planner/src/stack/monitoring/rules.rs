//! What can be wrong with monitoring.

use super::objects::passwords;
use super::options::Style;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::secrets::SecretKey;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::values::{DnsLabel, LabelPair};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP120",
        name: "no-monitoring",
        severity: Severity::Advice,
        explanation: "A full volume, a missed nightly job or a queue without a worker goes unnoticed until a \
                      visitor complains. Kubernetes restarts failed pods, but it does not alert you.",
        remedy: "If the cluster has Prometheus, choose how it finds the exporters. If not, run ./verify.sh now and \
                 then.",
        flagged: |plan, _| plan.monitoring.style = Style::None,
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: no_monitoring,
    },
    Rule {
        code: "FP121",
        name: "prometheus-operator-assumed",
        severity: Severity::Advice,
        explanation: "The Prometheus Operator defines the kinds PodMonitor and PrometheusRule. Without it, kubectl \
                      apply rejects these two objects and ends with an error; the rest of the forum is created.",
        remedy: "Check that kubectl get crd podmonitors.monitoring.coreos.com \
                 prometheusrules.monitoring.coreos.com lists both. Otherwise install kube-prometheus-stack first, \
                 or choose annotations.",
        flagged: |plan, _| plan.monitoring.style = Style::Operator,
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: operator,
    },
    Rule {
        code: "FP122",
        name: "prometheus-cannot-be-there",
        severity: Severity::Error,
        explanation: "The policies let Prometheus in by its namespace and one label. In the forum's own namespace \
                      all other traffic is denied, so Prometheus could not reach its other targets; and a label \
                      without a value matches no labelled pod. Nothing is scraped, and every “server is down” \
                      alert fires.",
        remedy: "kubectl get pods --all-namespaces --selector app.kubernetes.io/name=prometheus shows where it runs.",
        flagged: |plan, _| {
            plan.monitoring.style = Style::Annotations;
            plan.monitoring.namespace = plan.site.namespace.clone();
        },
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: nowhere,
    },
    Rule {
        code: "FP123",
        name: "alerts-without-kubernetes-metrics",
        severity: Severity::Advice,
        explanation: "The exporters only know their own servers. Failed Jobs, missed maintenance, full volumes and \
                      container restarts are reported by kube-state-metrics and the kubelets; without them those \
                      alerts are left out.",
        remedy: "Let Prometheus scrape both, as kube-prometheus-stack does, then turn this on.",
        flagged: |plan, _| {
            plan.monitoring.style = Style::Annotations;
            plan.monitoring.cluster_metrics = false;
        },
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: no_cluster_metrics,
    },
    Rule {
        code: "FP124",
        name: "external-postgres-unwatched",
        severity: Severity::Advice,
        explanation: "PostgreSQL's exporter runs next to the server and connects as its superuser, which is not \
                      possible with an external server. So there are no alerts for its connections, its disk or \
                      its availability.",
        remedy: "Ask the team that runs the server how it is monitored and who is alerted.",
        flagged: |plan, _| {
            plan.monitoring.style = Style::Annotations;
            plan.postgres.mode = PostgresMode::External;
        },
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: external,
    },
    Rule {
        code: "FP125",
        name: "redis-password-that-no-url-can-hold",
        severity: Severity::Error,
        explanation: "Celery's exporter takes the address of Redis as a URL, and Kubernetes inserts the password \
                      without escaping. A slash, at sign, quotation mark or space breaks the URL, and the exporter \
                      never connects.",
        remedy: "Use only letters, digits, hyphens, dots, underscores and tildes, or generate a password.",
        flagged: |plan, secrets| {
            plan.monitoring.style = Style::Annotations;
            // A refused value would leave the good one in place, and the example would not be flagged.
            let _ = secrets.set(SecretKey::RedisPassword, "a/long@password:with#marks?in it");
        },
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: marks,
    },
];

/// A trial on one node does not need monitoring.
fn no_monitoring(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if !plan.monitoring.is_on() && plan.cluster.nodes > 1 {
        report.flag("No alerts: failures can go unnoticed").at("monitoring.style");
    }
}

fn operator(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.monitoring.style == Style::Operator {
        report.flag("Install the Prometheus Operator before this bundle").at("monitoring.style");
    }
}

fn nowhere(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let monitoring = &plan.monitoring;
    if !plan.monitoring.is_on() {
        return;
    }
    if monitoring.namespace == plan.site.namespace {
        let other = if plan.site.namespace.as_str() == "monitoring" { "prometheus" } else { "monitoring" };
        report
            .flag(format!("Prometheus cannot work in the forum's own namespace, {}", monitoring.namespace))
            .at("monitoring.namespace")
            .at("site.namespace")
            .fix(format!("Set its namespace to {other}"), plan, |plan| {
                plan.monitoring.namespace = DnsLabel::known(other);
            });
    }
    if monitoring.label.value().is_empty() {
        report
            .flag(format!("No Prometheus pod has the label {} without a value", monitoring.label))
            .at("monitoring.label")
            .fix("Use app.kubernetes.io/name=prometheus", plan, |plan| {
                plan.monitoring.label = LabelPair::known("app.kubernetes.io/name=prometheus");
            });
    }
    if monitoring.style == Style::Operator && monitoring.release.value().is_empty() {
        report
            .flag(format!("The operator does not select the label {} without a value", monitoring.release))
            .at("monitoring.release")
            .fix("Use release=kube-prometheus-stack", plan, |plan| {
                plan.monitoring.release = LabelPair::known("release=kube-prometheus-stack");
            });
    }
}

fn no_cluster_metrics(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.monitoring.is_on() && !plan.monitoring.cluster_metrics {
        report.flag("No alerts for Jobs, restarts and full volumes").at("monitoring.cluster_metrics").fix(
            "Add these alerts",
            plan,
            |plan| plan.monitoring.cluster_metrics = true,
        );
    }
}

fn external(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.monitoring.is_on() && plan.postgres.mode == PostgresMode::External {
        report
            .flag(format!("{} is not covered by these alerts", plan.postgres.host))
            .at("monitoring.style")
            .at("postgres.mode");
    }
}

/// RFC 3986's unreserved characters mean themselves wherever they stand in a URL.
fn marks(inputs: &Inputs<'_>, report: &mut Report) {
    if !inputs.plan.monitoring.is_on() {
        return;
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    for key in passwords(inputs.plan) {
        if !inputs.secrets.get(key).chars().all(fits) {
            let (field, whose) = match key {
                SecretKey::SentinelPassword => ("secrets.sentinel", "the Sentinels"),
                _ => ("secrets.redis", "Redis"),
            };
            report
                .flag(format!("The password of {whose} has characters that break a URL"))
                .at(field)
                .at("monitoring.style")
                .generate("Generate it", vec![key]);
        }
    }
}
