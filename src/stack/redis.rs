//! Redis: Celery's broker (database 0) and Django's cache (database 1). Every request of the forum
//! reads the cache and every post writes to the broker, so it is never an accessory.

mod config;
mod fields;
mod objects;
pub mod options;
mod rules;
mod topology;

use super::{Part, nothing};
use crate::plan::Plan;
use options::Mode;

/// Its node, component, ServiceAccount, StatefulSet and headless Service.
pub const NODE: &str = "redis";
/// The Service that always and only leads to the master.
pub const MASTER_SERVICE: &str = "redis-master";
/// Its port.
pub const PORT: u16 = 6379;

/// The part.
pub const PART: Part = Part {
    key: "redis",
    title: "Redis",
    about: "Celery's broker and Django's cache: asked by every request.",
    summary,
    file: "25-redis",
    fields: fields::FIELDS,
    rules: rules::RULES,
    objects: objects::objects,
    topology: topology::topology,
    files: nothing::files,
};

fn summary(plan: &Plan) -> String {
    match plan.redis.mode {
        Mode::Single => "1 pod".to_owned(),
        Mode::Replicated if plan.redis.replicas == 1 => "1 master, 1 replica".to_owned(),
        Mode::Replicated => format!("1 master, {} replicas", plan.redis.replicas),
    }
}
