//! NetworkPolicies: which pods they select, and which connections they allow.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::spelling::is_port_name;
use super::view::{ManifestSet, Object, Pod, ValueExt, spell};
use super::{Check, Report, Severity, StandingCheck};

mod rules;
pub(super) mod ways;

use rules::Direction::{self, Egress, Ingress};
use rules::{Rule, covers, governs, is_isolated, rules, takes};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "policy-default-deny-missing",
        severity: Severity::Warning,
        prevents: "a pod added later that accepts every connection, because no policy selects it",
        find: missing_default_deny,
    },
    Check {
        name: "policy-pod-uncovered",
        severity: Severity::Warning,
        prevents: "a pod that may be reached from everywhere, or may connect to everything",
        find: uncovered_pods,
    },
    Check {
        name: "policy-selects-nothing",
        severity: Severity::Warning,
        prevents: "a policy or rule whose selector matches no pod, so that it allows nothing",
        find: idle_policies,
    },
    Check {
        name: "policy-types-contradiction",
        severity: Severity::Error,
        prevents: "rules that are ignored, because policyTypes leaves out their direction",
        find: ignored_rules,
    },
    Check {
        name: "policy-port-invalid",
        severity: Severity::Error,
        prevents: "ports that the server refuses",
        find: invalid_ports,
    },
    Check {
        name: "policy-address-invalid",
        severity: Severity::Error,
        prevents: "an address block the server refuses",
        find: invalid_addresses,
    },
    Check {
        name: "policy-port-undeclared",
        severity: Severity::Error,
        prevents: "a rule that names the port of a Service; policies apply to the ports of pods",
        find: undeclared_ports,
    },
];

fn policies<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("NetworkPolicy")
}

/// Pods that another controller makes beside ours: those of cert-manager that answer a challenge.
fn is_for_foreign_pods(selector: &Value) -> bool {
    selector["matchLabels"].entries().any(|(key, _)| key.starts_with("acme.cert-manager.io/"))
}

fn missing_default_deny(manifests: &ManifestSet, report: &mut Report) {
    for namespace in manifests.of("Namespace") {
        for direction in Direction::BOTH {
            let denies = |policy: Object| {
                let selector = &policy.spec()["podSelector"];
                let takes_all =
                    selector.is_object() && selector.entries().all(|(_, part)| part == &json!({}));
                let idle = governs(policy, direction) && rules(policy, direction).next().is_none();
                policy.namespace == namespace.name && takes_all && idle
            };
            if !policies(manifests).any(denies) {
                let message = format!("no NetworkPolicy shuts {} for all its pods", direction.name());
                report.add(namespace, format!("{message}: a pod that no other policy names stays open"));
            }
        }
    }
}

fn uncovered_pods(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.all_pods() {
        for direction in
            Direction::BOTH.into_iter().filter(|direction| !is_isolated(manifests, pod, *direction))
        {
            let message = format!("no NetworkPolicy for {} covers its pods", direction.name());
            report.add(pod.owner, format!("{message}: every connection is allowed"));
        }
    }
}

fn idle_policies(manifests: &ManifestSet, report: &mut Report) {
    for policy in policies(manifests) {
        let selector = &policy.spec()["podSelector"];
        if !manifests.all_pods().any(|pod| covers(policy, pod)) && !is_for_foreign_pods(selector) {
            let message = format!("spec.podSelector ({})", spell(&selector["matchLabels"]));
            report.add(policy, format!("{message} matches no pod of the set: it does nothing"));
        }
        for rule in Direction::BOTH.into_iter().flat_map(|direction| rules(policy, direction)) {
            let near =
                rule.peers().iter().filter(|peer| !peer.has("namespaceSelector") && peer.has("podSelector"));
            for peer in
                near.filter(|peer| !manifests.all_pods().any(|pod| rule.peer_meets(manifests, peer, pod)))
            {
                if !is_for_foreign_pods(&peer["podSelector"]) {
                    let message = format!("a peer in {}", rule.direction.field());
                    let labels = spell(&peer["podSelector"]["matchLabels"]);
                    report.add(policy, format!("{message} ({labels}) matches no pod of the set"));
                }
            }
        }
    }
}

fn ignored_rules(manifests: &ManifestSet, report: &mut Report) {
    for policy in policies(manifests) {
        for direction in Direction::BOTH {
            let written = !policy.spec()[direction.field()].list().is_empty();
            if written && !governs(policy, direction) {
                let message = format!("has {} rules, but policyTypes leaves out", direction.field());
                report.add(policy, format!("{message} {}: the rules are ignored", direction.name()));
            }
        }
    }
}

fn invalid_ports(manifests: &ManifestSet, report: &mut Report) {
    let is_number = |value: &Value| value.as_u64().is_some_and(|port| (1..=65_535).contains(&port));
    for policy in policies(manifests) {
        for rule in Direction::BOTH.into_iter().flat_map(|direction| policy.spec()[direction.field()].list())
        {
            for port in rule["ports"].list() {
                let (first, last) = (&port["port"], &port["endPort"]);
                let fits = match first {
                    Value::Null => last.is_null(),
                    Value::String(name) => is_port_name(name) && last.is_null(),
                    number => is_number(number) && (last.is_null() || last.as_u64() >= number.as_u64()),
                };
                let protocol = port["protocol"].as_str().unwrap_or("TCP");
                if !fits || !matches!(protocol, "TCP" | "UDP" | "SCTP") {
                    report.add(policy, format!("a rule has the port {port}: the server refuses the policy"));
                }
            }
        }
    }
}

fn invalid_addresses(manifests: &ManifestSet, report: &mut Report) {
    for policy in policies(manifests) {
        for rule in Direction::BOTH.into_iter().flat_map(|direction| rules(policy, direction)) {
            let blocks = rule.peers().iter().map(|peer| &peer["ipBlock"]).filter(|block| block.is_object());
            for cidr in blocks.flat_map(|block| [&block["cidr"]].into_iter().chain(block["except"].list())) {
                if !is_cidr(cidr.text()) {
                    report
                        .add(policy, format!("has the address block {cidr}: the server refuses the policy"));
                }
            }
        }
    }
}

fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}

/// The pods whose ports a rule speaks of: for what comes in the pods of the policy, for what goes out the
/// peers inside the namespace.
fn targets<'a>(manifests: &ManifestSet<'a>, rule: &Rule<'a>) -> Vec<Pod<'a>> {
    let is_target = |pod: &Pod<'a>| match rule.direction {
        Ingress => covers(rule.policy, *pod),
        Egress => rule.meets(manifests, *pod),
    };
    manifests.all_pods().filter(is_target).collect()
}

fn undeclared_ports(manifests: &ManifestSet, report: &mut Report) {
    for policy in policies(manifests) {
        for rule in Direction::BOTH.into_iter().flat_map(|direction| rules(policy, direction)) {
            let pods = targets(manifests, &rule);
            // What reaches out may mean a port elsewhere.
            if pods.is_empty() || (rule.direction == Egress && rule.reaches_out()) {
                continue;
            }
            for port in rule.ports() {
                if !pods.iter().any(|pod| pod.ports().iter().any(|own| takes(port, own))) {
                    let names: Vec<_> = pods.iter().map(|pod| pod.owner.id()).collect();
                    let message =
                        format!("an {} rule is for the port {}", rule.direction.field(), port["port"]);
                    let why = format!("{} declares no such port", names.join(", "));
                    report.add(
                        policy,
                        format!("{message}, but {why}: policies see pod ports, not Service ports"),
                    );
                }
            }
        }
    }
}
