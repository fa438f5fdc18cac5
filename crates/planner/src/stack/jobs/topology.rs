//! The jobs as one node, and the servers that they connect to.

use super::{BOOTSTRAP, MAINTENANCE, NODE};
use crate::plan::Plan;
use crate::stack::{django, wiring};
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};

pub(super) const PLACES: &[Place] = &[Place::new(NODE, Row::Tiers, 20, 148)];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let mut components = vec![BOOTSTRAP];
    let mut facts = vec!["bootstrap once".to_owned()];
    if plan.jobs.maintenance {
        components.push(MAINTENANCE);
        facts.push(format!("maintenance {}", plan.jobs.schedule));
    }
    topology.node(Node { facts, ..Node::new(NODE, "Jobs", Lane::Background, Peer::Pods(components)) });
    // Migrations, and the lock before them, need a session of their own.
    django::forum_links(plan, NODE, &wiring::database_server(plan), topology);
}
