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
use crate::stack::site::options::Tls;
pub use names::*;
use options::Controller;

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
    }
}

fn summary(plan: &Plan) -> String {
    title(plan).to_owned()
}

/// Whether the redirect to HTTPS is an object of Traefik's own kind, which its definitions must be there for.
pub fn redirects_by_middleware(plan: &Plan) -> bool {
    plan.ingress.controller == Controller::Traefik
        && plan.site.tls != Tls::None
        && plan.ingress.redirect_https
}
