//! nginx, and the tiers that it connects to.

use super::exporter::exporters;
use super::{NODE, PORT};
use crate::plan::Plan;
use crate::stack::exporter::metrics;
use crate::stack::{storage::names as storage, web::names as web, wiring};
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};

pub(super) const PLACES: &[Place] = &[Place::new(NODE, Row::Proxy, 0, 160)];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    topology.node(Node {
        facts: vec![format!("/static, /media · {PORT}")],
        replicas: plan.nginx.replicas,
        resources: Some(super::objects::pod_resources(plan)),
        metrics: metrics(&exporters(plan)),
        ..Node::new(NODE, "nginx", Lane::Proxy, Peer::Pods(vec![NODE]))
    });
    let tiers = wiring::tiers(plan);
    let last = tiers.len().saturating_sub(1);
    for (at, tier) in tiers.iter().enumerate() {
        let (protocol, why) = match at == last {
            false => ("/api/", "forward API requests"),
            true => ("/", "forward all other requests"),
        };
        topology.tcp_through(NODE, tier.node, tier.port, web::PORT, protocol, why);
    }
    topology.files(NODE, storage::NODE, false, "serve uploads under /media");
}
