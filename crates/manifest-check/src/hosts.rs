//! Host names in configuration must lead somewhere: no server ever looks into a ConfigMap.

use serde_json::json;

use super::dns::{Lead, follow};
use super::policies::ways::may_leave;
use super::view::{ManifestSet, Mention, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "host-unresolved",
        severity: Severity::Error,
        prevents: "a program that connects to a host name that does not exist",
        find: unresolved_hosts,
    },
    Check {
        name: "host-port-unserved",
        severity: Severity::Error,
        prevents: "a program that connects to a port that its target does not have",
        find: unserved_ports,
    },
    Check {
        name: "port-variable-invalid",
        severity: Severity::Error,
        prevents: "a program that is configured with a port that is not a number",
        find: invalid_port_variables,
    },
    Check {
        name: "peers-unpublished",
        severity: Severity::Error,
        prevents: "pods that need each other to become ready, and have DNS names only once they are",
        find: unpublished_peers,
    },
    Check {
        name: "listen-port-undeclared",
        severity: Severity::Error,
        prevents: "a program that listens on another port than its pod declares",
        find: undeclared_listeners,
    },
];

/// A name without a dot that is no Service may still be known to the nodes' own resolver. If a policy lets traffic out of
/// the namespace on its port, that is what was meant; otherwise a Service was meant and is missing.
fn unresolved_hosts(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for Mention { host, place } in &manifests.reading(pod).mentions {
            let may_be_outside =
                !host.name.contains('.') && host.port.is_some_and(|port| may_leave(manifests, pod, port));
            if let Lead::Nowhere(why) = follow(manifests, pod, &host.name)
                && !may_be_outside
            {
                report.add(pod.owner, format!("{place} names the host \"{}\", but {why}", host.name));
            }
        }
    }
}

fn unserved_ports(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for Mention { host, place } in &manifests.reading(pod).mentions {
            let Some(port) = host.port else { continue };
            let Lead::Pods { service, pods, direct } = follow(manifests, pod, &host.name) else { continue };
            let wanted = json!(port);
            let served = match direct {
                true => pods.iter().any(|pod| pod.port(&wanted).is_some()),
                false => service.spec()["ports"].list().iter().any(|it| it["port"] == wanted),
            };
            if !pods.is_empty() && !served {
                let message = format!("{place} names \"{}:{port}\"", host.name);
                let meant = if direct { "the pods behind it declare" } else { "that Service has" };
                report.add(pod.owner, format!("{message}, but {meant} no such port: connections fail"));
            }
        }
    }
}

fn invalid_port_variables(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let settings = manifests.reading(pod).settings(container);
        let hosts = settings.keys().filter_map(|name| name.strip_suffix("_HOST"));
        for name in hosts.map(|stem| format!("{stem}_PORT")) {
            let port = settings.get(&name).map(|port| port.parse::<u16>().unwrap_or(0));
            if port == Some(0) {
                report.add(pod.owner, format!("env {name} of {} is no port number", container.title()));
            }
        }
    }
}

/// DNS leaves out a pod that is not ready, unless the headless Service says otherwise. Pods of one
/// StatefulSet that name each other meet at the start, when none of them is.
fn unpublished_peers(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for Mention { host, place } in &manifests.reading(pod).mentions {
            let Lead::Pods { service, pods, direct: true } = follow(manifests, pod, &host.name) else {
                continue;
            };
            let peers = pods.iter().any(|other| other.owner.is_same(pod.owner));
            if peers && service.spec()["publishNotReadyAddresses"] != true {
                let message =
                    format!("does not publish addresses that are not ready, but {place} of its own pods");
                report.add(service, format!("{message} names \"{}\"", host.name));
            }
        }
    }
}

/// nginx says `listen 8080`, gunicorn `--bind 0.0.0.0:8000`, PgBouncer `listen_port = 5432`, an exporter
/// `--web.listen-address=:9121`, Redis `port 6379`. What listens on the loopback is for its own pod alone.
fn undeclared_listeners(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods().filter(|pod| !pod.is_job()) {
        for (place, text) in &manifests.reading(pod).texts {
            for port in listeners(text).into_iter().filter(|port| pod.port(&json!(port)).is_none()) {
                let message = format!("{place} listens on the port {port}, which no container declares");
                report.add(pod.owner, format!("{message}: Services and policies lead past it"));
            }
        }
    }
}

fn listeners(text: &str) -> Vec<u64> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let words: Vec<_> =
        lines.flat_map(|line| line.split([' ', '\t', '=', ';'])).filter(|it| !it.is_empty()).collect();
    let directives = ["listen", "--bind", "-b", "listen_port", "--web.listen-address"];
    let announced = words.windows(2).filter(|pair| directives.contains(&pair[0])).map(|pair| pair[1]);
    let inward = |place: &str| ["127.", "[::1]", "localhost"].iter().any(|own| place.starts_with(own));
    let outward = announced.filter(|place| !inward(place));
    let mut ports: Vec<_> = outward.filter_map(|place| place.rsplit(':').next()?.parse().ok()).collect();
    ports.extend(text.lines().filter_map(|line| line.strip_prefix("port ")?.trim().parse::<u64>().ok()));
    // Zero means none.
    ports.retain(|port| *port != 0);
    ports
}
