//! Redis, and its replicas' link to the master.

use super::options::Mode;
use super::{NODE, PORT};
use crate::plan::Plan;
use crate::topology::{Lane, Node, Peer, Topology};

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let redis = &plan.redis;
    let single_point = match redis.mode {
        Mode::Single => "the only Redis: every request asks it",
        Mode::Replicated => "one master, and nothing promotes a replica",
    };
    topology.node(Node {
        facts: vec![format!("broker, cache · {PORT}")],
        replicas: redis.pods(),
        resources: Some(redis.resources.reserved()),
        storage: Some((redis.storage, redis.pods())),
        single_point: Some(single_point),
        ..Node::new(NODE, "Redis", Lane::Data, Peer::Pods(vec![NODE]))
    });
    if redis.mode == Mode::Replicated {
        topology.tcp(NODE, NODE, PORT, "replication", "copy the master's data to the replicas");
    }
}
