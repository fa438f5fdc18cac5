//! PostgreSQL: all data of the forum except uploaded files. One pod of this bundle, several pods of the CloudNativePG
//! operator, or a server that exists already. Read replicas would not help: Misago writes on every request of a member, and a
//! replica answers those with an error (measured).

pub mod archive;
mod checks;
mod cluster;
mod config;
mod exporter;
mod failure;
mod fields;
mod losses;
mod manual;
pub mod names;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod topology;
mod troubles;

use super::{Part, ServerVolume, counted, nothing};
use crate::inputs::Inputs;
use crate::kube::PartObjects;
use crate::plan::Plan;
use crate::values::{Choices, ImageRef};
pub(in crate::stack) use failure::outside;
pub use names::*;
use options::{Mode, Postgres};
pub(in crate::stack) use topology::talk_to_the_api;

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
    losses: losses::LOSSES,
    server_volumes: &[ServerVolume {
        size: "postgres.storage",
        // CloudNativePG enlarges its volumes by itself.
        by_hand: |plan| plan.postgres.mode == options::Mode::InCluster,
    }],
    objects,
    topology: topology::topology,
    places: topology::PLACES,
    files: nothing::files,
    manual: manual::SECTIONS,
    checks: checks::checks,
    troubles: troubles::troubles,
    failure_model: failure::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    match inputs.plan.postgres.mode {
        Mode::InCluster => objects::objects(inputs, out),
        Mode::CloudNativePg => out.put(cluster::cluster(inputs.plan)),
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
