//! What can be wrong with monitoring.

use super::objects::passwords;
use super::on;
use super::options::Style;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::secrets::SecretKey;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::words::{DnsLabel, LabelPair};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP120",
        name: "nobody-watches",
        severity: Severity::Advice,
        explanation: "A volume that fills up, a night without maintenance, a queue without a worker: none of them shows \
                      until a visitor complains. Kubernetes restarts what falls; it tells nobody.",
        remedy: "If the cluster has a Prometheus, choose how it finds the exporters. If not, look at ./verify.sh now and then.",
        flagged: |plan, _| plan.monitoring.style = Style::None,
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: nobody,
    },
    Rule {
        code: "FP121",
        name: "prometheus-operator-assumed",
        severity: Severity::Advice,
        explanation: "PodMonitor and PrometheusRule are kinds that the Prometheus Operator defines. In a cluster without it \
                      kubectl apply refuses these two objects and ends with an error; the rest of the forum is created.",
        remedy: "kubectl get crd podmonitors.monitoring.coreos.com prometheusrules.monitoring.coreos.com must list both; \
                 otherwise install kube-prometheus-stack first, or choose annotations.",
        flagged: |plan, _| plan.monitoring.style = Style::Operator,
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: operator,
    },
    Rule {
        code: "FP122",
        name: "prometheus-cannot-be-there",
        severity: Severity::Error,
        explanation: "The policies let Prometheus in by its namespace and one label. In the forum's own namespace everything \
                      else is denied, Prometheus' way to its other targets too; and a label without a value matches no pod \
                      that anybody labelled. Then nothing is read, and every alert that asks whether a server is there fires.",
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
        explanation: "The exporters know their servers and nothing else. Whether the bootstrap went through, the maintenance \
                      ran, a volume fills up or a container restarts is known to kube-state-metrics and the kubelets only; \
                      without them those alerts are left out.",
        remedy: "Let Prometheus read both, as kube-prometheus-stack does, and say so here.",
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
        explanation: "The exporter of PostgreSQL stands beside the server and asks as its superuser, which a server outside \
                      grants to nobody. Its connections, its disk and whether it answers are not among these alerts.",
        remedy: "Ask the people who run that server how it is monitored, and who is alerted.",
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
        explanation: "Celery's exporter takes the address of Redis as a URL, and Kubernetes puts the password into it as it \
                      is. A slash, an at sign, a quotation mark or a space there ends the password early: the exporter \
                      never connects.",
        remedy: "Use letters, digits, hyphens, dots, underscores and tildes only: generated ones do.",
        flagged: |plan, secrets| {
            plan.monitoring.style = Style::Annotations;
            // A refused value would leave the good one in place, and the example would not be flagged.
            let _ = secrets.set(SecretKey::RedisPassword, "a/long@password:with#marks?in it");
        },
        clean: |plan, _| plan.monitoring.style = Style::Annotations,
        check: marks,
    },
];

/// A trial on one node is looked at by whoever tries it.
fn nobody(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if !on(plan) && plan.cluster.nodes > 1 {
        report.flag("Quiet failures alert no one").at("monitoring.style");
    }
}

fn operator(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.monitoring.style == Style::Operator {
        report
            .flag("The cluster must know PodMonitor and PrometheusRule before the bundle comes")
            .at("monitoring.style");
    }
}

fn nowhere(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let monitoring = &plan.monitoring;
    if !on(plan) {
        return;
    }
    if monitoring.namespace == plan.site.namespace {
        let other = if plan.site.namespace.as_str() == "monitoring" { "prometheus" } else { "monitoring" };
        report
            .flag(format!("Prometheus cannot work in the forum's own namespace, {}", monitoring.namespace))
            .at("monitoring.namespace")
            .at("site.namespace")
            .fix(format!("Say that it is in {other}"), plan, |plan| {
                plan.monitoring.namespace = DnsLabel::known(other);
            });
    }
    if monitoring.label.value().is_empty() {
        report
            .flag(format!("No pod of Prometheus carries the label {} without a value", monitoring.label))
            .at("monitoring.label")
            .fix("Use app.kubernetes.io/name=prometheus", plan, |plan| {
                plan.monitoring.label = LabelPair::known("app.kubernetes.io/name=prometheus");
            });
    }
    if monitoring.style == Style::Operator && monitoring.release.value().is_empty() {
        report
            .flag(format!("The operator looks for no label {} without a value", monitoring.release))
            .at("monitoring.release")
            .fix("Use release=kube-prometheus-stack", plan, |plan| {
                plan.monitoring.release = LabelPair::known("release=kube-prometheus-stack");
            });
    }
}

fn no_cluster_metrics(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if on(plan) && !plan.monitoring.cluster_metrics {
        report.flag("No alert for Jobs, restarts and full volumes").at("monitoring.cluster_metrics").fix(
            "Write these alerts too",
            plan,
            |plan| plan.monitoring.cluster_metrics = true,
        );
    }
}

fn external(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if on(plan) && plan.postgres.mode == PostgresMode::External {
        report
            .flag(format!("{} is watched by none of these alerts", plan.postgres.host))
            .at("monitoring.style")
            .at("postgres.mode");
    }
}

/// RFC 3986's unreserved characters mean themselves wherever they stand in a URL.
fn marks(inputs: &Inputs<'_>, report: &mut Report) {
    if !on(inputs.plan) {
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
                .flag(format!("The password of {whose} has characters that a URL cannot hold as they are"))
                .at(field)
                .at("monitoring.style")
                .generate("Generate it", vec![key]);
        }
    }
}
