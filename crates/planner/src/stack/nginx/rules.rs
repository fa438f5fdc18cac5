//! What can be wrong with the forum's own nginx.

use super::MISAGO_LARGEST_UPLOAD;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::cluster::kinds;
use crate::stack::cluster::options::Distribution;
use crate::stack::ingress::options::Source;
use crate::values::{Cidrs, Memory};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP020",
        name: "nginx-body-below-misago-uploads",
        severity: Severity::Warning,
        explanation: "nginx answers larger uploads with 413 before Misago sees them. Misago allows up to 5 MB by \
                      default; with nginx's default of 1 MB even a photo fails.",
        remedy: "Allow at least 8Mi; Misago's own deployment uses 16Mi.",
        flagged: |plan, _| plan.nginx.body_size = Memory::mib(1),
        clean: |plan, _| plan.nginx.body_size = Memory::mib(16),
        check: small_body,
    },
    Rule {
        code: "FP021",
        name: "forwarded-address-from-any-client",
        severity: Severity::Warning,
        explanation: "nginx would trust X-Forwarded-For from any address. Any client could then choose the address \
                      that Misago stores, and bans and rate limits by address would be useless.",
        remedy: "Enter the network of the ingress controller's pods.",
        flagged: |plan, _| plan.nginx.real_ip_from = Cidrs::known("0.0.0.0/0"),
        clean: |plan, _| plan.nginx.real_ip_from = Cidrs::known("10.0.0.0/8"),
        check: open_real_ip,
    },
    Rule {
        code: "FP022",
        name: "one-nginx",
        severity: Severity::Warning,
        explanation: "While the only nginx pod is down or moving to another node, no page, file or upload is \
                      served.",
        remedy: "Run two pods.",
        flagged: |plan, _| plan.nginx.replicas = 1,
        clean: |plan, _| plan.nginx.replicas = 2,
        check: one_pod,
    },
    Rule {
        code: "FP023",
        name: "k3s-addresses-on-another-kubernetes",
        severity: Severity::Warning,
        explanation: "10.42.0.0/16 is the pod network of k3s. If the ingress controller's pods have other \
                      addresses, nginx ignores the visitor address they report: all members then share the \
                      controller's address, and banning one address locks out everyone.",
        remedy: "Enter the network of the controller's pods: kubectl get pods --all-namespaces --output wide shows \
                 their addresses.",
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
        explanation: "nginx buffers each request on a scratch volume of 768 MiB, and Django again on one of 256 \
                      MiB. A few requests of this size fill them; the pod is then evicted and its requests fail.",
        remedy: "Allow 64Mi at most; Misago's own limits are 4 to 5 MB.",
        flagged: |plan, _| plan.nginx.body_size = Memory::gib(1),
        clean: |plan, _| plan.nginx.body_size = Memory::mib(64),
        check: large_body,
    },
];

fn k3s_network(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let k3s = plan.nginx.real_ip_from.iter().all(|network| network == "10.42.0.0/16");
    let same = kinds::of_plan(plan).pods == Some("10.42.0.0/16");
    // Addresses that requests come from are trusted by themselves.
    let pods = plan.ingress.source() != Source::Addresses;
    if !same && k3s && pods {
        report
            .flag("The ingress network is that of k3s, but this cluster is not k3s")
            .at("nginx.real_ip_from");
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
    let open = |network: &str| network.ends_with("/0");
    if inputs.plan.ingress.networks().into_iter().any(open) {
        report
            .flag("Requests from any address are trusted to name the visitor's")
            .at("ingress.addresses")
            .at("ingress.source");
    }
    if networks.iter().any(open) {
        let finding = report.flag(format!("{networks} lets clients fake their address"));
        finding.at("nginx.real_ip_from");
        let kind = kinds::of_plan(inputs.plan);
        if let Some(pods) = kind.pods {
            finding.fix(format!("Trust only the pods of {}", kind.name), inputs.plan, |plan| {
                plan.nginx.real_ip_from = Cidrs::known(pods);
            });
        }
    }
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.nginx.replicas == 1 {
        report.flag("nginx runs as one pod: while it moves, the forum is down").at("nginx.replicas").fix(
            "Run two pods",
            inputs.plan,
            |plan| plan.nginx.replicas = 2,
        );
    }
}
