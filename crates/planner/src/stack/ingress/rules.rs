//! What can be wrong with the ingress.

mod gateway;
mod usual_names;
mod way_in;

use super::known_controllers::{self, KnownController};
use super::options::{Controller, GatewayOwner, Source};
use super::title;
use crate::finding::{Finding, Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::cluster::options::Cluster;
use crate::stack::nginx::MISAGO_LARGEST_UPLOAD;
use crate::stack::site::{self, options::Tls};
use crate::values::{Choices, Cidrs, DnsLabel, DnsSubdomain, Hostnames, LabelPair, Memory};
use usual_names::{f5_names, nginx_names, traefik_names, tunnel_names, usual_names};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP025",
        name: "plain-http-beside-tls",
        severity: Severity::Warning,
        explanation: "People who type the host name arrive over plain HTTP. Without a redirect they stay on it, \
                      their browser drops the Secure cookies, and they cannot log in.",
        remedy: "Turn on the redirect to HTTPS.",
        flagged: |plan, _| plan.ingress.redirect_https = false,
        clean: |plan, _| plan.ingress.redirect_https = true,
        check: no_redirect,
    },
    Rule {
        code: "FP026",
        name: "ingress-body-below-misago-uploads",
        severity: Severity::Warning,
        explanation: "The ingress controller answers larger uploads with 413 before Misago sees them. Misago \
                      allows up to 5 MB by default.",
        remedy: "Allow at least 8Mi; Misago's own deployment uses 16Mi.",
        flagged: |plan, _| {
            plan.ingress.controller = Controller::Nginx;
            plan.ingress.body_size = Memory::mib(1);
        },
        clean: |plan, _| {
            plan.ingress.controller = Controller::Nginx;
            plan.ingress.body_size = Memory::mib(16);
        },
        check: small_body,
    },
    Rule {
        code: "FP027",
        name: "ingress-names-of-another-controller",
        severity: Severity::Error,
        explanation: "Each Ingress is handled by the controller of its class, and the network policies let in only \
                      pods with the given label. With another controller's names, no controller serves the host, \
                      or its requests are blocked.",
        remedy: "Enter the class, namespace and label of the controller that runs in the cluster.",
        flagged: |plan, _| plan.ingress.controller = Controller::Nginx,
        clean: |plan, _| {
            plan.ingress.controller = Controller::Nginx;
            nginx_names(plan);
        },
        check: other_names,
    },
    Rule {
        code: "FP151",
        name: "known-controller-as-another",
        severity: Severity::Warning,
        explanation: "For “another controller” the bundle has no annotations: visitors on plain HTTP are not \
                      redirected, and ingress-nginx refuses uploads over its default of 1 MB. But the names in \
                      this plan belong to a controller the planner has annotations for.",
        remedy: "Choose that controller.",
        flagged: |plan, _| plan.ingress.controller = Controller::Other,
        clean: |plan, _| {
            plan.ingress.controller = Controller::Other;
            plan.cluster.ingress_namespace = DnsLabel::known("kong");
            plan.cluster.ingress_label = LabelPair::known("app.kubernetes.io/name=gateway");
        },
        check: known_as_another,
    },
    Rule {
        code: "FP152",
        name: "body-limit-of-another-controller",
        severity: Severity::Warning,
        explanation: "The controller answers larger uploads with 413 before Misago sees them. Misago allows up to \
                      5 MB by default, and this planner writes no annotations for this controller.",
        remedy: "Add the annotation to the Ingress “forum” with a patch in your Kustomization, or raise the limit \
                 for the whole controller.",
        flagged: |plan, _| {
            plan.ingress.controller = Controller::Other;
            f5_names(plan);
        },
        clean: |plan, _| {
            plan.ingress.controller = Controller::Other;
            plan.cluster.ingress_namespace = DnsLabel::known("haproxy-controller");
            plan.cluster.ingress_label = LabelPair::known("app.kubernetes.io/name=kubernetes-ingress");
        },
        check: unset_body_limit,
    },
    Rule {
        code: "FP153",
        name: "ingress-controller-out-of-support",
        severity: Severity::Warning,
        explanation: "ingress-nginx was retired in March 2026 and has had no releases or security fixes since, \
                      although it is the program exposed to the whole internet. Its last version, 1.15.1, was \
                      tested up to Kubernetes 1.35.",
        remedy: "Move to Gateway API, as the project itself recommends, or to another controller such as Traefik.",
        flagged: |plan, _| {
            plan.ingress.controller = Controller::Nginx;
            nginx_names(plan);
        },
        clean: |plan, _| plan.ingress.controller = Controller::Traefik,
        check: retired,
    },
    Rule {
        code: "FP190",
        name: "example-addresses",
        severity: Severity::Error,
        explanation: "192.0.2.0/24 stands for your own addresses and belongs to no one. The network policy lets in \
                      only the addresses named here, so visitors would get 502 or 504.",
        remedy: "Enter the networks that requests come from: the nodes' for a controller on their network \
                 (hostNetwork), the load balancer's for one outside the cluster.",
        flagged: |plan, _| plan.ingress.source = Source::Addresses,
        clean: |plan, _| {
            plan.ingress.source = Source::Addresses;
            plan.ingress.addresses = Cidrs::known("10.0.0.0/16");
        },
        check: way_in::no_address,
    },
    Rule {
        code: "FP191",
        name: "certificate-that-nothing-reads",
        severity: Severity::Error,
        explanation: "A Secret with a certificate is of use only to what ends TLS and looks for it in the forum's \
                      namespace. A tunnel, a load balancer and a Gateway that exists do not, and nginx speaks plain \
                      HTTP: no certificate is ordered, and https does not work with this one.",
        remedy: "Say that the certificate is held in front, where TLS ends: at the tunnel's provider, at the load \
                 balancer, or at the Gateway.",
        flagged: |plan, _| {
            plan.ingress.controller = Controller::Tunnel;
            tunnel_names(plan);
        },
        clean: |plan, _| {
            plan.ingress.controller = Controller::Tunnel;
            tunnel_names(plan);
            plan.site.tls = Tls::InFront;
        },
        check: way_in::unread_certificate,
    },
    Rule {
        code: "FP192",
        name: "proxy-in-front-not-trusted",
        severity: Severity::Warning,
        explanation: "The proxy in front of the cluster reports each visitor's address in X-Forwarded-For. nginx \
                      believes only networks that the plan names, so all members seem to come from the proxy, and \
                      banning one address locks out everyone. Traefik, ingress-nginx and others also drop what the \
                      proxy reports unless they are told to trust it.",
        remedy: "Add the proxy's networks to nginx's ingress network, and tell the ingress controller to trust them \
                 too (Traefik: forwardedHeaders.trustedIPs).",
        flagged: |plan, _| plan.site.tls = Tls::InFront,
        clean: |plan, _| {
            plan.site.tls = Tls::InFront;
            plan.nginx.real_ip_from = Cidrs::known("10.42.0.0/16, 192.0.2.0/24");
        },
        check: way_in::front_not_trusted,
    },
    Rule {
        code: "FP193",
        name: "requests-from-anywhere-beside-a-controller",
        severity: Severity::Advice,
        explanation: "The network policy lets everything in the cluster reach nginx, past the controller with its \
                      limits and logs. Pods inside the trusted network can also claim any visitor's address.",
        remedy: "Name the controller's pods or addresses. Cilium's own controller is neither and needs “anywhere”.",
        flagged: |plan, _| plan.ingress.source = Source::Anywhere,
        clean: |plan, _| plan.ingress.source = Source::Pods,
        check: way_in::anywhere,
    },
    Rule {
        code: "FP194",
        name: "gateway-pods-in-the-forums-namespace",
        severity: Severity::Error,
        explanation: "This implementation starts the pods of a Gateway in the Gateway's own namespace. The forum's \
                      namespace refuses pods that are not “restricted”, as these are by default, and its policies \
                      deny them all traffic: no request would reach the forum.",
        remedy: "Use a Gateway in another namespace, and let it hold the certificate.",
        flagged: |plan, _| own_gateway(plan, "istio"),
        clean: |plan, _| own_gateway(plan, "eg"),
        check: gateway::pods_here,
    },
    Rule {
        code: "FP195",
        name: "no-redirect-on-a-shared-gateway",
        severity: Severity::Advice,
        explanation: "The bundle redirects plain HTTP with a route on the Gateway's HTTP listener, but none is named. \
                      Unless the Gateway's owner redirects, visitors on plain HTTP get an error, or the forum \
                      without Secure cookies, where they cannot log in.",
        remedy: "Name the listener for plain HTTP, or turn off the redirect if the Gateway's owner has one.",
        flagged: |plan, _| existing_gateway(plan),
        clean: |plan, _| {
            existing_gateway(plan);
            plan.ingress.gateway_http_section = Some(DnsLabel::known("http"));
        },
        check: gateway::no_redirect,
    },
    Rule {
        code: "FP196",
        name: "gateway-body-limit-below-misago-uploads",
        severity: Severity::Warning,
        explanation: "The Gateway answers larger uploads with 413 before Misago sees them. Misago allows up to 5 MB \
                      by default. Gateway API has no field for this; each implementation has a kind of its own.",
        remedy: "Add the object that raises the limit beside base/, and list it in Kustomization.",
        flagged: |plan, _| {
            existing_gateway(plan);
            plan.ingress.gateway_class = DnsSubdomain::known("nginx");
        },
        clean: |plan, _| existing_gateway(plan),
        check: gateway::body_limit,
    },
    Rule {
        code: "FP197",
        name: "name-that-leads-to-itself",
        severity: Severity::Advice,
        explanation: "The other names redirect to the forum's host name. The host name itself, or a name that stands \
                      there twice, adds nothing and is left out.",
        remedy: "Take it out of the other names.",
        flagged: |plan, _| plan.site.other_hosts = Some(Hostnames::known("forum.example.org")),
        clean: |plan, _| plan.site.other_hosts = Some(Hostnames::known("www.example.org")),
        check: way_in::idle_name,
    },
];

