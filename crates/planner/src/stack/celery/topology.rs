//! The workers, and the servers that they connect to.

use super::NODE;
use crate::plan::Plan;
use crate::stack::{django, web::names as web, wiring};
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};

pub(super) const PLACES: &[Place] = &[Place::new(NODE, Row::Tiers, 10, 148)];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let celery = &plan.celery;
    topology.node(Node {
        facts: vec![format!("{} processes each", celery.concurrency)],
        replicas: celery.replicas,
        resources: Some(django::pod_resources(celery.resources)),
        ..Node::new(NODE, "Celery", Lane::Background, Peer::Pods(vec![NODE]))
    });
    django::forum_links(plan, NODE, &wiring::database(plan), topology);
    if plan.web.internet {
        // Without an answer a worker would wait for two minutes: Misago sets no limit there.
        topology.tcp(NODE, web::INTERNET, 443, "https", "fetch style sheets that themes link to");
        topology.tcp(NODE, web::INTERNET, 80, "http", "fetch style sheets that themes link to");
    }
}
