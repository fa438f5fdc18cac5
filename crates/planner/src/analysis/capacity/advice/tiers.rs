//! More or larger pods for the tiers and the workers.

use super::{MOST_OTHER_PODS, MOST_PODS};
use crate::analysis::capacity::demand::Demand;
use crate::analysis::capacity::range::Range;
use crate::analysis::capacity::servers::{ServerCost, servers};
use crate::plan::Plan;
use crate::stack::web::options::Tier;
use crate::values::{Memory, Millicores, Resources};

/// The costs of this node's server; None if the plan does not have the part.
pub(super) fn server(plan: &Plan, node: &str) -> Option<ServerCost> {
    servers(plan).into_iter().find(|server| server.node == node)
}

fn short(plan: &Plan, demand: &Demand, node: &str) -> bool {
    server(plan, node).is_some_and(|it| it.has().is_some_and(|has| it.uses(demand).high > has))
}

fn pods(plan: &Plan, demand: &Demand, node: &str) -> u64 {
    server(plan, node).and_then(|it| it.pods_needed(demand)).map_or(1, |pods| pods.high)
}

/// CPU that a pod may use for its processes, as far as the node has it.
fn allow(resources: &mut Resources, processes: u32, node: Millicores) {
    let most = Millicores::new(processes.saturating_mul(1000)).min(node);
    resources.cpu_limit = resources.cpu_limit.max(most);
}

/// Sets the request to the average use, so that the scheduler does not put too many pods on a node. In steps of 50m.
pub(super) fn reserve(resources: &mut Resources, uses: Range, pods: u64, most: Millicores) {
    let one = (uses.middle() / 1000).div_ceil(pods.max(1)).div_ceil(50).saturating_mul(50);
    let one = Millicores::new(u32::try_from(one).unwrap_or(u32::MAX)).min(most).min(resources.cpu_limit);
    resources.cpu_request = resources.cpu_request.max(one);
}

/// nginx: one core for a pod, then more pods.
pub(super) fn nginx(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    if !short(plan, demand, "nginx") {
        return Ok(());
    }
    allow(&mut plan.nginx.resources, 1, plan.cluster.node_cpu);
    let wanted = pods(plan, demand, "nginx").max(u64::from(plan.nginx.replicas));
    plan.nginx.replicas = count(wanted)?;
    if let Some(server) = server(plan, "nginx") {
        let most = plan.nginx.resources.cpu_limit;
        reserve(&mut plan.nginx.resources, server.uses(demand), server.pods, most);
    }
    Ok(())
}

fn count(wanted: u64) -> Result<u32, &'static str> {
    u32::try_from(wanted).ok().filter(|wanted| *wanted <= MOST_OTHER_PODS).ok_or("pods")
}

/// The tiers: a core for each worker, then more pods, and only then more workers in a pod.
pub(super) fn web(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    tier(plan, demand, "web.pages", |plan| &mut plan.web.pages)?;
    if plan.web.split { tier(plan, demand, "web.api", |plan| &mut plan.web.api) } else { Ok(()) }
}

fn tier(
    plan: &mut Plan,
    demand: &Demand,
    node: &str,
    of: fn(&mut Plan) -> &mut Tier,
) -> Result<(), &'static str> {
    let node_cpu = plan.cluster.node_cpu;
    if short(plan, demand, node) {
        loop {
            let workers = of(plan).workers;
            allow(&mut of(plan).resources, workers, node_cpu);
            let wanted = pods(plan, demand, node);
            if wanted <= MOST_PODS {
                put(of(plan), u32::try_from(wanted).unwrap_or(u32::MAX));
                break;
            }
            if workers >= 32 {
                return Err("pods");
            }
            of(plan).workers = (workers * 2).min(32);
        }
        if let Some(server) = server(plan, node) {
            let tier = of(plan);
            // An autoscaler adds pods when they use so many hundredths of the request: that must be below the limit.
            let limit = u64::from(tier.resources.cpu_limit.number());
            let most = if tier.autoscale { limit * 90 / u64::from(tier.cpu_target.max(1)) } else { limit };
            let most = Millicores::new(u32::try_from(most.min(limit)).unwrap_or(u32::MAX));
            reserve(&mut tier.resources, server.uses(demand), server.pods, most);
        }
    }
    let tier = of(plan);
    let (request, limit) = tier_memory(tier.workers);
    if tier.resources.memory_limit.in_mib() < 30 + 130 * tier.workers {
        tier.resources.memory_limit = limit;
        tier.resources.memory_request = request;
    }
    Ok(())
}

/// The number of pods at the peak.
fn put(tier: &mut Tier, wanted: u32) {
    if tier.autoscale {
        tier.max_replicas = tier.max_replicas.max(wanted);
    } else {
        tier.replicas = tier.replicas.max(wanted);
    }
}

/// The memory that rule FP032 asks for.
fn tier_memory(workers: u32) -> (Memory, Memory) {
    crate::stack::web::advised_memory(workers)
}

/// Celery: a core for each process, then more pods.
pub(super) fn celery(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    plan.celery.replicas = plan.celery.replicas.max(1);
    if short(plan, demand, "celery") {
        let concurrency = plan.celery.concurrency;
        allow(&mut plan.celery.resources, concurrency, plan.cluster.node_cpu);
        let wanted = pods(plan, demand, "celery").max(u64::from(plan.celery.replicas));
        plan.celery.replicas = count(wanted)?;
        if let Some(server) = server(plan, "celery") {
            let most = plan.celery.resources.cpu_limit;
            reserve(&mut plan.celery.resources, server.uses(demand), server.pods, most);
        }
    }
    let (request, limit) = crate::stack::celery::advised_memory(plan.celery.concurrency);
    if plan.celery.resources.memory_limit.in_mib() < 60 + 60 * plan.celery.concurrency {
        plan.celery.resources.memory_limit = limit;
        plan.celery.resources.memory_request = request;
    }
    Ok(())
}
