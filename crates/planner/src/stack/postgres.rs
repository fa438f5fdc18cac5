//! PostgreSQL: everything the forum remembers, except files. One pod of this bundle, several that the
//! CloudNativePG operator makes, or a server that exists already. Read replicas are no option: Misago writes on every request of a member, so a
//! replica answers those with an error (measured).

mod cluster;
mod config;
mod failure;
mod fields;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod topology;

use super::{Part, counted, nothing};
use crate::inputs::Inputs;
use crate::kube::Shelf;
use crate::plan::Plan;
use crate::values::{Choices, ImageRef};
use options::{Mode, Postgres};
pub(in crate::stack) use topology::talk_to_the_api;

/// Its node, component, ServiceAccount and StatefulSet.
pub const NODE: &str = "postgres";
/// The Service that clients dial. It has an address of its own: with a headless one the name has no
/// address at all while the pod restarts, and clients remember that (11.6 s of errors against 5.7).
pub const SERVICE: &str = "postgres";
/// CloudNativePG's `Cluster`. Not the name of anything else here: the operator gives its pods the
/// ServiceAccount of this name, and one that the single pod left behind would let them read nothing.
pub const CLUSTER: &str = "database";
/// The Service of CloudNativePG that always leads to the pod that takes writes.
pub const PRIMARY_SERVICE: &str = "database-rw";
/// The Secret with the owner's name and password, for CloudNativePG.
pub const OWNER_SECRET: &str = "postgres-owner";
/// The label of every pod that CloudNativePG makes for the server, its Jobs included.
pub const GUESTS: &str = "cnpg.io/cluster=database";
/// The namespace that the operator is installed in, by its own manifest and its own chart's manual.
pub const OPERATOR_NAMESPACE: &str = "cnpg-system";
/// The labels of the pod that takes writes at the moment.
pub const PRIMARY_POD: &str = "cnpg.io/cluster=database,cnpg.io/instanceRole=primary";
/// The file of an authority's certificate in the Secret that the operator makes beforehand.
pub const CA_FILE: &str = "ca.crt";
/// Its port.
pub const PORT: u16 = 5432;
/// The volume of its socket: who can open it is the superuser, so only containers of its pod may.
pub const SOCKETS: &str = "run";
/// Where that volume is mounted.
pub const SOCKETS_PATH: &str = "/var/run/postgresql";

/// The part.
pub const PART: Part = Part {
    key: "postgres",
    title: "PostgreSQL",
    about: "The database for threads, posts, accounts and sessions.",
    summary,
    file: "20-postgres",
    fields: fields::FIELDS,
    rules: rules::RULES,
    objects,
    topology: topology::topology,
    files: nothing::files,
    failing: failure::FAILING,
    prerequisites: prerequisites::prerequisites,
};

fn objects(inputs: &Inputs<'_>, shelf: &mut Shelf<'_>) {
    match inputs.plan.postgres.mode {
        Mode::InCluster => objects::objects(inputs, shelf),
        Mode::CloudNativePg => shelf.put(cluster::cluster(inputs.plan)),
        Mode::External => {}
    }
}

fn summary(plan: &Plan) -> String {
    match plan.postgres.mode {
        Mode::InCluster => format!("{} · {} · one pod", plan.postgres.version.key(), plan.postgres.storage),
        Mode::CloudNativePg => format!(
            "{} · {} · {}",
            plan.postgres.version.key(),
            plan.postgres.storage,
            counted(plan.postgres.instances, "instance")
        ),
        Mode::External => plan.postgres.host.to_string(),
    }
}

/// Whether the memory of a pod carries so many connections: 2 MiB each and 64 MiB for the server's own
/// processes, besides the shared buffers.
pub fn carries(postgres: &Postgres, connections: u32) -> bool {
    let limit = postgres.resources.memory_limit.in_mib();
    connections.saturating_mul(2).saturating_add(64).saturating_add(config::shared_buffers(postgres)) <= limit
}

/// The official image of the plan's major version: the server's, and that of pg_dump and pg_restore.
pub fn image(plan: &Plan) -> ImageRef {
    objects::image(&plan.postgres)
}
