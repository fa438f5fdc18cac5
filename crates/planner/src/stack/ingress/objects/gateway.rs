//! Gateway API: the routes, and the Gateway if the bundle has its own. Only fields of the standard channel that every
//! release since 1.0 has. What a server would fill in is written down, so that Argo CD sees no difference.

use serde_json::{Value, json};

use super::super::gateway::{parent, redirecting_listener};
use super::super::issuer;
use super::super::names::{GATEWAY, HTTP_LISTENER, HTTPS_LISTENER};
use super::super::options::GatewayOwner;
use super::super::options::implementations::ports;
use crate::kube::{Custom, PartObjects, meta};
use crate::plan::Plan;
use crate::stack::nginx::names as nginx;
use crate::stack::site;

const VERSION: &str = "gateway.networking.k8s.io/v1";

pub(super) fn objects(plan: &Plan, out: &mut PartObjects<'_>) {
    if plan.ingress.gateway == GatewayOwner::Own {
        out.put(gateway(plan));
    }
    out.put(route(plan, "forum", &forum_listeners(plan), json!({ "backendRefs": [backend()] })));
    if let Some(listener) = redirecting_listener(plan) {
        let redirect = json!({ "filters": [{
            "type": "RequestRedirect",
            "requestRedirect": { "scheme": "https", "statusCode": 301 },
        }] });
        out.put(route(plan, "forum-http", &[Some(listener)], redirect));
    }
}

/// The listeners that serve the forum; nothing for all that the Gateway has.
fn forum_listeners(plan: &Plan) -> Vec<Option<String>> {
    let ingress = &plan.ingress;
    if ingress.gateway == GatewayOwner::Existing {
        return vec![ingress.gateway_section.as_ref().map(ToString::to_string)];
    }
    let mut listeners = Vec::new();
    if site::uses_certificate(plan) {
        listeners.extend((0..site::hosts(plan).len()).map(|at| Some(https_listener(at))));
    }
    if redirecting_listener(plan).is_none() {
        listeners.push(Some(HTTP_LISTENER.to_owned()));
    }
    listeners
}

fn route(plan: &Plan, name: &str, listeners: &[Option<String>], rule: Value) -> Custom {
    let parents: Vec<Value> = listeners.iter().map(|listener| parent(plan, listener.as_deref())).collect();
    let mut rule = rule;
    rule["matches"] = json!([{ "path": { "type": "PathPrefix", "value": "/" } }]);
    Custom {
        api_version: VERSION,
        kind: "HTTPRoute",
        metadata: meta(plan, name, "ingress"),
        spec: json!({ "parentRefs": parents, "hostnames": site::hosts(plan), "rules": [rule] }),
    }
}

fn backend() -> Value {
    json!({ "group": "", "kind": "Service", "name": nginx::SERVICE, "port": nginx::SERVICE_PORT, "weight": 1 })
}

/// A listener has one host; that of the forum's own name comes first.
fn https_listener(at: usize) -> String {
    if at == 0 { HTTPS_LISTENER.to_owned() } else { format!("{HTTPS_LISTENER}-{}", at + 1) }
}

/// One listener for plain HTTP, which redirects and lets the ACME challenge in, and one for HTTPS for each name where a Secret has
/// the certificate. Only routes of the forum's namespace may join.
fn gateway(plan: &Plan) -> Custom {
    let (http, https) = ports(plan.ingress.gateway_class.as_str());
    let own = json!({ "namespaces": { "from": "Same" } });
    let mut listeners =
        vec![json!({ "name": HTTP_LISTENER, "port": http, "protocol": "HTTP", "allowedRoutes": own })];
    for (at, host) in site::hosts(plan).into_iter().enumerate().filter(|_| site::uses_certificate(plan)) {
        listeners.push(json!({
            "name": https_listener(at),
            "hostname": host,
            "port": https,
            "protocol": "HTTPS",
            "tls": {
                "mode": "Terminate",
                "certificateRefs": [{ "group": "", "kind": "Secret", "name": plan.site.tls_secret.as_str() }],
            },
            "allowedRoutes": own,
        }));
    }
    let mut metadata = meta(plan, GATEWAY, "ingress");
    if site::orders_certificate(plan) {
        let (key, name) = issuer::annotation(plan);
        metadata.annotations = Some([(key.to_owned(), name.to_owned())].into());
    }
    Custom {
        api_version: VERSION,
        kind: "Gateway",
        metadata,
        spec: json!({ "gatewayClassName": plan.ingress.gateway_class.as_str(), "listeners": listeners }),
    }
}
