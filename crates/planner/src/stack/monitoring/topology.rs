//! Prometheus, whom it reads, and Celery's exporter, which has a pod of its own.

use super::exporters::{SENTINEL_PORT, Server, sentinels};
use super::{CELERY, CELERY_NODE, PROMETHEUS, objects, on};
use crate::plan::Plan;
use crate::stack::postgres::options::Mode;
use crate::stack::{nginx, postgres, redis, wiring};
use crate::topology::{Lane, Node, Peer, Topology};

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    if !on(plan) {
        return;
    }
    let monitoring = &plan.monitoring;
    topology.node(Node {
        facts: vec![format!("in {}", monitoring.namespace)],
        ..Node::new(
            PROMETHEUS,
            "Prometheus",
            Lane::Care,
            Peer::Foreign { namespace: monitoring.namespace.to_string(), label: monitoring.label.clone() },
        )
    });
    topology.node(Node {
        replicas: 1,
        resources: Some(objects::RESOURCES),
        ..Node::new(CELERY_NODE, "Celery exporter", Lane::Care, Peer::Pods(vec![CELERY]))
    });
    let mut reads = |to, port, why| topology.tcp(PROMETHEUS, to, port, "metrics", why);
    reads(nginx::NODE, Server::Nginx.port(), "scrape nginx metrics");
    // CloudNativePG's pods answer on the same port as the exporter that stands beside a pod of ours.
    if plan.postgres.mode != Mode::External {
        reads(postgres::NODE, Server::Postgres.port(), "scrape PostgreSQL metrics");
    }
    reads(redis::NODE, Server::Redis.port(), "scrape Redis metrics");
    if sentinels(plan) {
        reads(redis::NODE, SENTINEL_PORT, "scrape Sentinel metrics");
    }
    reads(CELERY_NODE, objects::PORT, "scrape Celery metrics");
    wiring::redis_links(plan, CELERY_NODE, "watch the queue and the workers", topology);
}
