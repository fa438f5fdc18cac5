//! What the form asks about the ingress.

use super::options::Controller;
use crate::field::{Field, Subject, choice, text, toggle};
use crate::stack::site::options::Tls;

pub(super) const FIELDS: &[Field] = &[
    choice!(ingress.controller: Controller, "Controller", "Each reads its own annotations. k3s includes Traefik.").keywords("traefik nginx router gateway load balancer").subject(Subject::Cluster),
    text!(ingress.class, "Ingress class", "The name shown by kubectl get ingressclass.").keywords("ingressclass traefik").subject(Subject::Cluster),
    toggle!(ingress.redirect_https, "Redirect to HTTPS", "Plain HTTP requests get a redirect.").advanced().keywords("http https ssl tls")
        .when(|plan| plan.site.tls != Tls::None && plan.ingress.controller != Controller::Other),
    text!(
        ingress.body_size,
        "Largest request",
        "Larger uploads are refused with 413. Only ingress-nginx uses this; Traefik has no such limit."
    ).advanced().keywords("upload limit 413")
    .when(|plan| plan.ingress.controller == Controller::Nginx),
];
