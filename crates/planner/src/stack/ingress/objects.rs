//! The Ingress, or the routes of Gateway API; a second one for plain HTTP under Traefik, and the Middleware that redirects.

mod annotations;
mod gateway;

use std::collections::BTreeMap;

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
use crate::stack::{nginx::names as nginx, site};
use annotations::{FRONTEND, pairs};

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
    if plan.ingress.controller == Controller::Gce {
        google(plan, out);
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
    let mut annotations = annotations::of_controller(plan);
    if site::orders_certificate(plan) {
        let (key, name) = issuer::annotation(plan);
        annotations.insert(key.to_owned(), name.to_owned());
    }
    annotations
}

fn ingress(plan: &Plan, name: &str, encrypted: bool, annotations: BTreeMap<String, String>) -> Ingress {
    let hosts: Vec<String> = site::hosts(plan).into_iter().map(ToOwned::to_owned).collect();
    let mut metadata = meta(plan, name, "ingress");
    metadata.annotations = (!annotations.is_empty()).then_some(annotations);
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: plan.ingress.controller.reads_class().then(|| plan.ingress.class.to_string()),
            tls: encrypted.then(|| {
                vec![IngressTLS {
                    hosts: Some(hosts.clone()),
                    secret_name: Some(plan.site.tls_secret.to_string()),
                }]
            }),
            rules: Some(hosts.into_iter().map(rule).collect()),
            ..IngressSpec::default()
        }),
        status: None,
    }
}

/// Every name leads to nginx; it redirects those that are not the forum's own.
fn rule(host: String) -> IngressRule {
    IngressRule {
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
    }
}

/// Google's load balancer: how it redirects, and where it asks nginx for health. Its own question is for `/` with the
/// address of a pod as host, which Django refuses.
fn google(plan: &Plan, out: &mut PartObjects<'_>) {
    if site::uses_certificate(plan) && plan.ingress.redirect_https {
        out.put(Custom {
            api_version: "networking.gke.io/v1beta1",
            kind: "FrontendConfig",
            metadata: meta(plan, FRONTEND, "ingress"),
            spec: json!({ "redirectToHttps": { "enabled": true, "responseCodeName": "MOVED_PERMANENTLY_DEFAULT" } }),
        });
    }
    out.put(Custom {
        api_version: "cloud.google.com/v1",
        kind: "BackendConfig",
        metadata: meta(plan, nginx::SERVICE, "ingress"),
        spec: json!({ "healthCheck": { "type": "HTTP", "requestPath": nginx::HEALTH, "port": nginx::PORT } }),
    });
}

fn redirect(plan: &Plan) -> Custom {
    Custom {
        api_version: "traefik.io/v1alpha1",
        kind: "Middleware",
        metadata: meta(plan, REDIRECT, "ingress"),
        spec: json!({ "redirectScheme": { "scheme": "https", "permanent": true } }),
    }
}
