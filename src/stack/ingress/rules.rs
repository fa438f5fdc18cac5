//! What can be wrong with the door.

use super::options::Controller;
use crate::finding::{Report, Rule, Severity};
use crate::plan::Inputs;
use crate::stack::nginx::MISAGO_LARGEST_UPLOAD;
use crate::stack::site::options::Tls;
use crate::words::Memory;

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
