//! The controller, and the DNS name that leads to it.

use super::options::Controller;
use super::redirects_by_middleware;
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::stack::cluster::options::Distribution;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let k3s = plan.cluster.distribution == Distribution::K3s;
    let middleware = (!k3s && redirects_by_middleware(plan)).then(|| {
        Prerequisite::new(
            Stage::Check,
            "Traefik's own kinds",
            "The redirect to HTTPS is a `Middleware`, one of these kinds. Traefik's Helm chart installs their \
             definitions; without them `kubectl apply` rejects it.",
        )
        .seen_by("kubectl get crd middlewares.traefik.io")
    });
    [Some(controller(plan)), middleware, Some(name(plan))].into_iter().flatten().collect()
}

fn controller(plan: &Plan) -> Prerequisite {
    let whose = match (plan.ingress.controller, plan.cluster.distribution) {
        (Controller::Traefik, Distribution::K3s) => " k3s includes both.",
        _ => "",
    };
    Prerequisite::new(
        Stage::Check,
        format!("The ingress class `{}` and its controller", plan.ingress.class),
        format!(
            "The second command must list its pods, because the network policies let in nothing else. If it lists \
             none, correct the namespace and the label under Cluster in the plan.{whose}"
        ),
    )
    .seen_by(format!(
        "kubectl get ingressclass {}\nkubectl --namespace {} get pods --selector {}",
        quote(plan.ingress.class.as_str()),
        quote(plan.cluster.ingress_namespace.as_str()),
        quote(plan.cluster.ingress_label.as_str())
    ))
}

/// The address that the name has to lead to, and how to find it.
fn name(plan: &Plan) -> Prerequisite {
    let host = &plan.site.host;
    let title = format!("The name `{host}`, pointing to the cluster");
    if host.as_str().ends_with(".localhost") {
        let about = "Browsers treat every name that ends in `.localhost` as the machine they run on. On the node \
                     itself there is nothing to do; on any other machine, add a line with the node's address to \
                     its hosts file.";
        return Prerequisite::new(Stage::Check, title, about);
    }
    let place = if host.is_private() && !host.is_example() {
        "In your network's DNS, or in the hosts file of every machine that visits the forum, give it"
    } else {
        "At your DNS provider, give it"
    };
    let which = match plan.cluster.distribution {
        Distribution::K3s => "On k3s these are the addresses of the nodes; one is enough to start with.",
        Distribution::Other => {
            "If there is no such line, the controller listens on the nodes: use their addresses (`kubectl get \
             nodes --output wide`)."
        }
    };
    Prerequisite::new(
        Stage::Check,
        title,
        format!(
            "{place} an A record with the address that the first command shows under `EXTERNAL-IP` in the \
             `LoadBalancer` line. {which} If that address is private and visitors come from the internet, use the \
             public address of your router instead and forward ports 80 and 443 to the cluster. The second command \
             must then print that address."
        ),
    )
    .seen_by(format!(
        "kubectl --namespace {} get services\nnslookup {}",
        quote(plan.cluster.ingress_namespace.as_str()),
        quote(host.as_str())
    ))
}
