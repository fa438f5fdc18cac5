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
use crate::words::{Choices, ImageRef};
use options::Mode;

/// Its node, component, ServiceAccount and StatefulSet.
pub const NODE: &str = "postgres";
/// The Service that clients dial. It has an address of its own: with a headless one the name has no
/// address at all while the pod restarts, and clients remember that (11.6 s of errors against 5.7).
pub const SERVICE: &str = "postgres";
/// Its port.
pub const PORT: u16 = 5432;

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

/// The official image of the plan's major version: the server's, and that of pg_dump and pg_restore.
pub fn image(plan: &Plan) -> ImageRef {
    objects::image(&plan.postgres)
}
