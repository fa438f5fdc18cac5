//! What the pods reserve, and whether the nodes have it.

use crate::topology::Topology;

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
        let mut load = Self::default();
        for node in &topology.nodes {
            if let Some(resources) = node.resources {
                let pods = u64::from(node.replicas);
                load.pods = load.pods.saturating_add(node.replicas);
                load.cpu += pods * u64::from(resources.cpu_request.number());
                load.memory += pods * u64::from(resources.memory_request.in_mib());
            }
        }
        load
    }
}
