//! What the form asks about the ingress.

use super::options::{Controller, Source};
use crate::field::{Field, Subject, choice, count, text, toggle};
use crate::plan::Plan;
use crate::stack::site;

pub(super) const FIELDS: &[Field] = &[
    choice!(ingress.controller: Controller, "Controller", "What brings visitors to the forum. Each controller reads its own annotations. k3s includes Traefik.").keywords("traefik nginx router gateway load balancer loadbalancer nodeport tunnel cloudflared cloudflare").subject(Subject::Cluster),
    text!(ingress.class, "Ingress class", "The name shown by kubectl get ingressclass.").keywords("ingressclass traefik").subject(Subject::Cluster)
        .when(|plan| plan.ingress.controller.reads_ingress()),
    count!(ingress.node_port, "Port on the nodes", "Point your load balancer to this port of every node.", 30000..=32767, "").keywords("nodeport").subject(Subject::Cluster)
        .when(|plan| plan.ingress.controller == Controller::NodePort),
    choice!(ingress.source: Source, "Requests come from",
        "The network policy lets in nothing else. Choose addresses for a controller outside the cluster or on the \
         nodes' own network (hostNetwork).").advanced().keywords("network policy firewall hostnetwork cidr ipblock addresses").subject(Subject::Cluster),
    text!(ingress.addresses, "Addresses",
        "Networks separated by commas, like 10.0.0.0/16: those of the nodes for a controller on hostNetwork, of the \
         load balancer for one outside. Visitor addresses that they report are trusted.").keywords("network policy firewall hostnetwork cidr ipblock vpc subnet").subject(Subject::Cluster)
        .when(|plan| plan.ingress.source() == Source::Addresses),
    toggle!(ingress.redirect_https, "Redirect to HTTPS", "Plain HTTP requests get a redirect.").advanced().keywords("http https ssl tls")
        .when(redirects),
    text!(
        ingress.body_size,
        "Largest request",
        "Larger uploads are refused with 413. Only ingress-nginx uses this; Traefik has no such limit."
    ).advanced().keywords("upload limit 413")
    .when(|plan| plan.ingress.controller == Controller::Nginx),
];

/// Whether the bundle can redirect: it needs both plain HTTP and TLS on the same controller, and to know its annotations.
fn redirects(plan: &Plan) -> bool {
    site::uses_certificate(plan) && plan.ingress.controller != Controller::Other
}
