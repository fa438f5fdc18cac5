//! Larger servers, volumes and nodes, where more replicas do not help.

use super::tiers::{reserve, server};
use super::{LARGEST_NODE, LARGEST_PRIMARY, LARGEST_VOLUME, MOST_NODES, MOST_READERS, costs, growth};
use crate::analysis::capacity::demand::Demand;
use crate::analysis::capacity::nodes::taken;
use crate::analysis::capacity::range::share_up;
use crate::plan::Plan;
use crate::stack;
use crate::stack::backup::options::Target;
use crate::stack::redis::options::Mode;
use crate::stack::storage::held;
use crate::stack::storage::options::Access;
use crate::values::{Memory, Millicores};

/// Usual node sizes, in cores.
const NODES: [u32; 8] = [2, 4, 8, 16, 24, 32, 48, LARGEST_NODE];

/// Room for a year in both volumes, and for their copies.
pub(super) fn volumes(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    let (database, media) = (growth::database(demand).high, growth::media(demand).high);
    let before = (plan.postgres.storage, plan.storage.size);
    if plan.postgres.is_here() {
        plan.postgres.storage = enlarged(plan.postgres.storage, database)?;
    }
    plan.storage.size = enlarged(plan.storage.size, media)?;
    let backup = &mut plan.backup;
    if before != (plan.postgres.storage, plan.storage.size) && backup.target == Target::Volume {
        let uploads = if backup.media { plan.storage.size.in_mib() } else { 0 };
        let copies = plan.postgres.storage.in_mib().saturating_add(uploads);
        backup.storage = backup.storage.max(Memory::gib(copies.div_ceil(1024)));
    }
    Ok(())
}

/// Rounds up to a usual size in whole GiB.
fn enlarged(size: Memory, bytes: u64) -> Result<Memory, &'static str> {
    if u64::from(size.in_mib()) << 20 >= bytes {
        return Ok(size);
    }
    let gib = bytes.div_ceil(1 << 30);
    let step = if gib <= 20 {
        5
    } else if gib <= 200 {
        20
    } else {
        100
    };
    let gib = gib.div_ceil(step) * step;
    if gib > LARGEST_VOLUME {
        return Err("volume");
    }
    Ok(Memory::gib(u32::try_from(gib).unwrap_or(u32::MAX)))
}

/// The CPU limit with which a pod is not too busy, in thousandths of a core.
fn wanted(uses: u64) -> u64 {
    share_up(uses, 100, costs::BUSY).div_ceil(1000)
}

/// There is one primary, so it gets a larger pod, and larger nodes if needed.
pub(super) fn postgres(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    let Some(server) = server(plan, "postgres") else { return Ok(()) };
    let uses = server.uses(demand);
    let limit = wanted(uses.high).div_ceil(250).saturating_mul(250);
    if limit > LARGEST_PRIMARY * 1000 {
        return Err("primary");
    }
    if server.has().is_none_or(|has| uses.high <= has) {
        return Ok(());
    }
    let limit = Millicores::new(u32::try_from(limit).unwrap_or(u32::MAX));
    plan.postgres.resources.cpu_limit = plan.postgres.resources.cpu_limit.max(limit);
    grow_node(plan, limit.number())?;
    reserve(&mut plan.postgres.resources, uses, 1, limit);
    Ok(())
}

/// The next larger usual node size, with memory in proportion.
fn grow_node(plan: &mut Plan, cpu: u32) -> Result<(), &'static str> {
    let cluster = &mut plan.cluster;
    if cluster.node_cpu.number() < cpu {
        let cores = NODES.into_iter().find(|cores| cores * 1000 >= cpu).ok_or("one-node")?;
        cluster.node_cpu = Millicores::new(cores * 1000);
        cluster.node_memory = cluster.node_memory.max(Memory::gib(cores * 2));
    }
    Ok(())
}

