//! Celery: runs the tasks that the tiers put into Redis. Nothing connects to it, so it has no Service.

mod checks;
mod failure;
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
pub(crate) use rules::advised_memory;

/// The part.
pub const PART: Part = Part {
    key: "celery",
    title: "Celery",
    about: "Background workers: notifications, theme builds, account deletion.",
    summary,
    file: "50-celery",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[],
    objects: objects::objects,
    topology: topology::topology,
    places: topology::PLACES,
    files: nothing::files,
    manual: nothing::MANUAL,
    checks: checks::checks,
    troubles: troubles::troubles,
    failure_model: failure::FAILURE_MODEL,
    prerequisites: nothing::prerequisites,
};

fn summary(plan: &Plan) -> String {
    format!("{} × {} processes", super::counted(plan.celery.replicas, "pod"), plan.celery.concurrency)
}
