//! The server, inside or outside.

use super::options::Mode;
use super::{NODE, PORT};
use crate::plan::Plan;
use crate::stack::monitoring::{self, Server};
use crate::topology::{Lane, Node, Peer, Topology};
use crate::words::Choices;

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let postgres = &plan.postgres;
    let connections = format!("{} connections", postgres.max_connections);
    topology.node(match postgres.mode {
        Mode::InCluster => Node {
            facts: vec![format!("{connections} · {PORT}")],
            replicas: 1,
            resources: Some(monitoring::beside(plan, Server::Postgres, postgres.resources)),
            storage: Some((postgres.storage, 1)),
            single_point: Some("the only database: without it nobody reads or posts"),
            ..Node::new(
                NODE,
                format!("PostgreSQL {}", postgres.version.key()),
                Lane::Data,
                Peer::Pods(vec![NODE]),
            )
        },
        Mode::External => Node {
            facts: vec![format!("{}:{}", postgres.host, postgres.port), connections],
            ..Node::new(NODE, "PostgreSQL", Lane::Data, Peer::Outside(postgres.host.ip()))
        },
    });
}
