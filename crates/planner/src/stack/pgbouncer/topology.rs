//! PgBouncer, between its clients and the server; or the pooler that an existing server has.

use super::{GUESTS, NODE, PORT};
use crate::plan::Plan;
use crate::stack::postgres::options::Mode;
use crate::stack::{cluster, postgres, wiring};
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};
use crate::values::LabelPair;

/// In PostgreSQL's column: those that ask PostgreSQL itself pass on the right.
pub(super) const PLACES: &[Place] = &[Place::new(NODE, Row::Pool, 10, 124).rails(&[Row::Tiers])];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let pooler = &plan.pgbouncer;
    if !pooler.enabled {
        return outside(plan, topology);
    }
    let operated = plan.postgres.mode == Mode::CloudNativePg;
    let peer = if operated {
        Peer::OperatorPods { policy: NODE, label: LabelPair::known(GUESTS) }
    } else {
        Peer::Pods(vec![NODE])
    };
    topology.node(Node {
        facts: vec![format!("pool of {} · {PORT}", pooler.default_pool_size)],
        replicas: pooler.replicas,
        resources: Some(pooler.resources.reserved()),
        ..Node::new(NODE, "PgBouncer", Lane::Pool, peer)
    });
    let server = wiring::database_server(plan);
    topology.tcp(NODE, server.node, server.port, "sql", "share its connections");
    if operated {
        postgres::talk_to_the_api(NODE, "read its configuration", topology);
    }
}

fn outside(plan: &Plan, topology: &mut Topology) {
    let postgres = &plan.postgres;
    let Some(pooler) = postgres.outside_pooler() else { return };
    topology.node(Node {
        facts: vec![format!("{pooler}:{}", postgres.pooler_port)],
        ..Node::new(NODE, "Pooler", Lane::Pool, cluster::peer(plan, pooler.as_str()))
    });
    topology.tcp(NODE, postgres::NODE, postgres.port.number(), "sql", "share its connections");
}
