//! Where requests come from, and where TLS ends.

use crate::finding::Report;
use crate::inputs::Inputs;
use crate::stack::ingress::options::{Controller, Source};
use crate::stack::ingress::title;
use crate::stack::nginx::options::Nginx;
use crate::stack::site::{self, options::Tls};
use crate::values::Hostnames;

pub(super) fn no_address(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.ingress.lacks_addresses() {
        let finding = report.flag("The addresses that requests come from are still an example");
        finding.at("ingress.addresses").at("ingress.source").unanswered();
        let published = inputs.plan.ingress.controller.published_networks();
        if let Some(networks) = published.and_then(|networks| networks.parse().ok()) {
            finding.fix("Use the networks that Google publishes", inputs.plan, |plan| {
                plan.ingress.addresses = networks;
            });
        }
    }
}

pub(super) fn unread_certificate(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.site.tls.has_secret() && !plan.ingress.reads_certificate() {
        let what = match plan.ingress.controller {
            Controller::Gateway => "The Gateway reads its certificate from its own namespace".to_owned(),
            _ => format!("{}: nothing here reads the certificate", title(plan)),
        };
        report.flag(what).at("site.tls").at("ingress.controller").fix(
            "The certificate is held in front",
            plan,
            |plan| plan.site.tls = Tls::InFront,
        );
    }
}

/// A tunnel reports the visitor itself, and its pods are in the cluster's network; addresses are trusted by themselves.
pub(super) fn front_not_trusted(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let known = matches!(plan.ingress.controller, Controller::Tunnel | Controller::Gateway)
        || plan.ingress.source() == Source::Addresses;
    if plan.site.tls == Tls::InFront && !known && plan.nginx.real_ip_from == Nginx::default().real_ip_from {
        report
            .flag("Visitors' addresses are lost: the proxy in front is not trusted")
            .at("nginx.real_ip_from")
            .at("site.tls");
    }
}

pub(super) fn anywhere(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let wide = matches!(plan.ingress.source, Source::Cluster | Source::Anywhere);
    let none = matches!(plan.ingress.controller, Controller::LoadBalancer | Controller::NodePort);
    if wide && !none {
        report.flag("The network policy lets more than the controller reach nginx").at("ingress.source");
    }
}

pub(super) fn idle_name(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let named: Vec<&str> = plan.site.other_hosts.iter().flat_map(Hostnames::iter).collect();
    let kept = site::other_hosts(plan);
    let idle =
        named.iter().find(|name| !kept.contains(name) || named.iter().filter(|it| it == name).count() > 1);
    let Some(name) = idle else { return };
    // No name at all is no list.
    let others = kept.join(", ").parse().ok();
    report.flag(format!("{name} needs no redirect to the forum")).at("site.other_hosts").fix(
        "Take it out",
        plan,
        |plan| plan.site.other_hosts = others,
    );
}
