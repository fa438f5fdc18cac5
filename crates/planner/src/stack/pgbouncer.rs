//! PgBouncer: shares a few connections to the server among many clients, one transaction at a time. Clients that need a
//! session of their own (the bootstrap's lock, migrations, dumps) connect to the server directly.

mod config;
mod failure;
mod fields;
pub mod names;
mod objects;
pub mod options;
mod pooler;
mod rules;
mod topology;
mod troubles;

use super::postgres::options::Mode;
use super::{Part, counted, nothing};
use crate::inputs::Inputs;
use crate::kube::PartObjects;
use crate::plan::Plan;

/// The part.
pub const PART: Part = Part {
    key: "pgbouncer",
    title: "PgBouncer",
    about: "Shares a few database connections between all threads of the web tiers and Celery.",
    summary,
    file: "22-pgbouncer",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[],
    objects,
    topology: topology::topology,
    places: topology::PLACES,
    files: nothing::files,
    manual: nothing::MANUAL,
    checks: nothing::checks,
    troubles: troubles::troubles,
    failure_model: failure::FAILURE_MODEL,
    prerequisites: nothing::prerequisites,
};

pub use names::*;
pub(in crate::stack) use rules::enough_clients;
pub(crate) use rules::largest_pool;

fn summary(plan: &Plan) -> String {
    let pooler = &plan.pgbouncer;
    if pooler.enabled {
        format!("{} × {} connections", counted(pooler.replicas, "pod"), pooler.default_pool_size)
    } else {
        "off".to_owned()
    }
}

fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    if !plan.pgbouncer.enabled {
        return;
    }
    match plan.postgres.mode {
        Mode::CloudNativePg => pooler::objects(plan, out),
        Mode::InCluster | Mode::External => objects::objects(inputs, out),
    }
}
