//! What the form asks about the ingress.

use super::options::Controller;
use crate::field::{Field, Subject, choice, text, toggle};
use crate::stack::site::options::Tls;

pub(super) const FIELDS: &[Field] = &[
    choice!(ingress.controller: Controller, "Controller", "Each reads annotations of its own. k3s brings Traefik.").keywords("traefik nginx router gateway load balancer").subject(Subject::Cluster),
    text!(ingress.class, "Ingress class", "As kubectl get ingressclass lists it.").keywords("ingressclass traefik").subject(Subject::Cluster),
    toggle!(ingress.redirect_https, "Redirect to HTTPS", "Plain HTTP is answered by a redirect.").advanced().keywords("http https ssl tls")
        .when(|plan| plan.site.tls != Tls::None && plan.ingress.controller != Controller::Other),
    text!(
        ingress.body_size,
        "Largest request",
        "Uploads above it are refused with 413. Traefik has no such limit, so this is for ingress-nginx."
    ).advanced().keywords("upload limit 413")
    .when(|plan| plan.ingress.controller == Controller::Nginx),
];
