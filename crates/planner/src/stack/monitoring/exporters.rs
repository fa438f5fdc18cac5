//! The exporters that stand beside a server in its pod, where they need no way through the network.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodTemplateSpec};
use serde_json::{Value, json};

use super::on;
use super::options::Style;
use crate::inputs::Inputs;
use crate::kube::{Mount, PodOf, Probe, container, env, pod_template, port, secret_env, tcp_open, words};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::redis::options::Mode;
use crate::stack::{nginx, postgres, redis, secrets};
use crate::values::{ImageRef, Resources};

/// The name of an exporter's port.
pub(super) const METRICS: &str = "metrics";
/// The name of the port of the second exporter in a pod: a pod's port names differ.
pub(super) const SENTINEL_METRICS: &str = "sentinel-stats";
/// Where Redis' exporter answers when it looks at the Sentinel.
pub(super) const SENTINEL_PORT: u16 = 9122;

/// Measured: 10 to 12 MiB each; the newer ones that the bundle names are larger by some.
const RESOURCES: Resources = Resources::new(10, 100, 32, 64);

/// A server with an exporter beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The proxy inside.
    Nginx,
    /// The database: an exporter beside a pod of this bundle, or CloudNativePG's own answer.
    Postgres,
    /// Broker and cache.
    Redis,
}

impl Server {
    /// Where its exporter answers: the port that the exporter's makers chose.
    pub(super) const fn port(self) -> u16 {
        match self {
            Self::Nginx => 9113,
            Self::Postgres => 9187,
            Self::Redis => 9121,
        }
    }
}

/// The template of this pod, with its exporters when somebody watches.
pub fn watched(inputs: &Inputs<'_>, server: Server, mut pod: PodOf<'_>) -> PodTemplateSpec {
    pod.containers.extend(sidecars(inputs, server));
    scraped(inputs.plan, server.port(), pod_template(inputs.plan, pod))
}

/// What the pod reserves, its exporters included.
pub fn beside(plan: &Plan, server: Server, resources: Resources) -> Resources {
    (0..count(plan, server)).fold(resources.reserved(), |sum, _| sum.plus(RESOURCES))
}

/// Tells a plain Prometheus where to ask. It reads one port of a pod, so Sentinels stay unread.
pub(super) fn scraped(plan: &Plan, port: u16, mut template: PodTemplateSpec) -> PodTemplateSpec {
    if plan.monitoring.style == Style::Annotations {
        let metadata = template.metadata.get_or_insert_default();
        metadata.annotations.get_or_insert_default().extend(annotations(port));
    }
    template
}

fn annotations(port: u16) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("prometheus.io/scrape".to_owned(), "true".to_owned()),
        ("prometheus.io/port".to_owned(), port.to_string()),
        ("prometheus.io/path".to_owned(), "/metrics".to_owned()),
    ])
}

/// What a `Cluster` of CloudNativePG says under `inheritedMetadata`: its pods are in no template of ours.
pub fn inherited(plan: &Plan) -> Option<Value> {
    (plan.monitoring.style == Style::Annotations)
        .then(|| json!({ "annotations": annotations(Server::Postgres.port()) }))
}

/// Whether the Sentinels are read as well.
pub(super) fn sentinels(plan: &Plan) -> bool {
    plan.monitoring.style == Style::Operator && plan.redis.mode == Mode::Sentinel
}

fn count(plan: &Plan, server: Server) -> usize {
    match server {
        _ if !on(plan) => 0,
        Server::Redis if sentinels(plan) => 2,
        Server::Nginx | Server::Postgres | Server::Redis => 1,
    }
}

fn sidecars(inputs: &Inputs<'_>, server: Server) -> Vec<Container> {
    let first = match server {
        Server::Nginx => nginx(inputs.plan),
        Server::Postgres => postgres(inputs.plan),
        Server::Redis => redis(inputs.plan),
    };
    [first, sentinel(inputs.plan)].into_iter().take(count(inputs.plan, server)).collect()
}

/// No readiness probe: a server is ready when it serves, whether or not somebody can read its figures,
/// and the first round of one more probe would lengthen each restart of PostgreSQL.
fn exporter(plan: &Plan, name: &str, image: &'static str, port_name: &str, number: u16) -> Container {
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

fn nginx(plan: &Plan) -> Container {
    let source = format!("--nginx.scrape-uri=http://127.0.0.1:{}{}", nginx::STATUS_PORT, nginx::STATUS_PATH);
    Container {
        args: words([&source]),
        ..exporter(plan, "nginx-exporter", NGINX_IMAGE, METRICS, Server::Nginx.port())
    }
}

/// Through the socket and as the superuser, whom the image lets in there without a password: it has
/// none that could be learnt. The superuser's connections are kept for it, so a full server is read too.
fn postgres(plan: &Plan) -> Container {
    let source = format!("user=postgres dbname=postgres host={} sslmode=disable", postgres::SOCKETS_PATH);
    Container {
        env: Some(vec![env("DATA_SOURCE_NAME", source)]),
        volume_mounts: Some(vec![Mount::read_only(postgres::SOCKETS, postgres::SOCKETS_PATH)]),
        ..exporter(plan, "postgres-exporter", POSTGRES_IMAGE, METRICS, Server::Postgres.port())
    }
}

fn redis(plan: &Plan) -> Container {
    Container {
        env: Some(vec![
            env("REDIS_ADDR", format!("redis://127.0.0.1:{}", redis::PORT)),
            secret_env(secrets::SECRET, SecretKey::RedisPassword),
        ]),
        ..exporter(plan, "redis-exporter", REDIS_IMAGE, METRICS, Server::Redis.port())
    }
}

/// A Sentinel speaks Redis' language, so the same exporter reads it.
fn sentinel(plan: &Plan) -> Container {
    Container {
        env: Some(vec![
            secret_env(secrets::SECRET, SecretKey::SentinelPassword),
            env("REDIS_ADDR", format!("redis://127.0.0.1:{}", redis::SENTINEL_PORT)),
            env("REDIS_PASSWORD", format!("$({})", SecretKey::SentinelPassword.env())),
            env("REDIS_EXPORTER_WEB_LISTEN_ADDRESS", format!("0.0.0.0:{SENTINEL_PORT}")),
        ]),
        ..exporter(plan, "sentinel-exporter", REDIS_IMAGE, SENTINEL_METRICS, SENTINEL_PORT)
    }
}

const NGINX_IMAGE: &str = "docker.io/nginx/nginx-prometheus-exporter:1.5.1";
const POSTGRES_IMAGE: &str = "quay.io/prometheuscommunity/postgres-exporter:v0.18.1";
const REDIS_IMAGE: &str = "docker.io/oliver006/redis_exporter:v1.80.1";
