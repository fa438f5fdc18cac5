//! Services: whether each leads to a pod that listens.

use std::collections::BTreeSet;

use serde_json::Value;

use super::view::{ManifestSet, Object, Pod, ValueExt, spell};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "service-without-pods",
        severity: Severity::Error,
        prevents: "a Service that refuses every connection, because its selector matches no pod",
        find: services_without_pods,
    },
    Check {
        name: "service-mixes-workloads",
        severity: Severity::Error,
        prevents: "a Service that sends some of its requests to a different program",
        find: services_of_several,
    },
    Check {
        name: "service-port-unknown",
        severity: Severity::Error,
        prevents: "a Service port behind which nothing listens",
        find: unknown_target_ports,
    },
    Check {
        name: "service-ports-unclear",
        severity: Severity::Error,
        prevents: "several ports without names or with the same name, which the server refuses",
        find: unclear_ports,
    },
    Check {
        name: "service-exposure-invalid",
        severity: Severity::Error,
        prevents: "a port on the nodes that the server refuses, or that belongs to another Service",
        find: invalid_exposures,
    },
    Check {
        name: "governing-service-invalid",
        severity: Severity::Warning,
        prevents: "pods of a StatefulSet without DNS names: redis-0.redis does not resolve",
        find: governing_services,
    },
];

/// Where a Service port leads: the target, or the same number.
pub(super) fn target(port: &Value) -> &Value {
    if port.has("targetPort") { &port["targetPort"] } else { &port["port"] }
}

/// The port of a Service that a backend means, by name or by number.
pub(super) fn service_port<'a>(service: Object<'a>, wanted: &Value) -> Option<&'a Value> {
    let mut ports = service.spec()["ports"].list().iter();
    ports.find(|port| match wanted["name"].as_str() {
        Some(name) => port["name"] == name,
        None => wanted["number"].is_u64() && port["port"] == wanted["number"],
    })
}

/// The Services that lead to pods of the set. The others point outside: an alias, or addresses by hand.
fn selecting<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("Service").filter(|service| service.spec()["selector"].entries().next().is_some())
}

fn services_without_pods(manifests: &ManifestSet, report: &mut Report) {
    for service in manifests.of("Service") {
        let selector = &service.spec()["selector"];
        let outside = service.spec()["type"] == "ExternalName"
            || manifests
                .of("EndpointSlice")
                .any(|slice| slice.value["metadata"]["labels"]["kubernetes.io/service-name"] == service.name);
        let empty = selector.entries().next().is_none();
        let pods = manifests.pods_of(service);
        if (empty && !outside) || (!empty && pods.iter().all(|pod| manifests.replicas(*pod).1 == 0)) {
            report.add(
                service,
                format!("spec.selector ({}) matches no running pod of the set", spell(selector)),
            );
        }
    }
}

fn services_of_several(manifests: &ManifestSet, report: &mut Report) {
    for service in selecting(manifests) {
        let owners: Vec<_> = manifests.pods_of(service).iter().map(|pod| pod.owner.id()).collect();
        if owners.len() > 1 {
            let message = format!("spec.selector matches the pods of {}", owners.join(" and "));
            report.add(service, format!("{message}: requests go to one or the other by chance"));
        }
    }
}

fn unknown_target_ports(manifests: &ManifestSet, report: &mut Report) {
    for service in selecting(manifests) {
        for pod in manifests.pods_of(service) {
            let listens = |port: &&Value| {
                let protocol = port["protocol"].as_str().unwrap_or("TCP");
                pod.ports().iter().any(|own| own.answers_to(target(port)) && own.protocol == protocol)
            };
            for port in service.spec()["ports"].list().iter().filter(|port| !listens(port)) {
                let message = format!("the port {} leads to the port {}", port["port"], target(port));
                let declared = format!("{} declares {}", pod.owner.id(), declared(pod));
                report.add(service, format!("{message}, but {declared}: every connection is refused"));
            }
        }
    }
}

fn declared(pod: Pod) -> String {
    let ports: Vec<_> = pod.ports().iter().map(|port| format!("{} {}", port.name, port.number)).collect();
    if ports.is_empty() { "none".to_owned() } else { ports.join(", ") }
}

fn unclear_ports(manifests: &ManifestSet, report: &mut Report) {
    for service in manifests.of("Service") {
        let ports = service.spec()["ports"].list();
        let mut names = BTreeSet::new();
        let mut numbers = BTreeSet::new();
        for port in ports {
            let protocol = port["protocol"].as_str().unwrap_or("TCP");
            if !names.insert(port["name"].text()) || (ports.len() > 1 && !port.has("name")) {
                report.add(service, format!("of its ports, {} has no name of its own", port["port"]));
            }
            if !numbers.insert((protocol, port["port"].as_u64())) {
                report.add(service, format!("has the port {} twice: the server refuses that", port["port"]));
            }
        }
        if ports.is_empty()
            && service.spec()["type"] != "ExternalName"
            && service.spec()["clusterIP"] != "None"
        {
            report.add(service, "has no ports: the server refuses it");
        }
    }
}

/// Whether connections from outside the cluster reach this Service.
pub(super) fn is_exposed(service: Object) -> bool {
    matches!(service.spec()["type"].text(), "LoadBalancer" | "NodePort")
}

/// Servers hand out ports of nodes from 30000 to 32767 unless they were started with another range.
fn invalid_exposures(manifests: &ManifestSet, report: &mut Report) {
    let mut taken = BTreeSet::new();
    for service in manifests.of("Service") {
        if !is_exposed(service) && service.spec().has("externalTrafficPolicy") {
            report.add(
                service,
                "has an externalTrafficPolicy, but nothing outside reaches it: the server refuses it",
            );
        }
        for port in service.spec()["ports"].list().iter().filter(|port| port.has("nodePort")) {
            let number = &port["nodePort"];
            let why = if !is_exposed(service) {
                "which only a Service of type NodePort or LoadBalancer may have"
            } else if !number.as_u64().is_some_and(|number| (30_000..=32_767).contains(&number)) {
                "which is outside 30000 to 32767"
            } else if !taken.insert((port["protocol"].as_str().unwrap_or("TCP"), number.as_u64())) {
                "which another port has"
            } else {
                continue;
            };
            report.add(service, format!("has the nodePort {number}, {why}: the server refuses it"));
        }
    }
}

/// DNS knows the pods of a StatefulSet by name only through the headless Service that it names.
fn governing_services(manifests: &ManifestSet, report: &mut Report) {
    for set in manifests.of("StatefulSet") {
        let name = set.spec()["serviceName"].text();
        let why = match manifests.beside(set, "Service", name) {
            None => "is not in the set",
            Some(service) if service.spec()["clusterIP"] != "None" => "is not headless (clusterIP: None)",
            Some(service) if !manifests.pods_of(service).iter().any(|pod| pod.owner.is_same(set)) => {
                "does not select the pods of the StatefulSet"
            }
            Some(_) => continue,
        };
        report.add(set, format!("spec.serviceName is \"{name}\", which {why}: its pods get no names in DNS"));
    }
}
