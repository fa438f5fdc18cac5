//! Backup: every night restic copies the database and the uploads, encrypted, to a volume or an object store. The restore
//! is a Job that only a person starts.
//!
//! The restore is a suspended CronJob, due on 31 February. It is applied, checked and updated with everything else, so it
//! is ready when it is needed, and no apply ever runs it. A separate manifest of a Job could be started by accident, by
//! `kubectl apply --recursive` or by a GitOps controller that applies every file.
//!
//! A CloudNativePG server has an archive of its own in addition ([`crate::stack::postgres::archive`]).

mod checks;
mod fields;
mod losses;
mod manual;
pub mod names;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod scripts;
mod topology;

use super::{Part, nothing};
use crate::plan::Plan;
use crate::stack::postgres::options::Mode;
use crate::values::{DnsSubdomain, Memory};
pub use names::*;
use options::Target;

/// The part.
pub const PART: Part = Part {
    key: "backup",
    title: "Backup",
    about: "An encrypted copy of the database and uploads every night, and the Job that restores it.",
    summary,
    file: "70-backup",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: losses::LOSSES,
    server_volumes: &[],
    objects: objects::objects,
    topology: topology::topology,
    places: topology::PLACES,
    files: nothing::files,
    manual: manual::SECTIONS,
    checks: checks::checks,
    troubles: nothing::troubles,
    failure_model: nothing::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn summary(plan: &Plan) -> String {
    let backup = &plan.backup;
    match backup.target {
        Target::None => "none".to_owned(),
        Target::Volume => format!("{} · volume {}", backup.schedule.words(), backup.storage),
        Target::S3 => format!("{} · S3 {}", backup.schedule.words(), backup.bucket),
    }
}

/// The class of the repository's volume; the cluster's default when nothing is named.
pub fn class(plan: &Plan) -> Option<&DnsSubdomain> {
    plan.backup.storage_class.as_ref().or(plan.cluster.rwo_class.as_ref())
}

/// What a dump may take: it holds neither indexes nor bloat, so it is smaller than the volume of its
/// database.
pub fn dump_size(plan: &Plan) -> Memory {
    if plan.postgres.mode == Mode::External { plan.backup.database_size } else { plan.postgres.storage }
}
