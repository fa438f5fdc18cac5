//! The ingress: the way into the cluster for the forum's host name. The controller is part of the cluster; this part writes
//! the objects that it reads. Not to be confused with the forum's own nginx, which every request passes after it.

mod failure;
mod fields;
mod issuer;
mod known_controllers;
pub mod names;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod topology;

use super::{Part, nothing};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::site;
pub use names::*;
use options::{Controller, Source};

/// The part.
pub const PART: Part = Part {
    key: "ingress",
    title: "Ingress",
    about: "Routes requests for the forum's host name and terminates TLS.",
    summary,
    file: "70-ingress",
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
    failure_model: failure::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn title(plan: &Plan) -> &'static str {
    match plan.ingress.controller {
        Controller::Traefik => "Traefik",
        Controller::Nginx => "ingress-nginx",
        Controller::Other => "Ingress controller",
        Controller::Tunnel => "Tunnel",
        Controller::LoadBalancer => "Load balancer",
        Controller::NodePort => "Node port",
    }
}

/// The command that lists the pods which bring requests to nginx, with `verb` and what follows it; nothing where they
/// are no pods of one namespace.
pub fn pods_command(plan: &Plan, verb: &str) -> Option<String> {
    let cluster = &plan.cluster;
    (plan.ingress.source() == Source::Pods).then(|| {
        format!(
            "kubectl --namespace {} {verb} --selector {}",
            quote(cluster.ingress_namespace.as_str()),
            quote(cluster.ingress_label.as_str())
        )
    })
}

fn summary(plan: &Plan) -> String {
    title(plan).to_owned()
}

/// Whether the redirect to HTTPS is an object of Traefik's own kind, which its definitions must be there for.
pub fn redirects_by_middleware(plan: &Plan) -> bool {
    plan.ingress.controller == Controller::Traefik
        && site::uses_certificate(plan)
        && plan.ingress.redirect_https
}
