//! What can be wrong with the use of Gateway API.

use crate::finding::Report;
use crate::inputs::Inputs;
use crate::stack::ingress::gateway::redirecting_listener;
use crate::stack::ingress::options::implementations::{DataPlane, of_class};
use crate::stack::ingress::options::{Controller, GatewayOwner, Ingress};
use crate::stack::ingress::{redirects, title};
use crate::stack::site::options::Tls;

pub(super) fn pods_here(inputs: &Inputs<'_>, report: &mut Report) {
    let (plan, ingress) = (inputs.plan, &inputs.plan.ingress);
    let own = ingress.gateway == GatewayOwner::Own;
    let here = own || ingress.gateway_namespace == plan.site.namespace;
    if ingress.data_plane() != Some(DataPlane::OfGateway) || !here {
        return;
    }
    let finding =
        report.flag(format!("{} would start the Gateway's pods in the forum's namespace", title(plan)));
    finding.at(if own { "ingress.gateway" } else { "ingress.gateway_namespace" }).at("ingress.gateway_class");
    let elsewhere = Ingress::default().gateway_namespace;
    if elsewhere != plan.site.namespace {
        finding.fix("Use a Gateway in another namespace", plan, |plan| {
            plan.ingress.gateway = GatewayOwner::Existing;
            plan.ingress.gateway_namespace = elsewhere;
            if plan.site.tls.has_secret() {
                plan.site.tls = Tls::InFront;
            }
        });
    }
}

pub(super) fn no_redirect(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let gateway = plan.ingress.controller == Controller::Gateway;
    let wanted = gateway && redirects(plan) && plan.ingress.redirect_https;
    if wanted && redirecting_listener(plan).is_none() {
        report
            .flag("Nothing here redirects plain HTTP: the Gateway's HTTP listener is not named")
            .at("ingress.gateway_http_section")
            .at("ingress.redirect_https")
            .fix("The Gateway's owner redirects", plan, |plan| plan.ingress.redirect_https = false);
    }
}

pub(super) fn body_limit(inputs: &Inputs<'_>, report: &mut Report) {
    let ingress = &inputs.plan.ingress;
    let known = (ingress.controller == Controller::Gateway)
        .then(|| of_class(ingress.gateway_class.as_str()))
        .flatten();
    let Some((name, limit)) = known.and_then(|known| Some((known.name, known.body_limit.as_ref()?))) else {
        return;
    };
    report
        .flag(format!("{name} refuses uploads over {} by default", limit.usual))
        .because(format!("Add {}.", limit.cure))
        .at("ingress.gateway_class");
}