/// If only one node can mount the uploads, it needs room for all pods that do.
pub(super) fn one_node(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    if plan.storage.access != Access::OneNode {
        return Ok(());
    }
    let taken = taken(plan, demand);
    let cpu = if held(plan) { taken.held } else { taken.cpu };
    let cpu = share_up(cpu.high, 100, costs::PACKED).div_ceil(1000);
    grow_node(plan, u32::try_from(cpu).unwrap_or(u32::MAX))
}

/// Up to a whole core for Redis; beyond that, replicas to read from.
pub(super) fn redis(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    let Some(server) = server(plan, "redis") else { return Ok(()) };
    let uses = server.uses(demand);
    if server.has().is_some_and(|has| uses.high > has) {
        let node = u64::from(plan.cluster.node_cpu.number());
        let limit = wanted(uses.high).div_ceil(250).saturating_mul(250).min(1000).min(node);
        let limit = Millicores::new(u32::try_from(limit).unwrap_or(u32::MAX));
        plan.redis.resources.cpu_limit = plan.redis.resources.cpu_limit.max(limit);
        let core = u64::from(plan.redis.resources.cpu_limit.number()).min(1000).min(node).max(1);
        let readers = wanted(uses.high).div_ceil(core);
        let mut pods = 1;
        if readers > 1 {
            // A master and an even number of replicas, so that the Sentinels are odd.
            let replicas = readers.div_ceil(2) * 2;
            if replicas > MOST_READERS {
                return Err("redis");
            }
            plan.redis.mode = Mode::Sentinel;
            plan.redis.replicas = plan.redis.replicas.max(u32::try_from(replicas).unwrap_or(u32::MAX));
            pods = u64::from(plan.redis.replicas);
        }
        let most = plan.redis.resources.cpu_limit;
        reserve(&mut plan.redis.resources, uses, pods, most);
    }
    let least = (plan.redis.max_memory.in_mib().saturating_mul(4)).div_ceil(3);
    if plan.redis.resources.memory_limit.in_mib() < least {
        plan.redis.resources.memory_limit = Memory::mib(least.div_ceil(32).saturating_mul(32));
    }
    Ok(())
}

/// Enough nodes, and large enough for the largest pod.
pub(super) fn nodes(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    let topology = stack::topology(plan);
    let pods = || topology.nodes.iter().filter(|node| node.replicas > 0).filter_map(|node| node.resources);
    let cpu = pods().map(|pod| pod.cpu_request.number()).max().unwrap_or(0);
    let memory = pods().map(|pod| pod.memory_request).max();
    grow_node(plan, cpu)?;
    plan.cluster.node_memory = plan.cluster.node_memory.max(memory.unwrap_or(plan.cluster.node_memory));
    if plan.storage.access == Access::OneNode {
        return together(plan, demand);
    }
    let nodes = taken(plan, demand).nodes(plan).high;
    let nodes = u32::try_from(nodes).ok().filter(|nodes| *nodes <= MOST_NODES).ok_or("pods")?;
    plan.cluster.nodes = plan.cluster.nodes.max(nodes);
    Ok(())
}

/// For pods that must share one node more nodes do not help, so the nodes get larger.
fn together(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    let there = taken(plan, demand);
    let alone = plan.cluster.nodes == 1;
    let cpu =
        there.reserved.cpu.max(if alone { 0 } else { share_up(there.held.high, 100, costs::PACKED) / 1000 });
    grow_node(plan, u32::try_from(cpu).unwrap_or(u32::MAX))?;
    let memory = there.reserved.memory.max(there.memory.high).div_ceil(1024);
    plan.cluster.node_memory =
        plan.cluster.node_memory.max(Memory::gib(u32::try_from(memory).unwrap_or(u32::MAX)));
    let nodes = taken(plan, demand).nodes(plan).high;
    let nodes = u32::try_from(nodes).ok().filter(|nodes| alone || *nodes <= MOST_NODES).ok_or("pods")?;
    if alone && nodes > 1 {
        return Err("one-node");
    }
    plan.cluster.nodes = plan.cluster.nodes.max(nodes);
    Ok(())
}
