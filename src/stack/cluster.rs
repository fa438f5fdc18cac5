//! The cluster: what is there before the bundle. It has no objects; every part asks it something.

mod fields;
pub mod options;
mod rules;

use super::failing::UNNOTICED;
use super::{Part, nothing};
use crate::plan::Plan;
use crate::words::Choices;

/// The part.
pub const PART: Part = Part {
    key: "cluster",
    title: "Cluster",
    about: "The Kubernetes you have: its nodes, storage classes and ingress controller.",
    summary,
    file: "",
    fields: fields::FIELDS,
    rules: rules::RULES,
    objects: nothing::objects,
    topology: nothing::topology,
    files: nothing::files,
    failing: UNNOTICED,
};

fn summary(plan: &Plan) -> String {
    let cluster = &plan.cluster;
    let kind = match cluster.distribution {
        options::Distribution::K3s => "k3s",
        options::Distribution::Other => "Kubernetes",
    };
    let nodes = if cluster.nodes == 1 { "1 node".to_owned() } else { format!("{} nodes", cluster.nodes) };
    format!("{kind} {} · {nodes} · {} CPU, {}", cluster.version.key(), cluster.node_cpu, cluster.node_memory)
}
