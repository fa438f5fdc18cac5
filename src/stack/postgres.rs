//! PostgreSQL: everything the forum remembers, except files. One pod of this bundle, or a server that
//! exists already. Read replicas are no option: Misago writes on every request of a member, so a
//! replica answers those with an error (measured).

mod config;
mod fields;
mod objects;
pub mod options;
mod rules;
mod topology;

use super::{Part, nothing};
use crate::plan::Plan;
use crate::words::Choices;
use options::Mode;

/// Its node, component, ServiceAccount and StatefulSet.
pub const NODE: &str = "postgres";
/// The Service that clients dial. It has an address of its own: with a headless one the name has no
/// address at all while the pod restarts, and clients remember that (11.6 s of errors against 5.7).
pub const SERVICE: &str = "postgres";
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
    about: "The database of threads, posts, accounts and sessions.",
    summary,
    file: "20-postgres",
    fields: fields::FIELDS,
    rules: rules::RULES,
    objects: objects::objects,
    topology: topology::topology,
    files: nothing::files,
};

fn summary(plan: &Plan) -> String {
    match plan.postgres.mode {
        Mode::InCluster => format!("{} · {} · one pod", plan.postgres.version.key(), plan.postgres.storage),
        Mode::External => plan.postgres.host.to_string(),
    }
}
