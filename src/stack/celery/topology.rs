//! The workers, and whom they ask.

use super::NODE;
use crate::plan::Plan;
use crate::stack::{image, wiring};
use crate::topology::{Lane, Node, Peer, Topology};

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let celery = &plan.celery;
    topology.node(Node {
        facts: vec![format!("{} processes each", celery.concurrency)],
        replicas: celery.replicas,
        resources: Some(image::pod_resources(celery.resources)),
        ..Node::new(NODE, "Celery", Lane::Background, Peer::Pods(vec![NODE]))
    });
    image::forum_links(plan, NODE, &wiring::database(plan), topology);
}
