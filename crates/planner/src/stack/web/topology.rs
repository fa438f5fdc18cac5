//! The tiers, and the servers that they connect to.

use super::{API, INTERNET, PAGES};
use crate::plan::Plan;
use crate::stack::counted;
use crate::stack::{django, wiring};
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};

pub(super) const PLACES: &[Place] = &[
    Place::new(API, Row::Tiers, -20, 148).rails(&[Row::Proxy]),
    Place::new(PAGES, Row::Tiers, -10, 148).rails(&[Row::Proxy]),
    Place::new(INTERNET, Row::Data, 20, 132).rails(&[Row::Tiers]),
];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    for tier in wiring::tiers(plan) {
        let size = tier.tier;
        topology.node(Node {
            facts: vec![format!("{} × {}", counted(size.workers, "worker"), counted(size.threads, "thread"))],
            grows_to: size.autoscale.then(|| size.most()),
            replicas: size.replicas,
            resources: Some(django::pod_resources(size.resources)),
            ..Node::new(tier.node, tier.title, Lane::Web, Peer::Pods(vec![tier.component]))
        });
        django::forum_links(plan, tier.node, &wiring::database(plan), topology);
        if plan.web.internet {
            topology.tcp(tier.node, INTERNET, 443, "https", "social login and version checks");
            // Misago 0.39.6 asks these two over plain HTTP, and waits five seconds for each.
            topology.tcp(tier.node, INTERNET, 80, "http", "fetch gravatars and query StopForumSpam");
        }
    }
    if plan.web.internet {
        let mut node = Node::new(INTERNET, "Internet", Lane::Data, Peer::Outside(None));
        node.facts.push("gravatar, social login".to_owned());
        topology.node(node);
    }
}