fn own_gateway(plan: &mut Plan, class: &'static str) {
    plan.ingress.controller = Controller::Gateway;
    plan.ingress.gateway_class = DnsSubdomain::known(class);
}

fn existing_gateway(plan: &mut Plan) {
    own_gateway(plan, "eg");
    plan.ingress.gateway = GatewayOwner::Existing;
    plan.site.tls = Tls::InFront;
}

fn no_redirect(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let can = plan.ingress.controller != Controller::Other;
    if can && site::uses_certificate(plan) && !plan.ingress.redirect_https {
        report
            .flag("Visitors on plain HTTP are not redirected and cannot log in")
            .at("ingress.redirect_https")
            .fix("Redirect to HTTPS", plan, |plan| plan.ingress.redirect_https = true);
    }
}

fn small_body(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let size = plan.ingress.body_size;
    if plan.ingress.controller.limits_bodies() && size < MISAGO_LARGEST_UPLOAD {
        report
            .flag(format!("{} refuses uploads over {size}, Misago allows 5 MB", title(plan)))
            .at("ingress.body_size")
            .fix("Allow 16Mi", plan, |plan| plan.ingress.body_size = Memory::mib(16));
    }
}

fn other_names(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let foreign = known_controllers::foreign(plan);
    // Without annotations there is nothing that another controller would ignore. FP151 says what is missing.
    let Some((_, known)) = foreign.first().filter(|_| plan.ingress.controller != Controller::Other) else {
        return;
    };
    let installed =
        known_controllers::installed(plan).filter(|known| known.choice != plan.ingress.controller);
    let owner = installed.unwrap_or(known).name;
    let finding = report.flag(format!("The controller is {}, but its names belong to {owner}", title(plan)));
    finding.because(its_names(plan));
    for (field, _) in &foreign {
        finding.at(field);
    }
    finding.at("ingress.controller");
    // Namespace and label were written down for a controller that runs; without them the choice is what is meant.
    match installed {
        Some(known) if plan.cluster.ingress_namespace != Cluster::default().ingress_namespace => {
            choose(finding, plan, known);
        }
        _ => {
            finding.fix(format!("Use the usual names of {}", title(plan)), plan, |plan| {
                usual_names(plan);
            });
        }
    }
}

