//! The controller, and the DNS name that leads to it.

use super::names::GATEWAY;
use super::options::implementations;
use super::options::{Controller, GatewayOwner, Source};
use super::{pods_command, redirects_by_middleware, title};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::stack::cluster::options::Distribution;
use crate::stack::nginx::names as nginx;
use crate::stack::site::{self, options::Tls};

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

/// What brings requests to nginx, and how to see that the network policies let it in.
fn controller(plan: &Plan) -> Prerequisite {
    match plan.ingress.controller {
        Controller::Gateway => gateway(plan),
        Controller::Tunnel => tunnel(plan),
        Controller::LoadBalancer => Prerequisite::new(
            Stage::Check,
            "A load balancer for Services",
            "The cluster must give a Service of type `LoadBalancer` an address: clouds and k3s do, elsewhere MetalLB \
             or kube-vip can. It must send port 80 to nginx as it comes, and find out which nodes have a pod of nginx \
             (`externalTrafficPolicy: Local`).",
        ),
        Controller::NodePort => Prerequisite::new(
            Stage::Check,
            "Your own load balancer",
            format!(
                "It sends requests to port {port} of the nodes. Only nodes with a pod of nginx answer there, so it \
                 must check `http://NODE:{port}/nginx-health` and leave out the others.",
                port = plan.ingress.node_port
            ),
        ),
        Controller::Gce => outside(plan, "GKE's HTTP load balancing", "It is on unless it was switched off for the cluster. Requests and health checks come from Google's own networks."),
        Controller::Azure => outside(plan, "Application Gateway with its ingress controller", "An AKS add-on. Requests come from the gateway's own subnet."),
        Controller::Alb => Prerequisite::new(
            Stage::Check,
            format!("AWS Load Balancer Controller and its class `{}`", plan.ingress.class),
            format!(
                "Requests come from the subnets of the load balancer: {}. Its certificate is not a Secret but one in AWS \
                 Certificate Manager for `{}`, which it finds by the host.",
                plan.ingress.networks().join(", "),
                plan.site.host
            ),
        )
        .seen_by(format!("kubectl get ingressclass {}", quote(plan.ingress.class.as_str()))),
        _ => ingress_controller(plan),
    }
}

fn gateway(plan: &Plan) -> Prerequisite {
    let ingress = &plan.ingress;
    let class = quote(ingress.gateway_class.as_str());
    let crds = "kubectl get crd httproutes.gateway.networking.k8s.io";
    let (title, about, seen_by) = match ingress.gateway {
        GatewayOwner::Own => {
            let (http, https) = implementations::ports(ingress.gateway_class.as_str());
            let ports = if (http, https) == (80, 443) {
                String::new()
            } else {
                format!(
                    " Its listeners have the ports {http} and {https}, because they must be those of {}'s entry \
                     points; visitors still use 80 and 443.",
                    title(plan)
                )
            };
            (
                format!("Gateway API with the class `{}`", ingress.gateway_class),
                format!(
                    "The bundle brings a Gateway of this class; the kinds and what implements them must be there \
                     before. `ACCEPTED` must be `True`.{ports}"
                ),
                format!("{crds}\nkubectl get gatewayclass {class}"),
            )
        }
        GatewayOwner::Existing => (
            format!("The Gateway `{}` in `{}`", ingress.gateway_name, ingress.gateway_namespace),
            format!(
                "Its listener must be for {}, hold a certificate for that, and allow routes from the namespace `{}` \
                 (`allowedRoutes.namespaces`; unless it says more, it takes only those of its own).",
                site::hosts_in_words(plan),
                plan.site.namespace
            ),
            format!(
                "{crds}\nkubectl --namespace {} get gateway {}",
                quote(ingress.gateway_namespace.as_str()),
                quote(ingress.gateway_name.as_str())
            ),
        ),
    };
    seen(plan, Prerequisite::new(Stage::Check, title, about), seen_by)
}

fn outside(plan: &Plan, title: &'static str, about: &'static str) -> Prerequisite {
    let from = plan.ingress.networks().join(", ");
    Prerequisite::new(Stage::Check, title, format!("{about} The network policies let in {from}."))
}

fn tunnel(plan: &Plan) -> Prerequisite {
    let service = format!(
        "http://{}.{}.svc.{}:{}",
        nginx::SERVICE,
        plan.site.namespace,
        plan.cluster.domain,
        nginx::SERVICE_PORT
    );
    let about = format!(
        "Its pods run in the cluster, outside the forum's namespace. Give the tunnel the public host name \
         {} with the service `{service}`, and let it pass on the host name unchanged.",
        site::hosts_in_words(plan)
    );
    let tunnel = Prerequisite::new(Stage::Check, "The tunnel", about);
    seen(plan, tunnel, String::new())
}

