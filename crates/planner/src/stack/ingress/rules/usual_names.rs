//! The names that controllers have when they are installed as their projects say.

use crate::plan::Plan;
use crate::stack::cluster::kinds;
use crate::stack::ingress::options::Controller;
use crate::values::{DnsLabel, DnsSubdomain, LabelPair};

/// The names that the chosen one has when it is installed as its project says.
pub(super) fn usual_names(plan: &mut Plan) {
    match plan.ingress.controller {
        Controller::Nginx => nginx_names(plan),
        Controller::Tunnel => tunnel_names(plan),
        Controller::F5Nginx => f5_names(plan),
        Controller::Haproxy => {
            named(plan, "haproxy", "haproxy-controller", "app.kubernetes.io/name=kubernetes-ingress");
        }
        Controller::HaproxyIngress => {
            named(plan, "haproxy", "ingress-controller", "app.kubernetes.io/name=haproxy-ingress");
        }
        Controller::Contour => named(plan, "contour", "projectcontour", "app=envoy"),
        Controller::Alb => plan.ingress.class = DnsSubdomain::known("alb"),
        _ => traefik_names(plan),
    }
}

fn named(plan: &mut Plan, class: &'static str, namespace: &'static str, label: &'static str) {
    plan.ingress.class = DnsSubdomain::known(class);
    plan.cluster.ingress_namespace = DnsLabel::known(namespace);
    plan.cluster.ingress_label = LabelPair::known(label);
}

/// As the manifest of Cloudflare's manual labels the pods of cloudflared; the namespace is the operator's choice.
pub(super) fn tunnel_names(plan: &mut Plan) {
    plan.cluster.ingress_namespace = DnsLabel::known("cloudflared");
    plan.cluster.ingress_label = LabelPair::known("app=cloudflared");
}

/// As the project's own manifests install it.
pub(super) fn nginx_names(plan: &mut Plan) {
    named(plan, "nginx", "ingress-nginx", "app.kubernetes.io/name=ingress-nginx");
}

/// As F5's chart installs its controller.
pub(super) fn f5_names(plan: &mut Plan) {
    named(plan, "nginx", "nginx-ingress", "app.kubernetes.io/name=nginx-ingress");
}

/// As the cluster brings it; elsewhere as the README of its chart installs it.
pub(super) fn traefik_names(plan: &mut Plan) {
    let namespace = kinds::of_plan(plan).traefik;
    plan.ingress.class = DnsSubdomain::known("traefik");
    plan.cluster.ingress_namespace = DnsLabel::known(namespace);
    plan.cluster.ingress_label = LabelPair::known("app.kubernetes.io/name=traefik");
}
