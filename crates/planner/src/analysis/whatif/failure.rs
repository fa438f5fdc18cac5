//! What can fail, and what it is called.

use super::losses;
use crate::plan::Plan;
use crate::stack::PARTS;
use crate::topology::{NodeId, Topology};

/// Something that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// One pod of a node ends without warning.
    Killed(NodeId),
    /// One pod of a node is asked to leave.
    Evicted(NodeId),
    /// The pod that takes writes is lost and stays away.
    Leader(NodeId),
    /// All of it stays away.
    Gone(NodeId),
    /// One of the cluster's nodes: the one that hurts most.
    Node,
    /// A third of them.
    Zone,
    /// Every pod of the bundle is restarted, one after the other.
    Rollout,
}

impl Failure {
    /// The node of the picture that fails, if it is one.
    pub const fn node(self) -> Option<NodeId> {
        match self {
            Self::Killed(node) | Self::Evicted(node) | Self::Leader(node) | Self::Gone(node) => Some(node),
            Self::Node | Self::Zone | Self::Rollout => None,
        }
    }

    /// A short name for it: `killed:nginx`, `zone`.
    pub fn key(self) -> String {
        let kind = match self {
            Self::Killed(_) => "killed",
            Self::Evicted(_) => "evicted",
            Self::Leader(_) => "leader",
            Self::Gone(_) => "gone",
            Self::Node => "node",
            Self::Zone => "zone",
            Self::Rollout => "rollout",
        };
        self.node().map_or_else(|| kind.to_owned(), |node| format!("{kind}:{node}"))
    }

    /// What fails, as a heading.
    pub fn title(self, plan: &Plan, topology: &Topology) -> String {
        let name = |node| topology.find(node).map_or("it", |node| node.title.as_str());
        match self {
            Self::Killed(node) => format!("A pod of {} is killed", name(node)),
            Self::Evicted(node) => format!("A pod of {} is evicted", name(node)),
            Self::Leader(node) => {
                format!("The {} of {} is lost", leader(node).unwrap_or("first"), name(node))
            }
            Self::Gone(node) => format!("{} is gone", name(node)),
            Self::Node => "A node is gone".to_owned(),
            Self::Zone => {
                format!("A zone is gone: {} of {} nodes", losses::zone(plan), plan.cluster.nodes)
            }
            Self::Rollout => "Everything is restarted one by one".to_owned(),
        }
    }

    /// The same on a button beside the node it is about.
    pub fn label(self) -> String {
        match self {
            Self::Killed(_) => "A pod is killed".to_owned(),
            Self::Evicted(_) => "A pod is evicted".to_owned(),
            Self::Leader(node) => format!("The {} is lost", leader(node).unwrap_or("first")),
            Self::Gone(_) => "All of it is gone".to_owned(),
            Self::Node => "A node is gone".to_owned(),
            Self::Zone => "A zone is gone".to_owned(),
            Self::Rollout => "A rolling restart".to_owned(),
        }
    }

    /// How it is meant.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Killed(_) => {
                "Without warning, by running out of memory or a crash. Its node is fine and restarts it."
            }
            Self::Evicted(_) => {
                "By a drain: its node takes no new pods, and the pod can finish what it is doing."
            }
            Self::Leader(_) => "The pod that takes writes stops and cannot start where its volume is.",
            Self::Gone(_) => "None of it answers until someone fixes it.",
            Self::Node => "One node loses power. We assume the worst: it ran your single-copy parts.",
            Self::Zone => "A third of the nodes lose power at once. We assume the worst third.",
            Self::Rollout => "What happens with a new image or a changed setting.",
        }
    }
}

/// What the one pod of a node is called that takes writes.
pub(super) fn leader(node: NodeId) -> Option<&'static str> {
    PARTS.iter().find(|part| part.key == node.part()).and_then(|part| part.failure_model.leader)
}
