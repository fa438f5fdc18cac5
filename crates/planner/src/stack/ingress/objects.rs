//! The Ingress, or the routes of Gateway API; a second one for plain HTTP under Traefik, and the Middleware that redirects.

mod gateway;

use std::collections::BTreeMap;

use crate::sorting::to_map;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend,
    IngressSpec, IngressTLS, ServiceBackendPort,
};
use serde_json::json;

use super::issuer;
use super::options::Controller;
use super::redirects_by_middleware;
use crate::inputs::Inputs;
use crate::kube::{Custom, PartObjects, meta};
use crate::plan::Plan;
use crate::stack::{nginx::names as nginx, site, timeouts};

const REDIRECT: &str = "redirect-to-https";

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    let encrypted = site::uses_certificate(plan);
    let traefik = plan.ingress.controller == Controller::Traefik;

    if let Some(own) = issuer::own(plan) {
        out.put(own);
    }
    if plan.ingress.controller == Controller::Gateway {
        gateway::objects(plan, out);
    }
    if !plan.ingress.controller.reads_ingress() {
        return;
    }
    out.put(ingress(plan, "forum", encrypted, front_annotations(plan)));
    if traefik && encrypted {
        // Traefik's router serves TLS or plain HTTP, not both: plain HTTP gets a router of its own.
        let mut annotations = pairs([("traefik.ingress.kubernetes.io/router.entrypoints", "web")]);
        if redirects_by_middleware(plan) {
            let middleware = format!("{}-{REDIRECT}@kubernetescrd", plan.site.namespace);
            annotations.insert("traefik.ingress.kubernetes.io/router.middlewares".to_owned(), middleware);
            out.put(redirect(plan));
        }
        out.put(ingress(plan, "forum-http", false, annotations));
    }
}

/// What the controller and cert-manager read on the main Ingress.
fn front_annotations(plan: &Plan) -> BTreeMap<String, String> {
    let encrypted = site::uses_certificate(plan);
    let mut annotations = match plan.ingress.controller {
        Controller::Traefik if encrypted => pairs([
            ("traefik.ingress.kubernetes.io/router.entrypoints", "websecure"),
            ("traefik.ingress.kubernetes.io/router.tls", "true"),
        ]),
        Controller::Traefik => pairs([("traefik.ingress.kubernetes.io/router.entrypoints", "web")]),
        Controller::Nginx => to_map([
            (
                "nginx.ingress.kubernetes.io/proxy-body-size".to_owned(),
                format!("{}m", plan.ingress.body_size.in_mib()),
            ),
            // A pod that vanished with its node is given up soon, and the next one is tried.
            ("nginx.ingress.kubernetes.io/proxy-connect-timeout".to_owned(), timeouts::CONNECT.to_string()),
            (
                "nginx.ingress.kubernetes.io/ssl-redirect".to_owned(),
                (encrypted && plan.ingress.redirect_https).to_string(),
            ),
        ]),
        Controller::Other
        | Controller::Gateway
        | Controller::Tunnel
        | Controller::LoadBalancer
        | Controller::NodePort => BTreeMap::new(),
    };
    if site::orders_certificate(plan) {
        let (key, name) = issuer::annotation(plan);
        annotations.insert(key.to_owned(), name.to_owned());
    }
    annotations
}

fn ingress(plan: &Plan, name: &str, encrypted: bool, annotations: BTreeMap<String, String>) -> Ingress {
    let host = plan.site.host.to_string();
    let mut metadata = meta(plan, name, "ingress");
    metadata.annotations = (!annotations.is_empty()).then_some(annotations);
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: Some(plan.ingress.class.to_string()),
            tls: encrypted.then(|| {
                vec![IngressTLS {
                    hosts: Some(vec![host.clone()]),
                    secret_name: Some(plan.site.tls_secret.to_string()),
                }]
            }),
            rules: Some(vec![IngressRule {
                host: Some(host),
                http: Some(HTTPIngressRuleValue {
                    paths: vec![HTTPIngressPath {
                        path: Some("/".to_owned()),
                        path_type: "Prefix".to_owned(),
                        backend: IngressBackend {
                            service: Some(IngressServiceBackend {
                                name: nginx::SERVICE.to_owned(),
                                port: Some(ServiceBackendPort {
                                    number: Some(i32::from(nginx::SERVICE_PORT)),
                                    name: None,
                                }),
                            }),
                            resource: None,
                        },
                    }],
                }),
            }]),
            ..IngressSpec::default()
        }),
        status: None,
    }
}

fn redirect(plan: &Plan) -> Custom {
    Custom {
        api_version: "traefik.io/v1alpha1",
        kind: "Middleware",
        metadata: meta(plan, REDIRECT, "ingress"),
        spec: json!({ "redirectScheme": { "scheme": "https", "permanent": true } }),
    }
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    to_map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())))
}
