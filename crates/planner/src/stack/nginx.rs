//! The forum's own nginx: serves /static from the forum image's files and /media from the shared volume, and passes /api/
//! to one Django tier and the rest to the other. TLS ends at the ingress, not here.

mod checks;
mod config;
mod exporter;
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
use crate::values::Memory;
pub use config::TRIES;
pub use names::*;

/// Where it says how it is, inside its pod only.
pub const STATUS_PORT: u16 = 8081;
/// The path there.
pub const STATUS_PATH: &str = "/stub_status";

/// Misago 0.39.6 takes GIF files up to 5 MB by default; a form around it needs a little more.
pub const MISAGO_LARGEST_UPLOAD: Memory = Memory::mib(6);

/// The part.
pub const PART: Part = Part {
    key: "nginx",
    title: "nginx",
    about: "Serves files itself and forwards all other requests to the Django tiers.",
    summary,
    file: "60-nginx",
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

/// The networks whose X-Forwarded-For is believed: those that the plan names, and those that requests come from.
pub fn trusted(plan: &Plan) -> Vec<&str> {
    let mut networks: Vec<&str> = plan.nginx.real_ip_from.iter().collect();
    for network in plan.ingress.networks() {
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    networks
}

fn summary(plan: &Plan) -> String {
    super::counted(plan.nginx.replicas, "pod")
}
