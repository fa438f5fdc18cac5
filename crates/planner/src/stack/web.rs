//! The Django tiers: one image with gunicorn, in one or two Deployments. Both run the same code with the same settings and
//! differ only in size and in the paths that nginx sends to them. They have separate sizes because pages cost three
//! times as much as /api/, and because Misago's next version moves most writes from /api/ to the pages.

mod failure;
mod fields;
pub mod names;
mod objects;
pub mod options;
mod rules;
mod topology;

use super::{Part, nothing};
use crate::plan::Plan;
pub use names::*;
pub(crate) use rules::advised_memory;

/// The part.
pub const PART: Part = Part {
    key: "web",
    title: "Web",
    about: "Misago itself: Django with gunicorn, in one tier or two.",
    summary,
    file: "40-web",
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
    troubles: nothing::troubles,
    failure_model: failure::FAILURE_MODEL,
    prerequisites: nothing::prerequisites,
};

fn summary(plan: &Plan) -> String {
    let pods = |tier: &options::Tier| {
        if tier.autoscale {
            format!("{}–{} pods", tier.replicas, tier.most())
        } else {
            super::counted(tier.replicas, "pod")
        }
    };
    if plan.web.split {
        format!("pages {} · api {}", pods(&plan.web.pages), pods(&plan.web.api))
    } else {
        pods(&plan.web.pages)
    }
}