/// With the command that lists the pods, if the policies select pods.
fn seen(plan: &Plan, one: Prerequisite, first: String) -> Prerequisite {
    // The pods of a Gateway of the bundle's own do not run before it is applied.
    let own = plan.ingress.controller == Controller::Gateway && plan.ingress.gateway == GatewayOwner::Own;
    let pods = pods_command(plan, "get pods").filter(|_| !own);
    let lines = [Some(first).filter(|line| !line.is_empty()), pods];
    one.seen_by(lines.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

fn ingress_controller(plan: &Plan) -> Prerequisite {
    let whose = match (plan.ingress.controller, plan.cluster.distribution) {
        (Controller::Traefik, Distribution::K3s) => " k3s includes both.",
        _ => "",
    };
    let lets_in = match plan.ingress.source() {
        Source::Pods | Source::Usual => format!(
            "The second command must list its pods, because the network policies let in nothing else. If it lists \
             none, correct the namespace and the label under Cluster in the plan.{whose}"
        ),
        Source::Addresses => format!(
            "The network policies let in only {}, so its requests must come from there.",
            plan.ingress.networks().join(", ")
        ),
        Source::Cluster => "The network policies let in every pod of the cluster.".to_owned(),
        Source::Anywhere => "The network policies let in everything that reaches nginx.".to_owned(),
    };
    let title = format!("The ingress class `{}` and its controller", plan.ingress.class);
    let class = format!("kubectl get ingressclass {}", quote(plan.ingress.class.as_str()));
    seen(plan, Prerequisite::new(Stage::Check, title, lets_in), class)
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
    let Some(service) = address_command(plan) else {
        return Prerequisite::new(Stage::Check, title, elsewhere(plan, place));
    };
    let names: Vec<String> = site::other_hosts(plan).iter().map(|name| format!("`{name}`")).collect();
    let others = match names.len() {
        0 => String::new(),
        1 => format!(" {} needs the same record.", names.concat()),
        _ => format!(" {} need the same record.", names.join(", ")),
    };
    let gateway = plan.ingress.controller == Controller::Gateway;
    let column = if gateway {
        "under `ADDRESS`, once the bundle is applied"
    } else {
        "under `EXTERNAL-IP` in the `LoadBalancer` line"
    };
    let which = match plan.cluster.distribution {
        Distribution::K3s => " On k3s these are the addresses of the nodes; one is enough to start with.",
        _ if gateway => "",
        _ => {
            " If there is no such line, the controller listens on the nodes: use their addresses (`kubectl get \
             nodes --output wide`)."
        }
    };
    Prerequisite::new(
        Stage::Check,
        title,
        format!(
            "{place} an A record with the address that the first command shows {column}.{which} If that address is private and visitors come from the internet, use the \
             public address of your router instead and forward ports 80 and 443 to the cluster. The second command \
             must then print that address.{others}"
        ),
    )
    .seen_by(format!("{service}\nnslookup {}", quote(host.as_str())))
}

/// The command that shows the address which visitors need; nothing where it is not the cluster's.
fn address_command(plan: &Plan) -> Option<String> {
    let namespace = match plan.ingress.controller {
        _ if plan.site.tls == Tls::InFront => return None,
        Controller::LoadBalancer => plan.site.namespace.as_str(),
        Controller::Gateway if plan.ingress.gateway == GatewayOwner::Own => {
            let namespace = quote(plan.site.namespace.as_str());
            return Some(format!("kubectl --namespace {namespace} get gateway {GATEWAY}"));
        }
        controller if controller.reads_ingress() && plan.ingress.source() == Source::Pods => {
            plan.cluster.ingress_namespace.as_str()
        }
        _ => return None,
    };
    Some(format!("kubectl --namespace {} get services", quote(namespace)))
}

/// Where the name leads when the address is not one that the cluster shows.
fn elsewhere(plan: &Plan, place: &str) -> String {
    match plan.ingress.controller {
        Controller::Tunnel => {
            "The tunnel's provider answers for it: most create the record when the tunnel gets the host name."
                .to_owned()
        }
        Controller::Gateway => {
            format!("{place} the address that `kubectl get gateways --all-namespaces` shows for the Gateway.")
        }
        _ if plan.site.tls == Tls::InFront => format!(
            "{place} the address of the proxy or load balancer in front of the cluster, and point that to the cluster."
        ),
        _ => format!("{place} the address of the load balancer that brings requests to the cluster."),
    }
}
