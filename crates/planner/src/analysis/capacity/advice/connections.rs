//! Database connections for all the pods.

use crate::analysis::capacity::costs::BUSY;
use crate::analysis::capacity::demand::Demand;
use crate::analysis::capacity::range::share_up;
use crate::plan::Plan;
use crate::stack::{pgbouncer, postgres, wiring};
use crate::values::Memory;

/// Up to this many connections a server in the cluster is given more; beyond it PgBouncer shares them.
const SIMPLE: u32 = 400;

fn wanted(plan: &Plan) -> u32 {
    wiring::total(&wiring::connections(plan)).0
}

/// Enough connections for the pods: more on the server, or shared by PgBouncer.
pub(super) fn enough(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    let wants = wanted(plan);
    if !plan.pgbouncer.enabled && wants > plan.postgres.max_connections {
        let enough = wants.div_ceil(50).saturating_mul(50);
        if plan.postgres.is_here() && enough <= SIMPLE {
            allow(plan, enough);
        } else {
            plan.pgbouncer.enabled = true;
            // Without the authority's certificate it starts only if clients do not verify certificates.
        }
    }
    if plan.pgbouncer.enabled {
        share(plan, demand)?;
    }
    Ok(())
}

/// Allows more connections on the server, with the memory for them.
fn allow(plan: &mut Plan, connections: u32) {
    let server = &mut plan.postgres;
    server.max_connections = connections;
    if !postgres::carries(server, connections) {
        // A quarter of the limit is for shared buffers.
        let memory = (connections.saturating_mul(2).saturating_add(64)).saturating_mul(4).div_ceil(3);
        server.resources.memory_limit =
            server.resources.memory_limit.max(Memory::mib(memory.div_ceil(256).saturating_mul(256)));
    }
}

/// Sizes PgBouncer's pools: small enough for the server, large enough for the active connections, with room for every
/// client.
fn share(plan: &mut Plan, demand: &Demand) -> Result<(), &'static str> {
    if wanted(plan) > plan.postgres.max_connections {
        let pool = pgbouncer::largest_pool(plan);
        let least = busy(plan, demand).div_ceil(plan.pgbouncer.replicas.max(1));
        match pool.filter(|pool| *pool >= least) {
            Some(pool) => plan.pgbouncer.default_pool_size = plan.pgbouncer.default_pool_size.min(pool),
            None if plan.postgres.is_here() => {
                plan.pgbouncer.default_pool_size = plan.pgbouncer.default_pool_size.min(least.max(20));
                let enough = wanted(plan).div_ceil(50).saturating_mul(50);
                if enough > 5000 {
                    return Err("connections");
                }
                let most = plan.postgres.max_connections.max(enough);
                allow(plan, most);
            }
            None => return Err("connections"),
        }
    }
    let clients = wiring::total(&wiring::clients(plan)).0;
    let pooler = &mut plan.pgbouncer;
    if clients > pooler.replicas.saturating_mul(pooler.max_client_conn) {
        pooler.replicas = pooler.replicas.max(clients.div_ceil(10_000)).min(20);
        let each = clients.div_ceil(pooler.replicas.max(1)).div_ceil(100).saturating_mul(100);
        pooler.max_client_conn = pooler.max_client_conn.max(each.min(10_000));
    }
    Ok(())
}

/// Connections that are active at the same time: those that use CPU, and as many again that wait for the disk or a lock.
fn busy(plan: &Plan, demand: &Demand) -> u32 {
    let uses = super::tiers::server(plan, "postgres").map_or(0, |server| server.uses(demand).high);
    let cores = share_up(uses, 100, BUSY).div_ceil(1_000_000);
    u32::try_from(cores.saturating_mul(2)).unwrap_or(u32::MAX)
}
