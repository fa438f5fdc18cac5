//! The exporters beside Redis: one reads the server, and with an operator another the Sentinel.

use k8s_openapi::api::core::v1::Container;

use super::options::Mode;
use super::{PORT, SENTINEL_PORT};
use crate::kube::{env, secret_env};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::exporter::{Exporter, METRICS, exporter};
use crate::stack::monitoring::options::Style;
use crate::stack::secrets::names::SECRET;
use crate::topology::Metrics;

const IMAGE: &str = "docker.io/oliver006/redis_exporter:v1.80.1";
/// The port that its makers chose.
const SERVER: u16 = 9121;
/// The next free one.
const SENTINEL: u16 = 9122;

/// The name of the Sentinel exporter's port: the port names of a pod differ.
pub(in crate::stack) const SENTINEL_METRICS: &str = "sentinel-stats";

/// Whether the Sentinels are read as well: a plain Prometheus reads one port of a pod only.
pub(in crate::stack) fn reads_sentinels(plan: &Plan) -> bool {
    plan.monitoring.style == Style::Operator && plan.redis.mode == Mode::Sentinel
}

/// Both, when a Prometheus reads the forum.
pub(super) fn exporters(plan: &Plan) -> Vec<Exporter> {
    let mut exporters = Vec::new();
    if plan.monitoring.is_on() {
        exporters.push(Exporter {
            container: server(plan),
            metrics: Metrics { port: SERVER, why: "scrape Redis metrics" },
        });
    }
    if reads_sentinels(plan) {
        exporters.push(Exporter {
            container: sentinel(plan),
            metrics: Metrics { port: SENTINEL, why: "scrape Sentinel metrics" },
        });
    }
    exporters
}

fn server(plan: &Plan) -> Container {
    Container {
        env: Some(vec![
            env("REDIS_ADDR", format!("redis://127.0.0.1:{PORT}")),
            secret_env(SECRET, SecretKey::RedisPassword),
        ]),
        ..exporter(plan, "redis-exporter", IMAGE, METRICS, SERVER)
    }
}

/// A Sentinel speaks Redis' language, so the same exporter reads it.
fn sentinel(plan: &Plan) -> Container {
    Container {
        env: Some(vec![
            secret_env(SECRET, SecretKey::SentinelPassword),
            env("REDIS_ADDR", format!("redis://127.0.0.1:{SENTINEL_PORT}")),
            env("REDIS_PASSWORD", format!("$({})", SecretKey::SentinelPassword.env())),
            env("REDIS_EXPORTER_WEB_LISTEN_ADDRESS", format!("0.0.0.0:{SENTINEL}")),
        ]),
        ..exporter(plan, "sentinel-exporter", IMAGE, SENTINEL_METRICS, SENTINEL)
    }
}
