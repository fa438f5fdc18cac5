//! The server, in the cluster or external, and CloudNativePG's operator.

use super::exporter::{exporters, metrics};
use super::options::{Mode, Postgres};
use super::{GUESTS, NODE, OPERATOR_NAMESPACE, PORT, archive};
use crate::plan::Plan;
use crate::stack::cluster;
use crate::stack::exporter::resources_with;
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};
use crate::values::{Choices, LabelPair};

/// The operator's node.
const OPERATOR: &str = "postgres.operator";
/// The node of the API server, through which CloudNativePG's pods agree on the primary.
const API: &str = "postgres.api";
/// The port on which such a pod answers the operator and other pods about its status.
const STATUS: u16 = 8000;

/// The operator is below the server that it manages.
pub(super) const PLACES: &[Place] = &[
    Place::new(NODE, Row::Data, 10, 124).rails(&[Row::Tiers, Row::Pool, Row::Data, Row::Operations]),
    Place::new(OPERATOR, Row::Operations, 30, 193),
    Place::new(API, Row::Operations, 40, 128).rails(&[Row::Pool, Row::Data]),
];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    let postgres = &plan.postgres;
    let connections = format!("{} connections", postgres.max_connections);
    topology.node(match postgres.mode {
        Mode::InCluster => Node {
            facts: vec![format!("{connections} · {PORT}")],
            resources: Some(resources_with(&exporters(plan), postgres.resources)),
            metrics: metrics(plan),
            storage: Some((postgres.storage, 1)),
            ..here(postgres, 1, Peer::Pods(vec![NODE]))
        },
        Mode::CloudNativePg => Node {
            facts: vec![format!("{connections} · {PORT}")],
            resources: Some(archive::beside(plan, postgres.resources)),
            metrics: metrics(plan),
            storage: Some((postgres.storage, postgres.instances)),
            ..here(
                postgres,
                postgres.instances,
                Peer::OperatorPods { policy: NODE, label: LabelPair::known(GUESTS) },
            )
        },
        Mode::External => Node {
            facts: vec![format!("{}:{}", postgres.host, postgres.port), connections],
            ..Node::new(NODE, "PostgreSQL", Lane::Data, cluster::peer(plan, postgres.host.as_str()))
        },
    });
    if postgres.mode == Mode::CloudNativePg {
        operated(topology);
    }
}

/// A server in this cluster.
fn here(postgres: &Postgres, pods: u32, peer: Peer) -> Node {
    let title = format!("PostgreSQL {}", postgres.version.key());
    Node {
        replicas: pods,
        resources: Some(postgres.resources.reserved()),
        ..Node::new(NODE, title, Lane::Data, peer)
    }
}

/// The connections that the operator's manual asks for. The API server is not a pod, and its address differs from cluster
/// to cluster. Behind port 443 of its Service it listens on 6443, or on 443 in hosted clusters, and most network plugins
/// apply policies to the address and port behind a Service.
fn operated(topology: &mut Topology) {
    let operator = Peer::Foreign {
        namespace: OPERATOR_NAMESPACE.to_owned(),
        label: LabelPair::known("app.kubernetes.io/name=cloudnative-pg"),
    };
    topology.node(Node::new(OPERATOR, "CloudNativePG", Lane::Operations, operator));
    topology.node(Node::new(API, "Kubernetes API", Lane::Operations, Peer::ApiServer));
    topology.tcp(OPERATOR, NODE, STATUS, "status", "check each instance");
    topology.tcp(OPERATOR, NODE, PORT, "sql", "manage the server");
    topology.tcp(NODE, NODE, PORT, "replication", "copy the primary's data to the standbys");
    topology.tcp(NODE, NODE, STATUS, "status", "check that the others are up");
    talk_to_the_api(NODE, "agree on who takes writes", topology);
}

/// Every pod that the operator makes reports to the API server and takes its orders from there.
pub(in crate::stack) fn talk_to_the_api(node: &'static str, why: &'static str, topology: &mut Topology) {
    topology.tcp(node, API, 443, "https", why);
    topology.tcp(node, API, 6443, "https", why);
}
