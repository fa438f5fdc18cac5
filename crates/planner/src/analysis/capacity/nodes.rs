//! Whether the nodes have enough for the pods' requests and for their use at the peak.

use super::costs::PACKED;
use super::costs::memory::{
    CELERY, CELERY_PROCESS, NGINX, PGBOUNCER, POSTGRES, POSTGRES_BUFFERS, POSTGRES_CONNECTION, POSTGRES_OWN,
    REDIS, WEB, WEB_WORKER,
};
use super::demand::Demand;
use super::range::{Range, share, share_up};
use super::servers::servers;
use crate::analysis::load::Load;
use crate::plan::Plan;
use crate::stack;
use crate::topology::Topology;

/// What the pods use of the nodes: CPU in millionths of a core, memory in MiB.
pub(super) struct Taken {
    /// CPU in use at the peak.
    pub cpu: Range,
    /// CPU in use at the peak by the pods that mount the media volume.
    pub held: Range,
    /// Memory in use.
    pub memory: Range,
    /// What the pods reserve when every autoscaler is at its most.
    pub reserved: Load,
    /// The most that one pod reserves.
    pub largest: Largest,
}

/// The largest requests: thousandths of a core, and MiB. The two may be from different pods.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Largest {
    /// CPU.
    pub cpu: u64,
    /// Memory.
    pub memory: u64,
}

impl Largest {
    fn of(topology: &Topology) -> Self {
        let pods = topology.nodes.iter().filter(|node| node.replicas > 0).filter_map(|node| node.resources);
        pods.fold(Self::default(), |most, pod| Self {
            cpu: most.cpu.max(u64::from(pod.cpu_request.number())),
            memory: most.memory.max(u64::from(pod.memory_request.in_mib())),
        })
    }
}

/// What the pods of a plan use under a load.
pub(super) fn taken(plan: &Plan, demand: &Demand) -> Taken {
    let (mut cpu, mut held) = (Range::default(), Range::default());
    for server in servers(plan).iter().filter(|server| server.pod.is_some()) {
        let uses = server.uses(demand);
        cpu = cpu.plus(uses);
        if server.mounts {
            held = held.plus(uses);
        }
    }
    let topology = stack::topology(plan);
    let (reserved, largest) = (Load::at_most(&topology), Largest::of(&topology));
    Taken { cpu, held, memory: memory(plan), reserved, largest }
}

/// Measured at rest and after load, in MiB.
fn memory(plan: &Plan) -> Range {
    let mut sum = Range::default();
    let mut add = |pods: u32, one: Range| sum = sum.plus(one.times(u64::from(pods)));
    for tier in stack::wiring::tiers(plan) {
        let workers = u64::from(tier.tier.workers);
        add(tier.tier.most(), WEB.plus(WEB_WORKER.times(workers)));
    }
    let processes = u64::from(plan.celery.concurrency);
    add(plan.celery.replicas, CELERY.plus(CELERY_PROCESS.times(processes)));
    add(plan.redis.pods(), REDIS);
    add(plan.nginx.replicas, NGINX);
    if plan.pgbouncer.enabled {
        add(plan.pgbouncer.replicas, PGBOUNCER);
    }
    let postgres = &plan.postgres;
    if postgres.is_here() {
        let connections = u64::from(stack::wiring::total(&stack::wiring::connections(plan)).0);
        let limit = u64::from(postgres.resources.memory_limit.in_mib());
        let pods =
            if postgres.mode == stack::postgres::options::Mode::InCluster { 1 } else { postgres.instances };
        let connected = POSTGRES_CONNECTION * connections.min(u64::from(postgres.max_connections));
        add(pods, Range::new(POSTGRES, limit / POSTGRES_BUFFERS + POSTGRES_OWN + connected));
    }
    sum
}

/// CPU of one node, in millionths of a core.
pub(super) fn node_cpu(plan: &Plan) -> u64 {
    u64::from(plan.cluster.node_cpu.number()) * 1000
}

impl Taken {
    /// How many such nodes it takes, for the low and the high end. At the low end the pods fill the nodes without a
    /// gap; at the high end each finds a node however the scheduler has placed the others.
    pub(super) fn nodes(&self, plan: &Plan) -> Range {
        let node = share(node_cpu(plan), PACKED, 100).max(1);
        let memory = u64::from(plan.cluster.node_memory.in_mib());
        let whole = (self.reserved.cpu * 1000)
            .div_ceil(node_cpu(plan).max(1))
            .max(self.reserved.memory.div_ceil(memory.max(1)))
            .max(1);
        let one = |cpu: u64, used: u64| cpu.div_ceil(node).max(used.div_ceil(memory.max(1)));
        let low = whole.max(one(self.cpu.low, self.memory.low));
        let placed = whole.max(self.in_any_order(plan));
        Range::new(low, placed.max(one(self.cpu.high, self.memory.high)).max(low))
    }

    /// How many nodes it takes so that the largest pod fits on one of them, however the scheduler placed the others. A
    /// node is too full for it only if other pods leave less than it needs, and the other pods can fill only so many nodes.
    fn in_any_order(&self, plan: &Plan) -> u64 {
        let full = |all: u64, largest: u64, node: u64| {
            // A pod that is larger than a node is a finding of its own.
            node.checked_sub(largest).map_or(0, |room| all.saturating_sub(largest) / (room + 1))
        };
        let Largest { cpu, memory } = self.largest;
        let of_cpu = full(self.reserved.cpu, cpu, u64::from(plan.cluster.node_cpu.number()));
        let of_memory = full(self.reserved.memory, memory, u64::from(plan.cluster.node_memory.in_mib()));
        of_cpu + of_memory + 1
    }

    /// The CPU that one node must have for the pods that are held together on it, in millionths of a core.
    pub(super) fn one_node(&self) -> Range {
        Range::new(share_up(self.held.low, 100, PACKED), share_up(self.held.high, 100, PACKED))
    }
}
