//! The media volume: avatars, attachments, theme files. All pods of the forum image write to it, and nginx reads from it.
//! Static files are in the image instead.

mod checks;
mod failure;
mod fields;
mod losses;
pub mod names;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod troubles;

use k8s_openapi::api::core::v1::Volume;

use super::{Part, nothing};
use crate::kube::claim_volume;
use crate::manual::{Chapter, Section};
use crate::plan::Plan;
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};
pub use names::*;
use options::Access;

/// What the README says of its volume.
const MANUAL: &[Section] = &[Section {
    chapter: Chapter::Fixed,
    write: |_| {
        "* who can mount the media volume, and its class: copy the files out, delete the claim, apply, copy them back;"
            .to_owned()
    },
}];

/// The part.
pub const PART: Part = Part {
    key: "storage",
    title: "Media",
    about: "The volume for avatars and attachments, shared by all forum pods and nginx.",
    summary,
    file: "10-storage",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: losses::LOSSES,
    server_volumes: &[],
    objects: objects::objects,
    topology,
    places: PLACES,
    files: nothing::files,
    manual: MANUAL,
    checks: checks::checks,
    troubles: troubles::troubles,
    failure_model: failure::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

/// The volume, for a pod that mounts it.
pub fn volume() -> Volume {
    claim_volume(VOLUME, CLAIM)
}

/// Whether a volume that one node mounts holds the forum's pods together there.
pub fn held(plan: &Plan) -> bool {
    plan.storage.access == Access::OneNode && plan.cluster.nodes > 1
}

fn summary(plan: &Plan) -> String {
    let access = match plan.storage.access {
        Access::ManyNodes => "RWX",
        Access::OneNode => "one node",
    };
    format!("{} · {access}", plan.storage.size)
}

/// In the middle: nginx comes straight down to it.
const PLACES: &[Place] = &[Place::new(NODE, Row::Data, 0, 98).rails(&[Row::Tiers])];

fn topology(plan: &Plan, topology: &mut Topology) {
    topology.node(Node {
        facts: vec![summary(plan)],
        storage: Some((plan.storage.size, 1)),
        ..Node::new(NODE, "Media", Lane::Data, Peer::Volume)
    });
}
