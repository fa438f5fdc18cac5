//! The visitors, the controller, and the pod that answers the ACME challenge while there is one.

use super::options::Source;
use super::{NODE, pods, title};
use crate::plan::Plan;
use crate::stack::site::options::Tls;
use crate::stack::{nginx::names as nginx, site};
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};
use crate::values::LabelPair;

const VISITORS: &str = "ingress.visitors";
const SOLVER: &str = "ingress.solver";

/// The port that cert-manager's HTTP-01 solver listens on.
const SOLVER_PORT: u16 = 8089;

pub(super) const PLACES: &[Place] = &[
    Place::new(VISITORS, Row::Visitors, 0, 104),
    Place::new(NODE, Row::Edge, 0, 220),
    Place::new(SOLVER, Row::Proxy, 10, 156).rails(&[Row::Edge]),
];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    topology.node(Node::new(VISITORS, "Visitors", Lane::Visitors, Peer::Visitors));
    let mut node = Node::new(NODE, title(plan), Lane::Edge, peer(plan));
    node.facts.push(plan.site.host.to_string());
    topology.node(node);

    match plan.site.tls {
        Tls::None => topology.tcp(VISITORS, NODE, 80, "http", "read and write"),
        Tls::Secret | Tls::CertManager | Tls::InFront => {
            topology.tcp(VISITORS, NODE, 443, "https", "read and write");
        }
    }
    topology.tcp_through(
        NODE,
        nginx::NODE,
        nginx::SERVICE_PORT,
        nginx::PORT,
        "http",
        "forward every request for the host name",
    );

    if site::proves_by_acme(plan) {
        let label = LabelPair::known("acme.cert-manager.io/http01-solver=true");
        let pods = Peer::OperatorPods { policy: "acme-solver", label };
        let mut solver = Node::new(SOLVER, "ACME solver", Lane::Proxy, pods);
        solver.facts.push("only while issuing".to_owned());
        topology.node(solver);
        topology.tcp(NODE, SOLVER, SOLVER_PORT, "http", "prove to the issuer that the host name is yours");
    }
}

/// Who asks nginx, as its network policy sees it.
fn peer(plan: &Plan) -> Peer {
    match plan.ingress.source() {
        Source::Pods | Source::Usual => {
            let named = || (plan.cluster.ingress_namespace.to_string(), plan.cluster.ingress_label.clone());
            let (namespace, label) = pods(plan).unwrap_or_else(named);
            Peer::Foreign { namespace, label }
        }
        Source::Addresses => {
            Peer::Networks(plan.ingress.networks().into_iter().map(ToOwned::to_owned).collect())
        }
        Source::Cluster => Peer::AnyPod,
        Source::Anywhere => Peer::Anyone,
    }
}
