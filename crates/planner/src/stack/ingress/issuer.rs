//! cert-manager's issuer: the one that the Ingress names, and the one that the bundle may create.

use serde_json::{Value, json};

use super::gateway::parent;
use super::names::HTTP_LISTENER;
use super::options::Controller;
use crate::kube::{Custom, meta};
use crate::plan::Plan;
use crate::stack::site::options::IssuerKind;
use crate::stack::site::{acme_account, acme_server};
use crate::values::Choices;

/// The annotation by which cert-manager knows that an Ingress wants a certificate, and whose.
pub(super) fn annotation(plan: &Plan) -> (&'static str, &str) {
    let site = &plan.site;
    match site.issuer_kind {
        _ if acme_server(plan).is_some() => ("cert-manager.io/issuer", site.issued_by.key()),
        IssuerKind::Issuer => ("cert-manager.io/issuer", site.issuer.as_str()),
        IssuerKind::ClusterIssuer => ("cert-manager.io/cluster-issuer", site.issuer.as_str()),
    }
}

/// The bundle's own issuer, for its own namespace: it needs no right over the whole cluster. Production and staging have
/// a name and an account each, so that a change from one to the other is a new issuer, which cert-manager notices.
pub(super) fn own(plan: &Plan) -> Option<Custom> {
    let name = plan.site.issued_by.key();
    Some(Custom {
        api_version: "cert-manager.io/v1",
        kind: "Issuer",
        spec: json!({ "acme": {
            "server": acme_server(plan)?,
            "email": acme_account(plan).as_str(),
            "privateKeySecretRef": { "name": format!("{name}-account") },
            "solvers": [{ "http01": solver(plan) }],
        } }),
        metadata: meta(plan, name, "ingress"),
    })
}

/// How visitors, and so Let's Encrypt, reach the pod that answers: the way they reach the forum over plain HTTP.
fn solver(plan: &Plan) -> Value {
    if plan.ingress.controller == Controller::Gateway {
        return json!({ "gatewayHTTPRoute": { "parentRefs": [parent(plan, Some(HTTP_LISTENER))] } });
    }
    if let Some(class) = annotated_class(plan.ingress.controller) {
        return json!({ "ingress": { "class": class } });
    }
    json!({ "ingress": { "ingressClassName": plan.ingress.class.as_str() } })
}

/// The class of a controller that reads it from the annotation of old.
pub(super) fn annotated_class(controller: Controller) -> Option<&'static str> {
    match controller {
        Controller::Gce => Some("gce"),
        Controller::Azure => Some("azure/application-gateway"),
        _ => None,
    }
}
