//! Connections between pods. A connection works only if policies let it out of its source and into its target.

use std::fmt;

use serde_json::json;

use super::super::dns::{Lead, follow, pod_ports};
use super::super::ingress::backends;
use super::super::network::{is_exposed, service_port, target};
use super::super::view::{ManifestSet, Mention, Pod, Port, ValueExt};
use super::super::{Check, Report, Severity, StandingCheck};
use super::policies;
use super::rules::Direction::{self, Egress, Ingress};
use super::rules::{Rule, covers, is_isolated, opens, rules, rules_for};

pub(in super::super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "policy-edge-one-sided",
        severity: Severity::Error,
        prevents: "a connection that a policy allows at one end only, so it fails",
        find: one_sided_edges,
    },
    Check {
        name: "policy-edge-missing",
        severity: Severity::Error,
        prevents: "a program that is configured to connect to another pod, and not allowed to",
        find: missing_edges,
    },
    Check {
        name: "policy-dns-missing",
        severity: Severity::Error,
        prevents: "a pod that may connect to others, but not ask DNS for their addresses",
        find: missing_dns,
    },
    Check {
        name: "policy-ingress-shut",
        severity: Severity::Error,
        prevents: "504 for every visitor, because the ingress controller may not reach the pods",
        find: shut_ingresses,
    },
    Check {
        name: "policy-exposed-service-shut",
        severity: Severity::Error,
        prevents: "a Service with an address outside, and policies that let only pods reach what is behind it",
        find: shut_exposed_services,
    },
];

/// A way from one pod to a port of another.
struct Way<'a> {
    from: Pod<'a>,
    to: Pod<'a>,
    port: Port<'a>,
}

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.owner.id(), self.to.owner.id());
        write!(f, "the way from {from} to port {} of {to}", self.port.number)
    }
}

/// The ways inside the set that a rule opens at its end.
fn ways<'a>(manifests: &ManifestSet<'a>, rule: &Rule<'a>) -> Vec<Way<'a>> {
    let mut found = Vec::new();
    for pod in manifests.all_pods().filter(|pod| covers(rule.policy, *pod)) {
        for peer in manifests.all_pods().filter(|peer| rule.means(manifests, *peer)) {
            let (from, to) = if rule.direction == Ingress { (peer, pod) } else { (pod, peer) };
            let ports = to.ports().into_iter().filter(|port| rule.takes(port));
            found.extend(ports.map(|port| Way { from, to, port }));
        }
    }
    found
}

fn one_sided_edges(manifests: &ManifestSet, report: &mut Report) {
    for policy in policies(manifests) {
        for rule in Direction::BOTH.into_iter().flat_map(|direction| rules(policy, direction)) {
            let (here, there) = if rule.direction == Ingress { (Ingress, Egress) } else { (Egress, Ingress) };
            for way in ways(manifests, &rule) {
                if !opens(manifests, there, way.from, way.to, &way.port) {
                    let message = format!("opens {way} for {}", here.name());
                    report.add(policy, format!("{message}, but no policy opens its {}", there.name()));
                }
            }
        }
    }
}

fn missing_edges(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.all_pods() {
        for Mention { host, place } in &manifests.reading(pod).mentions {
            let Some(number) = host.port else { continue };
            let lead = follow(manifests, pod, &host.name);
            if matches!(lead, Lead::Outside) && !may_leave(manifests, pod, number) {
                let message = format!("{place} names {}, but no policy lets its pods out", host.name);
                report.add(pod.owner, format!("{message} on port {number}: connections time out"));
            }
            let Lead::Pods { service, pods, direct } = lead else { continue };
            for (to, port) in pod_ports(service, &pods, direct, number) {
                let way = Way { from: pod, to, port };
                for direction in Direction::BOTH {
                    if !opens(manifests, direction, pod, to, &port) {
                        let message = format!("{place} names {}, but no policy opens {way}", host.name);
                        report.add(
                            pod.owner,
                            format!("{message} for {}: connections time out", direction.name()),
                        );
                    }
                }
            }
        }
    }
}

/// The direction in which the policies block a connection to a port of another pod. None when they allow it, or when
/// nothing listens there.
pub(in super::super) fn shut(
    manifests: &ManifestSet,
    from: Pod,
    to: Pod,
    number: u64,
) -> Option<&'static str> {
    let port = to.port(&json!(number))?;
    let closed = |direction: &Direction| !opens(manifests, *direction, from, to, &port);
    Direction::BOTH.into_iter().find(closed).map(Direction::name)
}

/// Whether the policies let a pod out of its namespace on this port.
pub(in super::super) fn may_leave(manifests: &ManifestSet, pod: Pod, number: u64) -> bool {
    let port = Port { name: "", number, protocol: "TCP" };
    let mut rules = rules_for(manifests, pod, Egress).into_iter();
    !is_isolated(manifests, pod, Egress) || rules.any(|rule| rule.reaches_out() && rule.takes(&port))
}

/// Whether the policies let another namespace connect to this port of a pod.
pub(in super::super) fn lets_in(manifests: &ManifestSet, pod: Pod, number: u64) -> bool {
    let Some(port) = pod.port(&json!(number)) else { return true };
    let mut rules = rules_for(manifests, pod, Ingress).into_iter();
    !is_isolated(manifests, pod, Ingress) || rules.any(|rule| rule.reaches_out() && rule.takes(&port))
}

/// Most resolvers ask by UDP and turn to TCP when an answer is long, so both are needed.
fn missing_dns(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.all_pods().filter(|pod| is_isolated(manifests, *pod, Egress)) {
        let rules = rules_for(manifests, pod, Egress);
        for protocol in ["UDP", "TCP"] {
            let dns = Port { name: "", number: 53, protocol };
            if !rules.is_empty() && !rules.iter().any(|rule| rule.reaches_dns() && rule.takes(&dns)) {
                let message = format!("may reach others, but not DNS (53 {protocol})");
                report.add(pod.owner, format!("{message}: names do not resolve"));
            }
        }
    }
}

fn shut_ingresses(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        for (_, backend) in backends(ingress) {
            let name = backend["service"]["name"].text();
            let Some(service) = manifests.beside(ingress, "Service", name) else { continue };
            let Some(port) = service_port(service, &backend["service"]["port"]) else { continue };
            for pod in manifests.pods_of(service) {
                if pod.port(target(port)).is_some_and(|port| !lets_in(manifests, pod, port.number)) {
                    let message =
                        format!("leads to {}, but no policy lets another namespace in", pod.owner.id());
                    report.add(ingress, format!("{message}, so visitors get 504"));
                }
            }
        }
    }
}

/// What comes from outside has an address and no labels, so a selector never meets it.
fn shut_exposed_services(manifests: &ManifestSet, report: &mut Report) {
    for service in manifests.of("Service").filter(|service| is_exposed(*service)) {
        for pod in manifests.pods_of(service) {
            for port in service.spec()["ports"].list().iter().filter_map(|port| pod.port(target(port))) {
                let open = |rule: &Rule| {
                    let from = rule.peers();
                    (from.is_empty() || from.iter().any(|peer| peer.has("ipBlock"))) && rule.takes(&port)
                };
                if is_isolated(manifests, pod, Ingress)
                    && !rules_for(manifests, pod, Ingress).iter().any(open)
                {
                    let message = format!("no policy lets addresses outside reach port {} of", port.number);
                    report.add(service, format!("{message} {}: every connection times out", pod.owner.id()));
                }
            }
        }
    }
}
