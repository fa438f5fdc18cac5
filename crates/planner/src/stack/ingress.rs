//! The ingress: the way into the cluster for the forum's host name. The controller is part of the cluster; this part writes
//! the objects that it reads. Not to be confused with the forum's own nginx, which every request passes after it.

mod checks;
mod failure;
mod fields;
mod gateway;
mod issuer;
mod known_controllers;
pub mod names;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod topology;
mod troubles;

use super::{Part, nothing};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::site;
use crate::values::LabelPair;
pub use names::*;
use options::implementations::{self, DataPlane, OF_GATEWAY};
use options::{Controller, GatewayOwner, Source};

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
    checks: checks::checks,
    troubles: troubles::troubles,
    failure_model: failure::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn title(plan: &Plan) -> &'static str {
    match plan.ingress.controller {
        Controller::Traefik => "Traefik",
        Controller::Nginx => "ingress-nginx",
        Controller::F5Nginx => "F5 NGINX",
        Controller::Haproxy => "HAProxy",
        Controller::HaproxyIngress => "haproxy-ingress",
        Controller::Contour => "Contour",
        Controller::Alb => "AWS load balancer",
        Controller::Gce => "Google load balancer",
        Controller::Azure => "Azure gateway",
        Controller::Other => "Ingress controller",
        Controller::Gateway => implementations::of_class(plan.ingress.gateway_class.as_str())
            .map_or("Gateway", |known| known.name),
        Controller::Tunnel => "Tunnel",
        Controller::LoadBalancer => "Load balancer",
        Controller::NodePort => "Node port",
    }
}

fn summary(plan: &Plan) -> String {
    title(plan).to_owned()
}

/// The pods that bring requests to nginx, by namespace and label; nothing where they are no pods of one namespace.
pub fn pods(plan: &Plan) -> Option<(String, LabelPair)> {
    let (ingress, cluster) = (&plan.ingress, &plan.cluster);
    if ingress.source() != Source::Pods {
        return None;
    }
    let named = (cluster.ingress_namespace.to_string(), cluster.ingress_label.clone());
    if ingress.asks_for_pods() {
        return Some(named);
    }
    let (name, home) = gateway::of(plan);
    let (namespace, label) = match ingress.data_plane() {
        Some(DataPlane::Pods { namespace, label }) => (namespace.to_owned(), label.to_owned()),
        Some(DataPlane::OfGateway) => (home.to_owned(), format!("{OF_GATEWAY}={name}")),
        _ => return Some(named),
    };
    // A name of a Gateway is a label's value, and the labels of the table are tested: none fails to parse.
    Some(label.parse().map_or(named, |label| (namespace, label)))
}

/// The command that lists these pods, with `verb` before what selects them.
pub fn pods_command(plan: &Plan, verb: &str) -> Option<String> {
    let (namespace, label) = pods(plan)?;
    Some(format!("kubectl --namespace {} {verb} --selector {}", quote(&namespace), quote(label.as_str())))
}

/// Whether the bundle can redirect plain HTTP: it needs a way to say so, and HTTPS at the same place.
fn redirects(plan: &Plan) -> bool {
    match plan.ingress.controller {
        Controller::Other => false,
        Controller::Alb => plan.site.tls.is_https(),
        Controller::Gateway if plan.ingress.gateway == GatewayOwner::Existing => plan.site.tls.is_https(),
        _ => site::uses_certificate(plan),
    }
}

/// Whether the redirect to HTTPS is an object of Traefik's own kind, which its definitions must be there for.
pub fn redirects_by_middleware(plan: &Plan) -> bool {
    plan.ingress.controller == Controller::Traefik
        && site::uses_certificate(plan)
        && plan.ingress.redirect_https
}
