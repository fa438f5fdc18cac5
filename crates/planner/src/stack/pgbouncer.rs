//! PgBouncer: lends a few connections of the server to many clients, one transaction at a time. Whoever
//! needs a session of its own (the bootstrap's lock, migrations, dumps) goes past it.

mod config;
mod failure;
mod fields;
mod objects;
pub mod options;
mod pooler;
mod rules;
mod topology;

use super::postgres::options::Mode;
use super::{Part, counted, nothing};
use crate::inputs::Inputs;
use crate::kube::Shelf;
use crate::plan::Plan;

/// Its node, component, ServiceAccount, Deployment and Service.
pub const NODE: &str = "pgbouncer";
/// CloudNativePG's `Pooler`. Not the name of the Deployment: the operator would take one that is left
/// behind for its own, and fail at its selector for ever.
pub const POOLER: &str = "pooler";
/// Its port: the server's own, so that clients need not know the difference.
pub const PORT: u16 = 5432;
/// The label of its pods when CloudNativePG makes them.
pub const GUESTS: &str = "cnpg.io/poolerName=pooler";

/// The Deployment, and the Service that clients dial. CloudNativePG names both after the `Pooler`.
pub fn service(plan: &Plan) -> &'static str {
    if plan.postgres.mode == Mode::CloudNativePg { POOLER } else { NODE }
}

/// The part.
pub const PART: Part = Part {
    key: "pgbouncer",
    title: "PgBouncer",
    about: "Shares a few database connections between all threads of the web tiers and Celery.",
    summary,
    file: "22-pgbouncer",
    fields: fields::FIELDS,
    rules: rules::RULES,
    objects,
    topology: topology::topology,
    files: nothing::files,
    failing: failure::FAILING,
    prerequisites: nothing::prerequisites,
};

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

fn objects(inputs: &Inputs<'_>, shelf: &mut Shelf<'_>) {
    let plan = inputs.plan;
    if !plan.pgbouncer.enabled {
        return;
    }
    match plan.postgres.mode {
        Mode::CloudNativePg => pooler::objects(plan, shelf),
        Mode::InCluster | Mode::External => objects::objects(inputs, shelf),
    }
}
