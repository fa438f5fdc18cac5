//! What can be wrong with the door.

use super::options::Controller;
use crate::finding::{Report, Rule, Severity};
use crate::plan::{Inputs, Plan};
use crate::stack::nginx::MISAGO_LARGEST_UPLOAD;
use crate::stack::site::options::Tls;
use crate::words::{DnsLabel, DnsSubdomain, LabelPair, Memory};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP025",
        name: "plain-http-beside-tls",
        severity: Severity::Warning,
        explanation: "People who type the host name arrive over plain HTTP. Without a redirect they stay there: their \
                      browser drops the Secure cookies, and they cannot log in.",
        remedy: "Switch the redirect to HTTPS on.",
        flagged: |plan, _| plan.ingress.redirect_https = false,
        clean: |plan, _| plan.ingress.redirect_https = true,
        check: no_redirect,
    },
    Rule {
        code: "FP026",
        name: "ingress-body-below-misago-uploads",
        severity: Severity::Warning,
        explanation: "The ingress controller answers larger uploads with 413 before Misago can see them. Misago's own \
                      largest default is 5 MB.",
        remedy: "Allow at least 8Mi; 16Mi is what Misago's own deployment uses.",
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
        explanation: "An Ingress is read by the controller of its class, and the policies let in only pods of the stated \
                      label. With the names of another controller nobody answers for the host, or nobody gets through.",
        remedy: "Write the class, namespace and label of the controller that runs in the cluster.",
        flagged: |plan, _| plan.ingress.controller = Controller::Nginx,
        clean: |plan, _| {
            plan.ingress.controller = Controller::Nginx;
            nginx_names(plan);
        },
        check: other_names,
    },
];

fn no_redirect(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let can = plan.ingress.controller != Controller::Other;
    if can && plan.site.tls != Tls::None && !plan.ingress.redirect_https {
        report
            .flag("Visitors over plain HTTP are not redirected, and cannot log in")
            .at("ingress.redirect_https")
            .fix("Redirect to HTTPS", plan, |plan| plan.ingress.redirect_https = true);
    }
}

fn small_body(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let size = plan.ingress.body_size;
    if plan.ingress.controller == Controller::Nginx && size < MISAGO_LARGEST_UPLOAD {
        report
            .flag(format!("ingress-nginx refuses uploads over {size}, Misago allows 5 MB"))
            .at("ingress.body_size")
            .fix("Allow 16Mi", plan, |plan| plan.ingress.body_size = Memory::mib(16));
    }
}

fn other_names(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let (own, other) = match plan.ingress.controller {
        Controller::Traefik => ("Traefik", "nginx"),
        Controller::Nginx => ("ingress-nginx", "traefik"),
        Controller::Other => return,
    };
    let (class, label) = (plan.ingress.class.as_str(), plan.cluster.ingress_label.as_str());
    let (wrong_class, wrong_label) = (class.contains(other), label.contains(other));
    if !wrong_class && !wrong_label {
        return;
    }
    let finding = report.flag(format!("The controller is {own}, but its names are {other}’s"));
    finding.because(format!("class {class}, pods labelled {label}"));
    if wrong_class {
        finding.at("ingress.class");
    }
    if wrong_label {
        finding.at("cluster.ingress_label");
    }
    finding.at("ingress.controller").fix(format!("Use the usual names of {own}"), plan, |plan| {
        if plan.ingress.controller == Controller::Nginx { nginx_names(plan) } else { traefik_names(plan) }
    });
}

/// As the project's own manifests install it.
fn nginx_names(plan: &mut Plan) {
    plan.ingress.class = DnsSubdomain::known("nginx");
    plan.cluster.ingress_namespace = DnsLabel::known("ingress-nginx");
    plan.cluster.ingress_label = LabelPair::known("app.kubernetes.io/name=ingress-nginx");
}

/// As k3s brings it.
fn traefik_names(plan: &mut Plan) {
    plan.ingress.class = DnsSubdomain::known("traefik");
    plan.cluster.ingress_namespace = DnsLabel::known("kube-system");
    plan.cluster.ingress_label = LabelPair::known("app.kubernetes.io/name=traefik");
}
