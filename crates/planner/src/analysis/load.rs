//! What the pods reserve, and whether the nodes have it.

use crate::topology::{Node, Topology};

/// Reserved by all pods that run all the time: thousandths of a core, and MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Pods.
    pub pods: u32,
    /// CPU requests, in thousandths of a core.
    pub cpu: u64,
    /// Memory requests, in MiB.
    pub memory: u64,
}

impl Load {
    /// The sum over the nodes of a picture. The bootstrap and the maintenance are not in it: they
    /// run now and then.
    pub fn of(topology: &Topology) -> Self {
        Self::sum(topology, |node| node.replicas)
    }

    /// The same when every autoscaler runs as many as it may.
    pub fn at_most(topology: &Topology) -> Self {
        Self::sum(topology, |node| node.grows_to.unwrap_or(node.replicas))
    }

    fn sum(topology: &Topology, pods: fn(&Node) -> u32) -> Self {
        let mut load = Self::default();
        for node in &topology.nodes {
            if let Some(resources) = node.resources {
                load.pods = load.pods.saturating_add(pods(node));
                let pods = u64::from(pods(node));
                load.cpu += pods * u64::from(resources.cpu_request.number());
                load.memory += pods * u64::from(resources.memory_request.in_mib());
            }
        }
        load
    }
}
