//! What the form asks about the ingress.

use super::options::{Controller, GatewayOwner, Source};
use super::redirects;
use crate::field::{Field, Subject, choice, count, optional, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(ingress.controller: Controller, "Controller", "What brings visitors to the forum. Each controller reads its own annotations. k3s includes Traefik.").keywords("traefik nginx router gateway httproute load balancer loadbalancer nodeport haproxy contour alb gce agic application gateway tunnel cloudflared cloudflare").subject(Subject::Cluster),
    text!(ingress.class, "Ingress class", "The name shown by kubectl get ingressclass.").keywords("ingressclass traefik").subject(Subject::Cluster)
        .when(|plan| plan.ingress.controller.reads_class()),
    choice!(ingress.gateway: GatewayOwner, "Gateway", "Your own has the forum's certificate. One that exists may be shared, and its owner has the certificate.").keywords("gateway api httproute").subject(Subject::Cluster)
        .when(gateway),
    text!(ingress.gateway_class, "Gateway class", "The name shown by kubectl get gatewayclass. Known ones: eg (Envoy Gateway), traefik, nginx, istio, cilium, contour.").keywords("gatewayclass envoy istio cilium contour kgateway gke").subject(Subject::Cluster)
        .when(gateway),
    text!(ingress.gateway_name, "Name of the Gateway", "As kubectl get gateways --all-namespaces shows it.").keywords("gateway api httproute parentref").subject(Subject::Cluster)
        .when(existing),
    text!(ingress.gateway_namespace, "Namespace of the Gateway", "The listener must allow routes from the forum's namespace.").keywords("gateway api allowedroutes parentref").subject(Subject::Cluster)
        .when(existing),
    optional!(ingress.gateway_section, "Listener", "The Gateway's listener for the forum's host. Empty joins all of them.").keywords("gateway api sectionname https").subject(Subject::Cluster)
        .when(existing),
    optional!(ingress.gateway_http_section, "Listener for plain HTTP", "Its requests are redirected to HTTPS. Empty leaves the redirect to the Gateway's owner.").keywords("gateway api sectionname redirect http").subject(Subject::Cluster)
        .when(|plan| existing(plan) && plan.site.tls.is_https()),
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
        "Larger uploads are refused with 413. Only the NGINX controllers have such a limit."
    ).advanced().keywords("upload limit 413")
    .when(|plan| plan.ingress.controller.limits_bodies()),
];

fn gateway(plan: &Plan) -> bool {
    plan.ingress.controller == Controller::Gateway
}

fn existing(plan: &Plan) -> bool {
    gateway(plan) && plan.ingress.gateway == GatewayOwner::Existing
}
