//! Redis: Celery's broker (database 0) and Django's cache (database 1). Every request reads the cache and every post writes
//! to the broker, so the forum does not work without it.
//!
//! With Sentinel there is no Service that leads to the master: clients ask the Sentinels, which run as a second container
//! of each pod. Redis then always has a volume. Otherwise a master that restarts within the five seconds that Sentinels
//! wait would still be master, but empty, and its replicas would delete their data too.

mod checks;
mod config;
pub(in crate::stack) mod exporter;
mod failure;
mod fields;
pub mod names;
mod objects;
pub mod options;
pub mod passwords;
mod rules;
mod topology;
mod troubles;

use super::{Part, ServerVolume, nothing};
use crate::plan::Plan;
pub use names::*;
use options::Mode;

/// The part.
pub const PART: Part = Part {
    key: "redis",
    title: "Redis",
    about: "Celery's broker and Django's cache. Every request uses it.",
    summary,
    file: "25-redis",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[ServerVolume { size: "redis.storage", by_hand: |_| true }],
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

/// The version of the image, as far as its tag tells.
pub(super) fn version(plan: &Plan) -> Option<(u32, u32)> {
    let mut numbers =
        plan.redis.image.tag()?.split(['.', '-']).map_while(|number| number.parse::<u32>().ok());
    Some((numbers.next()?, numbers.next()?))
}

fn summary(plan: &Plan) -> String {
    match plan.redis.mode {
        Mode::Sentinel => format!("{} pods with Sentinel", plan.redis.pods()),
        Mode::Single => "1 pod".to_owned(),
        Mode::Replicated if plan.redis.replicas == 1 => "1 master, 1 replica".to_owned(),
        Mode::Replicated => format!("1 master, {} replicas", plan.redis.replicas),
    }
}