/// Offers the option that stands for this controller, and corrects the class if the plan has another controller's.
fn choose(finding: &mut Finding, plan: &Plan, known: &'static KnownController) {
    let label = match known.choice {
        Controller::Other => "Choose another controller".to_owned(),
        choice => format!("Choose {}", choice.words()),
    };
    finding.fix(label, plan, |plan| {
        plan.ingress.controller = known.choice;
        if let Some(class) =
            known.classes.first().filter(|_| !known.classes.contains(&plan.ingress.class.as_str()))
        {
            plan.ingress.class = DnsSubdomain::known(class);
        }
    });
}

fn its_names(plan: &Plan) -> String {
    let class = if plan.ingress.controller.reads_ingress() {
        format!("class {}, ", plan.ingress.class)
    } else {
        String::new()
    };
    let cluster = &plan.cluster;
    format!("{class}namespace {}, pods labelled {}", cluster.ingress_namespace, cluster.ingress_label)
}

fn known_as_another(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let Some(known) =
        known_controllers::installed(plan).filter(|_| plan.ingress.controller == Controller::Other)
    else {
        return;
    };
    if known.choice != Controller::Other {
        let finding =
            report.flag(format!("The names belong to {}, which then gets no annotations", known.name));
        finding.because(its_names(plan)).at("ingress.controller").at("cluster.ingress_label");
        choose(finding, plan, known);
    }
}

fn unset_body_limit(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let Some(known) =
        known_controllers::installed(plan).filter(|_| plan.ingress.controller == Controller::Other)
    else {
        return;
    };
    if let Some(limit) = &known.body_limit {
        report
            .flag(format!("{} refuses uploads over {} by default", known.name, limit.usual))
            .because(format!("Annotate the Ingress “forum” with {}.", limit.annotation))
            .at("ingress.controller")
            .at("cluster.ingress_label");
    }
}

fn retired(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.ingress.controller == Controller::Nginx {
        report
            .flag("ingress-nginx was retired in March 2026 and gets no security fixes")
            .because(
                "Install what replaces it next to it first. Both can run until the host name points to the new one.",
            )
            .at("ingress.controller")
            .fix("Use Traefik", plan, |plan| {
                plan.ingress.controller = Controller::Traefik;
                traefik_names(plan);
            });
    }
}
