//! The external mail server.

use super::MAIL_NODE;
use crate::plan::Plan;
use crate::stack::cluster;
use crate::topology::{Lane, Node, Place, Row, Topology};

pub(super) const PLACES: &[Place] = &[Place::new(MAIL_NODE, Row::Data, -20, 119).rails(&[Row::Tiers])];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    if plan.site.mail {
        let mut node = Node::new(
            MAIL_NODE,
            "Mail server",
            Lane::Data,
            cluster::peer(plan, plan.site.smtp_host.as_str()),
        );
        node.facts.push(plan.site.smtp_host.to_string());
        topology.node(node);
    }
}
