//! What can be wrong with the proxy inside.

use super::MISAGO_LARGEST_UPLOAD;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::cluster::options::Distribution;
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
        explanation: "nginx would believe X-Forwarded-For from any address. Anyone who reaches it can then choose the \
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
    Rule {
        code: "FP023",
        name: "k3s-addresses-on-another-kubernetes",
        severity: Severity::Warning,
        explanation: "10.42.0.0/16 is what k3s gives its pods. Where the ingress controller's pods have other addresses, \
                      nginx does not believe what they say of the visitor: every member then has the controller's \
                      address, and one ban by address locks out everybody.",
        remedy: "Write the network of the controller's pods: kubectl get pods --all-namespaces --output wide shows it.",
        flagged: |plan, _| plan.cluster.distribution = Distribution::Other,
        clean: |plan, _| {
            plan.cluster.distribution = Distribution::Other;
            plan.nginx.real_ip_from = Cidrs::known("10.244.0.0/16");
        },
        check: k3s_network,
    },
    Rule {
        code: "FP024",
        name: "nginx-body-above-its-scratch-space",
        severity: Severity::Warning,
        explanation: "nginx keeps a request on a scratch volume of 768 MiB until it is complete, and Django again on one of \
                      256 MiB. A few requests of this size fill them, and the pod is evicted with all that it was doing.",
        remedy: "Allow 64Mi at most; Misago's own limits are 4 to 5 MB.",
        flagged: |plan, _| plan.nginx.body_size = Memory::gib(1),
        clean: |plan, _| plan.nginx.body_size = Memory::mib(64),
        check: large_body,
    },
];

fn k3s_network(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let k3s = plan.nginx.real_ip_from.iter().all(|network| network == "10.42.0.0/16");
    if plan.cluster.distribution == Distribution::Other && k3s {
        report.flag("The ingress network is k3s’ own, but the cluster is another").at("nginx.real_ip_from");
    }
}

fn large_body(inputs: &Inputs<'_>, report: &mut Report) {
    let size = inputs.plan.nginx.body_size;
    if size > Memory::mib(64) {
        report
            .flag(format!("Requests of {size} would fill the scratch space of nginx and Django"))
            .at("nginx.body_size")
            .fix("Allow 16Mi", inputs.plan, |plan| plan.nginx.body_size = Memory::mib(16));
    }
}

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
        let finding = report.flag(format!("{networks} lets every client choose its own address"));
        finding.at("nginx.real_ip_from");
        if inputs.plan.cluster.distribution == Distribution::K3s {
            finding.fix("Believe k3s’ pods only", inputs.plan, |plan| {
                plan.nginx.real_ip_from = Cidrs::known("10.42.0.0/16");
            });
        }
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
