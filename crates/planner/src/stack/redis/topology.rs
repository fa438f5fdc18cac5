//! Redis, and the connections between its pods.

use super::exporter::exporters;
use super::objects::pod_resources;
use super::options::Mode;
use super::{NODE, PORT, SENTINEL_PORT};
use crate::plan::Plan;
use crate::stack::exporter::metrics;
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};

pub(super) const PLACES: &[Place] = &[Place::new(NODE, Row::Data, -10, 134).rails(&[Row::Tiers, Row::Data])];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let redis = &plan.redis;
    let mut facts = vec![format!("broker, cache · {PORT}")];
    // The box has room for four lines: with two pods, that they are a single point says more. And 118
    // pixels wide is what the words may be.
    if redis.mode == Mode::Sentinel && redis.pods() > 2 {
        facts.push(format!("Sentinel, quorum {}", redis.quorum()));
    }
    topology.node(Node {
        facts,
        replicas: redis.pods(),
        resources: Some(pod_resources(plan)),
        metrics: metrics(&exporters(plan)),
        storage: Some((redis.storage, redis.pods())),
        ..Node::new(NODE, "Redis", Lane::Data, Peer::Pods(vec![NODE]))
    });
    if redis.mode != Mode::Single {
        topology.tcp(NODE, NODE, PORT, "replication", "copy the master's data to the replicas");
    }
    if redis.mode == Mode::Sentinel {
        topology.tcp(NODE, NODE, SENTINEL_PORT, "sentinel", "agree on the master");
    }
}
