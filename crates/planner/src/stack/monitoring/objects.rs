//! Celery's exporter, and the objects that tell the Prometheus Operator to scrape the exporters.

use crate::sorting::to_map;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{Container, EnvVar};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Value, json};

use super::options::Style;
use super::{CELERY, alerts, dashboard};
use crate::inputs::Inputs;
use crate::kube::{
    APP, Custom, Mount, PartObjects, PodParams, Probe, Spread, config_map, container, empty_dir, env, meta,
    pod_selector, pod_template, port, rolling_update, secret_checksum, secret_env, service_account, tcp_open,
};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::exporter::{METRICS, scraped};
use crate::stack::postgres::options::Mode;
use crate::stack::redis::exporter::{SENTINEL_METRICS, reads_sentinels};
use crate::stack::wiring::Broker;
use crate::stack::{postgres::names as postgres, secrets::names as secrets, wiring};
use crate::values::{ImageRef, LabelPair, Memory, Resources};

/// Where Celery's exporter answers: its own choice.
pub(super) const PORT: u16 = 9808;
/// Measured: 46 to 49 MiB, and two seconds of waiting for the workers' answers at each reading.
pub(super) const RESOURCES: Resources = Resources::new(20, 500, 64, 128);

const IMAGE: &str = "ghcr.io/danihodovic/celery-exporter:0.12.2";
const COMPONENT: &str = "monitoring";
const USER: i64 = 10102;

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    if !plan.monitoring.is_on() {
        return;
    }
    out.put(service_account(plan, CELERY));
    out.put(celery_exporter(inputs));
    if plan.monitoring.style == Style::Operator {
        out.put(pod_monitor(plan));
        if plan.postgres.mode == Mode::CloudNativePg {
            out.put(database_monitor(plan));
        }
        out.put(Custom {
            api_version: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: picked(plan, "forum-alerts"),
            spec: alerts::groups(plan),
        });
        let data = to_map([("forum.json".to_owned(), dashboard::json(plan))]);
        let mut dashboard = config_map(plan, "forum-dashboard", COMPONENT, data);
        // By this label Grafana's sidecar finds dashboards, in every namespace.
        let labels = dashboard.metadata.labels.get_or_insert_default();
        labels.insert("grafana_dashboard".to_owned(), "1".to_owned());
        out.put(dashboard);
    }
}

/// One monitor for all exporters: it selects every pod of the forum with a port of that name. The component becomes the
/// `job` label, so that the same alerts fit every exporter.
fn pod_monitor(plan: &Plan) -> Custom {
    let mut ports = vec![METRICS];
    if reads_sentinels(plan) {
        ports.push(SENTINEL_METRICS);
    }
    monitor(plan, "forum", json!({ "app.kubernetes.io/name": APP }), "app.kubernetes.io/component", &ports)
}

/// CloudNativePG's pods have its labels, not ours. The operator's own PodMonitor (`enablePodMonitor`) is deprecated. A
/// Pooler's pods have the cluster's label too, but no policy lets Prometheus reach them, so they are excluded.
fn database_monitor(plan: &Plan) -> Custom {
    let cluster = LabelPair::known(postgres::GUESTS);
    let servers = json!({ cluster.key(): cluster.value(), "cnpg.io/podRole": "instance" });
    monitor(plan, "forum-postgres", servers, cluster.key(), &[METRICS])
}

fn monitor(plan: &Plan, name: &str, labels: Value, job: &str, ports: &[&str]) -> Custom {
    let endpoints: Vec<_> = ports
        .iter()
        .map(|port| json!({ "port": port, "path": "/metrics", "interval": "30s", "scrapeTimeout": "15s" }))
        .collect();
    Custom {
        api_version: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: picked(plan, name),
        spec: json!({
            "jobLabel": job,
            "selector": { "matchLabels": labels },
            "podMetricsEndpoints": endpoints,
        }),
    }
}

