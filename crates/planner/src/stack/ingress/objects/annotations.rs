//! What each controller reads on an Ingress: how it is told to redirect, how large a body it lets through, how long it
//! waits, and where it asks for health. Each row has its source; all of them stand in `docs/facts.md` too.

use std::collections::BTreeMap;

use super::super::issuer::annotated_class;
use super::super::options::Controller;
use crate::plan::Plan;
use crate::sorting::to_map;
use crate::stack::nginx::names::HEALTH;
use crate::stack::{site, timeouts};

/// The object by which GKE's controller is told to redirect.
pub(super) const FRONTEND: &str = "forum";

/// What the controller reads on the Ingress of the forum.
pub(super) fn of_controller(plan: &Plan) -> BTreeMap<String, String> {
    let encrypted = site::uses_certificate(plan);
    let redirect = plan.ingress.redirect_https;
    let body = format!("{}m", plan.ingress.body_size.in_mib());
    let connect = timeouts::CONNECT;
    match plan.ingress.controller {
        // Source: traefik/traefik, docs of the Kubernetes Ingress provider. Its redirect is a Middleware.
        Controller::Traefik if encrypted => pairs([
            ("traefik.ingress.kubernetes.io/router.entrypoints", "websecure"),
            ("traefik.ingress.kubernetes.io/router.tls", "true"),
        ]),
        Controller::Traefik => pairs([("traefik.ingress.kubernetes.io/router.entrypoints", "web")]),
        // Source: kubernetes/ingress-nginx, docs/user-guide/nginx-configuration/annotations.md. Bodies up to 1m unless told.
        Controller::Nginx => pairs([
            ("nginx.ingress.kubernetes.io/proxy-body-size", body.as_str()),
            // A pod that vanished with its node is given up soon, and the next one is tried.
            ("nginx.ingress.kubernetes.io/proxy-connect-timeout", &connect.to_string()),
            ("nginx.ingress.kubernetes.io/ssl-redirect", word(encrypted && redirect)),
        ]),
        // Source: nginx/kubernetes-ingress, docs of its annotations. Bodies up to 1m unless told; it redirects unless told.
        Controller::F5Nginx => pairs([
            ("nginx.org/client-max-body-size", body.as_str()),
            ("nginx.org/proxy-connect-timeout", &format!("{connect}s")),
            ("ingress.kubernetes.io/ssl-redirect", word(encrypted && redirect)),
        ]),
        // Source: haproxytech/kubernetes-ingress, documentation/annotations.md. Without a port it redirects to 8443, and
        // with 302.
        Controller::Haproxy if encrypted && redirect => pairs([
            ("haproxy.org/ssl-redirect", "true"),
            ("haproxy.org/ssl-redirect-code", "301"),
            ("haproxy.org/ssl-redirect-port", "443"),
        ]),
        Controller::Haproxy => pairs([("haproxy.org/ssl-redirect", "false")]),
        // Source: jcmoraisjr/haproxy-ingress, docs of its configuration keys. It redirects unless told, with 302.
        Controller::HaproxyIngress if encrypted && redirect => pairs([
            ("haproxy-ingress.github.io/ssl-redirect", "true"),
            ("haproxy-ingress.github.io/ssl-redirect-code", "301"),
        ]),
        Controller::HaproxyIngress => pairs([("haproxy-ingress.github.io/ssl-redirect", "false")]),
        // Source: projectcontour/contour, site/content/docs, annotations. An answer may take 15 s unless told; nginx waits 60.
        Controller::Contour => pairs([
            ("ingress.kubernetes.io/force-ssl-redirect", word(encrypted && redirect)),
            ("projectcontour.io/response-timeout", "60s"),
        ]),
        // Source: aws-load-balancer-controller, docs/guide/ingress/annotations.md. It reads no Secret: with HTTPS among its
        // ports it takes the certificate of ACM that fits the host. Its balancer is internal unless told.
        Controller::Alb => {
            let https = plan.site.tls.is_https();
            let ports = if https { r#"[{"HTTP": 80}, {"HTTPS": 443}]"# } else { r#"[{"HTTP": 80}]"# };
            let scheme = if plan.site.host.is_private() { "internal" } else { "internet-facing" };
            let mut read = pairs([
                ("alb.ingress.kubernetes.io/healthcheck-path", HEALTH),
                ("alb.ingress.kubernetes.io/listen-ports", ports),
                ("alb.ingress.kubernetes.io/scheme", scheme),
                ("alb.ingress.kubernetes.io/success-codes", "200"),
                ("alb.ingress.kubernetes.io/target-type", "ip"),
            ]);
            if https && redirect {
                read.insert("alb.ingress.kubernetes.io/ssl-redirect".to_owned(), "443".to_owned());
            }
            read
        }
        // Source: docs.cloud.google.com, Ingress configuration on GKE. It reads its class from the annotation only.
        Controller::Gce => {
            let mut read = class(plan);
            if encrypted && redirect {
                let key = "networking.gke.io/v1beta1.FrontendConfig";
                read.insert(key.to_owned(), FRONTEND.to_owned());
            }
            if site::orders_certificate(plan) {
                // A second Ingress would get an address of its own, which the host does not lead to.
                read.extend(pairs([
                    ("acme.cert-manager.io/http01-edit-in-place", "true"),
                    ("cert-manager.io/issue-temporary-certificate", "true"),
                ]));
            }
            read
        }
        // Source: Azure/application-gateway-kubernetes-ingress, docs/annotations.md. It asks for health as 127.0.0.1.
        Controller::Azure => {
            let mut read = pairs([
                ("appgw.ingress.kubernetes.io/health-probe-path", HEALTH),
                ("appgw.ingress.kubernetes.io/health-probe-status-codes", "200"),
                ("appgw.ingress.kubernetes.io/request-timeout", "60"),
                ("appgw.ingress.kubernetes.io/ssl-redirect", word(encrypted && redirect)),
            ]);
            read.extend(class(plan));
            read
        }
        Controller::Other
        | Controller::Gateway
        | Controller::Tunnel
        | Controller::LoadBalancer
        | Controller::NodePort => BTreeMap::new(),
    }
}

fn class(plan: &Plan) -> BTreeMap<String, String> {
    let class = annotated_class(plan.ingress.controller);
    to_map(class.into_iter().map(|class| ("kubernetes.io/ingress.class".to_owned(), class.to_owned())))
}

fn word(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

pub(super) fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    to_map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())))
}
