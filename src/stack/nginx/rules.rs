//! What can be wrong with the proxy inside.

use super::MISAGO_LARGEST_UPLOAD;
use crate::finding::{Report, Rule, Severity};
use crate::plan::Inputs;
use crate::words::{Cidrs, Memory};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP020",
        name: "nginx-body-below-misago-uploads",
        severity: Severity::Warning,
        explanation: "nginx answers larger uploads with 413 before Misago can see them. Misago's own largest default is \
                      5 MB; with nginx's own 1 MB even a photograph fails.",
        remedy: "Allow at least 8Mi; 16Mi is what Misago's own deployment uses.",
        flagged: |plan, _| plan.nginx.body_size = Memory::mib(1),
        clean: |plan, _| plan.nginx.body_size = Memory::mib(16),
        check: small_body,
    },
    Rule {
        code: "FP021",
        name: "forwarded-address-from-anybody",
        severity: Severity::Warning,
        explanation: "nginx would believe X-Forwarded-For from any address. Whoever reaches it can then choose the \
                      address that Misago stores, and bans and flood limits by address are void.",
        remedy: "Name the network of the ingress controller's pods.",
        flagged: |plan, _| plan.nginx.real_ip_from = Cidrs::known("0.0.0.0/0"),
        clean: |plan, _| plan.nginx.real_ip_from = Cidrs::known("10.0.0.0/8"),
        check: open_real_ip,
    },
    Rule {
        code: "FP022",
        name: "one-nginx",
        severity: Severity::Warning,
        explanation: "When the only nginx pod is down or moves to another node, no page, file or upload is answered.",
        remedy: "Run two pods.",
        flagged: |plan, _| plan.nginx.replicas = 1,
        clean: |plan, _| plan.nginx.replicas = 2,
        check: one_pod,
    },
];

fn small_body(inputs: &Inputs<'_>, report: &mut Report) {
    let size = inputs.plan.nginx.body_size;
    if size < MISAGO_LARGEST_UPLOAD {
        report
            .flag(format!("nginx refuses uploads over {size}, Misago allows 5 MB"))
            .at("nginx.body_size")
            .fix("Allow 16Mi", inputs.plan, |plan| plan.nginx.body_size = Memory::mib(16));
    }
}

fn open_real_ip(inputs: &Inputs<'_>, report: &mut Report) {
    let networks = &inputs.plan.nginx.real_ip_from;
    if networks.iter().any(|network| network.ends_with("/0")) {
        report
            .flag(format!("{networks} lets every client choose its own address"))
            .at("nginx.real_ip_from")
            .fix("Believe k3s' pods only", inputs.plan, |plan| {
                plan.nginx.real_ip_from = Cidrs::known("10.42.0.0/16");
            });
    }
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.nginx.replicas == 1 {
        report.flag("nginx is one pod: while it moves, nothing answers").at("nginx.replicas").fix(
            "Run two pods",
            inputs.plan,
            |plan| plan.nginx.replicas = 2,
        );
    }
}
