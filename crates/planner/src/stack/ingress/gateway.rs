//! The Gateway that routes join: its name, and the listener that redirects.

use serde_json::{Value, json};

use super::names::{GATEWAY, HTTP_LISTENER};
use super::options::GatewayOwner;
use super::redirects;
use crate::plan::Plan;

const GROUP: &str = "gateway.networking.k8s.io";

/// Name and namespace of the Gateway.
pub(super) fn of(plan: &Plan) -> (&str, &str) {
    let ingress = &plan.ingress;
    match ingress.gateway {
        GatewayOwner::Own => (GATEWAY, plan.site.namespace.as_str()),
        GatewayOwner::Existing => (ingress.gateway_name.as_str(), ingress.gateway_namespace.as_str()),
    }
}

/// The listener whose requests are sent to https; nothing where none is redirected.
pub(super) fn redirecting_listener(plan: &Plan) -> Option<String> {
    if !redirects(plan) || !plan.ingress.redirect_https {
        return None;
    }
    match plan.ingress.gateway {
        GatewayOwner::Own => Some(HTTP_LISTENER.to_owned()),
        GatewayOwner::Existing => plan.ingress.gateway_http_section.as_ref().map(ToString::to_string),
    }
}

/// A reference to the Gateway, as routes and cert-manager's solver make it.
pub(super) fn parent(plan: &Plan, listener: Option<&str>) -> Value {
    let (name, namespace) = of(plan);
    let mut parent = json!({ "group": GROUP, "kind": "Gateway", "name": name, "namespace": namespace });
    if let Some(listener) = listener {
        parent["sectionName"] = json!(listener);
    }
    parent
}