/// The metadata of an object that the operator must notice.
fn picked(plan: &Plan, name: &str) -> ObjectMeta {
    let mut metadata = meta(plan, name, COMPONENT);
    let release = &plan.monitoring.release;
    metadata.labels.get_or_insert_default().insert(release.key().to_owned(), release.value().to_owned());
    metadata
}

fn celery_exporter(inputs: &Inputs<'_>) -> Deployment {
    let plan = inputs.plan;
    let pod = PodParams {
        component: CELERY,
        user: USER,
        group: USER,
        fs_group: USER,
        init_containers: Vec::new(),
        containers: vec![celery_container(plan)],
        volumes: vec![empty_dir("tmp", Memory::mib(16))],
        grace_seconds: 10,
        restart_policy: None,
        checksums: vec![("secrets", secret_checksum(inputs.secrets, &passwords(plan)))],
        resolver: None,
        spread: Spread::Anywhere,
        together: None,
    };
    Deployment {
        metadata: meta(plan, CELERY, CELERY),
        spec: Some(DeploymentSpec {
            replicas: Some(1),
            selector: pod_selector(CELERY),
            strategy: Some(rolling_update()),
            revision_history_limit: Some(3),
            template: scraped(plan, PORT, pod_template(plan, pod)),
            ..DeploymentSpec::default()
        }),
        status: None,
    }
}

/// Its probes only open the port. While Redis is down the exporter retries every five seconds (seen), and must neither be
/// restarted nor block a rollout because of that. No Service depends on its readiness.
fn celery_container(plan: &Plan) -> Container {
    let probe = |period, failures| Probe {
        period_seconds: Some(period),
        timeout_seconds: Some(5),
        failure_threshold: Some(failures),
        ..tcp_open(METRICS)
    };
    let mut variables = broker(plan);
    variables.push(env("CE_RETRY_INTERVAL", "5"));
    // The queue's length is known before any worker has been seen, and after the last has gone.
    variables.push(env("CE_QUEUES", "celery"));
    Container {
        env: Some(variables),
        ports: Some(vec![port(METRICS, PORT)]),
        startup_probe: Some(probe(2, 60)),
        liveness_probe: Some(probe(30, 4)),
        volume_mounts: Some(vec![Mount::writable("tmp", "/tmp")]),
        ..container(plan, "exporter", &ImageRef::known(IMAGE), &RESOURCES)
    }
}

/// The passwords that stand in the exporter's URL and options.
pub(super) fn passwords(plan: &Plan) -> Vec<SecretKey> {
    [SecretKey::RedisPassword, SecretKey::SentinelPassword]
        .into_iter()
        .filter(|key| key.needed(plan))
        .collect()
}

/// Where the exporter listens to Celery's events. The kubelet puts the passwords in, as they are; what
/// would have to be written otherwise in a URL is the matter of a rule.
fn broker(plan: &Plan) -> Vec<EnvVar> {
    let mut variables: Vec<EnvVar> =
        passwords(plan).into_iter().map(|key| secret_env(secrets::SECRET, key)).collect();
    let password = SecretKey::RedisPassword.env();
    match wiring::redis(plan) {
        Broker::Master(server) => variables
            .push(env("CE_BROKER_URL", format!("redis://:$({password})@{}:{}/0", server.host, server.port))),
        Broker::Sentinels { addresses, master } => {
            let urls: Vec<String> =
                addresses.iter().map(|address| format!("sentinel://:$({password})@{address}/0")).collect();
            variables.push(env("CE_BROKER_URL", urls.join(";")));
            // Options are parted by white space, and read as JSON where they can be.
            let ask = format!("{{\"password\":\"$({})\"}}", SecretKey::SentinelPassword.env());
            variables.push(env(
                "CE_BROKER_TRANSPORT_OPTION",
                format!("master_name={master} sentinel_kwargs={ask}"),
            ));
        }
    }
    variables
}
