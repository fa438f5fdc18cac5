//! Which pods a failure takes away.

use super::Failure;
use crate::failure::{Loss, LossKind};
use crate::plan::Plan;
use crate::stack::storage;
use crate::topology::{Carries, Node, NodeId, Peer, Topology};

/// What each node of the picture loses. Nodes that lose nothing are included, because a node without pods of its own may
/// still be affected.
pub(super) fn losses(plan: &Plan, topology: &Topology, failure: Failure) -> Vec<Loss> {
    topology
        .nodes
        .iter()
        .map(|node| {
            let (lost, how) = lost(plan, topology, node, failure);
            Loss { node: node.id, lost, left: node.replicas.saturating_sub(lost), how }
        })
        .collect()
}

fn lost(plan: &Plan, topology: &Topology, node: &Node, failure: Failure) -> (u32, LossKind) {
    let of = |id: NodeId, lost: u32, how| if id == node.id { (lost, how) } else { (0, how) };
    // The cluster's own controller, or a server outside: where it runs no plan knows.
    let placed = matches!(node.peer, Peer::Pods(_) | Peer::OperatorPods { .. });
    match failure {
        Failure::Killed(id) => of(id, 1, LossKind::Killed),
        Failure::Evicted(id) => of(id, drained(plan, topology, node), LossKind::Evicted),
        Failure::Leader(id) => of(id, 1, LossKind::Away),
        Failure::Gone(id) => of(id, node.replicas.max(1), LossKind::Away),
        Failure::Rollout if placed => (node.replicas.min(1), LossKind::Rolled),
        Failure::Node if placed => (on_nodes(plan, topology, node, 1), LossKind::WithNodes),
        Failure::Zone if placed => (on_nodes(plan, topology, node, zone(plan)), LossKind::WithNodes),
        Failure::Rollout => (0, LossKind::Rolled),
        Failure::Node | Failure::Zone => (0, LossKind::WithNodes),
    }
}

/// How many nodes a third of them is, rounded up.
pub(super) fn zone(plan: &Plan) -> u32 {
    plan.cluster.nodes.div_ceil(3)
}

/// How many pods of a kind a drain takes at once. A budget lets one go at a time; there is none where they could go
/// to no other node, because it would hold the drain up for ever.
fn drained(plan: &Plan, topology: &Topology, node: &Node) -> u32 {
    if plan.cluster.nodes <= 1 || held(plan, topology, node) { node.replicas } else { 1 }
}

/// Whether pods mount a volume of one node, and so are all there.
fn held(plan: &Plan, topology: &Topology, node: &Node) -> bool {
    let media = NodeId(storage::NODE);
    let files = |carries: &Carries| matches!(carries, Carries::Files { .. });
    let mounts =
        topology.links.iter().any(|link| link.from == node.id && link.to == media && files(&link.carries));
    mounts && plan.storage.together().is_some()
}

/// How many pods the fullest of the cluster's nodes hold together. Pods of one kind are kept apart, so none
/// holds two while another holds none; those that mount a volume of one node are all there.
fn on_nodes(plan: &Plan, topology: &Topology, node: &Node, lost: u32) -> u32 {
    let (pods, nodes) = (node.replicas, plan.cluster.nodes.max(1));
    if lost >= nodes || held(plan, topology, node) {
        return pods;
    }
    (pods / nodes).saturating_mul(lost).saturating_add(lost.min(pods % nodes))
}
