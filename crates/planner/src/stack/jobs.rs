//! The jobs: the bootstrap, which alone migrates the database, and the nightly maintenance. All other pods of the forum
//! image wait until the bootstrap has finished.

mod fields;
pub mod names;
mod objects;
pub mod options;
mod rules;
mod topology;
mod troubles;

use super::{Part, nothing};
use crate::plan::Plan;
pub use names::*;

/// The part.
pub const PART: Part = Part {
    key: "jobs",
    title: "Jobs",
    about: "Bootstrap sets up the database, the first administrator and avatars. Maintenance runs Misago's nightly \
            commands.",
    summary,
    file: "30-jobs",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[],
    objects: objects::objects,
    topology: topology::topology,
    places: topology::PLACES,
    files: nothing::files,
    manual: nothing::MANUAL,
    checks: nothing::checks,
    troubles: troubles::troubles,
    failure_model: nothing::FAILURE_MODEL,
    prerequisites: nothing::prerequisites,
};

fn summary(plan: &Plan) -> String {
    if plan.jobs.maintenance { plan.jobs.schedule.words() } else { "bootstrap only".to_owned() }
}
