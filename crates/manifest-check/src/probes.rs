//! Probes: what the kubelet asks, and what the answers lead to.

use std::collections::BTreeMap;

use serde_json::Value;

use super::network::target;
use super::view::{Container, ManifestSet, Pod, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "probe-invalid",
        severity: Severity::Error,
        prevents: "probes that the server refuses: without an action, with two, or on an init container",
        find: invalid_probes,
    },
    Check {
        name: "probe-port-unknown",
        severity: Severity::Error,
        prevents: "a probe of a port that does not exist: the pod never becomes ready, or restarts for ever",
        find: unknown_ports,
    },
    Check {
        name: "readiness-missing",
        severity: Severity::Warning,
        prevents: "requests to pods that do not listen yet",
        find: missing_readiness,
    },
    Check {
        name: "readiness-equals-liveness",
        severity: Severity::Warning,
        prevents: "busy pods that are restarted, when they should only get no requests for a moment",
        find: readiness_as_liveness,
    },
    Check {
        name: "readiness-impatient",
        severity: Severity::Warning,
        prevents: "healthy pods that leave their Service because a server behind them is slow to connect to",
        find: impatient_readiness,
    },
    Check {
        name: "probe-host-refused",
        severity: Severity::Error,
        prevents: "probes that Django answers with 400, because their Host is not among its ALLOWED_HOSTS",
        find: refused_hosts,
    },
];

const KINDS: [&str; 3] = ["startupProbe", "readinessProbe", "livenessProbe"];
const ACTIONS: [&str; 4] = ["exec", "httpGet", "tcpSocket", "grpc"];

/// Every probe with its pod, its container and its kind.
fn probes<'a>(
    manifests: &ManifestSet<'a>,
) -> impl Iterator<Item = (Pod<'a>, Container<'a>, &'static str, &'a Value)> {
    manifests.containers().flat_map(|(pod, container)| {
        let probe = move |kind| (pod, container, kind, &container.value[kind]);
        KINDS.into_iter().map(probe).filter(|(.., probe)| probe.is_object())
    })
}

fn invalid_probes(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container, kind, probe) in probes(manifests) {
        let mut refuse = |why: &str| {
            report.add(
                pod.owner,
                format!("{kind} of {} {why}: the server refuses the object", container.title()),
            );
        };
        if !container.stays() {
            refuse("belongs to an init container that does not stay");
        }
        if ACTIONS.iter().filter(|action| probe.has(action)).count() != 1 {
            refuse("needs exactly one of exec, httpGet, tcpSocket and grpc");
        }
        // The server takes 0 for "not said".
        for count in ["failureThreshold", "periodSeconds", "successThreshold", "timeoutSeconds"] {
            if probe.has(count) && probe[count].as_u64().is_none() {
                refuse(&format!("has {count} {}, which is no count", probe[count]));
            }
        }
        if kind != "readinessProbe" && probe["successThreshold"].as_u64().is_some_and(|count| count != 1) {
            refuse("has a successThreshold other than 1");
        }
    }
}

/// A port name must be declared in the same container. A number need not be, but one that no container declares is most
/// often an old number. The server accepts both without a warning.
fn unknown_ports(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container, kind, probe) in probes(manifests) {
        let declared = |wanted: &Value| match wanted {
            Value::String(_) => container.ports().any(|port| port.answers_to(wanted)),
            _ => pod.port(wanted).is_some(),
        };
        let hooks = ["httpGet", "tcpSocket", "grpc"].into_iter().filter(|action| probe.has(action));
        for port in hooks.map(|action| &probe[action]["port"]).filter(|port| !declared(port)) {
            let message =
                format!("{kind} of {} asks the port {port}, which is not declared", container.title());
            report.add(pod.owner, format!("{message}: it can only fail"));
        }
    }
}

fn missing_readiness(manifests: &ManifestSet, report: &mut Report) {
    for service in manifests.of("Service") {
        for pod in manifests.pods_of(service) {
            for container in pod.containers().filter(|container| container.stays()) {
                let served = |port: &Value| container.ports().any(|own| own.answers_to(target(port)));
                if container.value.has("readinessProbe") {
                    continue;
                }
                if service.spec()["ports"].list().iter().any(served) {
                    let message = format!("{} has no readinessProbe", container.title());
                    let why = format!("{} sends it requests before it listens", service.id());
                    report.add(pod.owner, format!("{message}: {why}"));
                }
            }
        }
    }
}

fn readiness_as_liveness(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container, _, readiness) in probes(manifests).filter(|(.., kind, _)| *kind == "readinessProbe")
    {
        let liveness = &container.value["livenessProbe"];
        let same =
            ACTIONS.iter().any(|action| readiness.has(action) && readiness[action] == liveness[action]);
        if same && !(readiness.has("tcpSocket") && is_more_patient(liveness, readiness)) {
            let message = format!("readinessProbe and livenessProbe of {} are the same", container.title());
            report.add(pod.owner, format!("{message}, so a pod that is only busy is restarted"));
        }
    }
}

/// A server that is only busy still takes connections, if not at once. The kubelet asks every ten seconds, and gives up
/// after three times, unless told otherwise.
fn is_more_patient(liveness: &Value, readiness: &Value) -> bool {
    let number = |probe: &Value, key, otherwise| probe[key].as_u64().unwrap_or(otherwise);
    let waits = |probe: &Value| {
        number(probe, "periodSeconds", 10).saturating_mul(number(probe, "failureThreshold", 3))
    };
    waits(liveness) >= waits(readiness).saturating_mul(3)
}

/// The probed page asks the database and Redis. A probe that times out before the page's own connection attempts do
/// fails although the pod is healthy. The kubelet waits one second unless told otherwise.
fn impatient_readiness(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container, ..) in probes(manifests).filter(|(.., kind, _)| *kind == "readinessProbe") {
        let probe = &container.value["readinessProbe"];
        let settings = manifests.reading(pod).settings(container);
        let seconds = |name: &str| settings.get(name).and_then(|value| value.parse::<u64>().ok());
        let Some(login) = seconds("POSTGRES_CONNECT_TIMEOUT").filter(|_| probe.has("httpGet")) else {
            continue;
        };
        let logins = login.saturating_mul(seconds("POSTGRES_CONNECT_TRIES").unwrap_or(1));
        let behind = logins.saturating_add(seconds("CONNECT_TIMEOUT").unwrap_or(0));
        let patience = probe["timeoutSeconds"].as_u64().unwrap_or(1);
        if patience <= behind {
            let message = format!("readinessProbe of {} waits {patience} s", container.title());
            let why = format!("connecting to the servers behind it may take {behind} s");
            report.add(
                pod.owner,
                format!("{message}, and {why}: one slow server takes every pod out of its Service"),
            );
        }
    }
}

/// Django answers 400 to a Host it does not serve. The kubelet sends the pod's address unless told otherwise,
/// so a readiness probe of a container that has a list of hosts must name one of them. (A liveness path may
/// be answered before Django sees it; only a Host that is written down is checked there.)
fn refused_hosts(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container, kind, probe) in probes(manifests).filter(|(.., probe)| probe.has("httpGet")) {
        let Some(allowed) = allowed_hosts(manifests.reading(pod).settings(container)) else { continue };
        let mut headers = probe["httpGet"]["httpHeaders"].list().iter();
        let host = headers.rfind(|header| header["name"].text().eq_ignore_ascii_case("host"));
        let message = match host.map(|header| header["value"].text()) {
            Some(host) if allows(&allowed, host) => continue,
            Some(host) => format!("sends the Host \"{host}\", which is not among the allowed ones"),
            None if kind == "readinessProbe" && !allowed.iter().any(|host| host == "*") => {
                "sends the pod's address as Host, which is not among the allowed ones".to_owned()
            }
            None => continue,
        };
        report.add(pod.owner, format!("{kind} of {} {message}: Django answers 400", container.title()));
    }
}

/// The hosts that Django serves, if the environment says so: in a variable whose name ends in ALLOWED_HOSTS,
/// or in FORUM_HOST and FORUM_OTHER_HOSTS, those that the settings of the forum's image allow.
pub(super) fn allowed_hosts(settings: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let listed = settings.iter().find(|(name, _)| name.ends_with("ALLOWED_HOSTS")).map(|(_, list)| list);
    let list = listed.or_else(|| settings.get("FORUM_HOST"))?;
    let more = settings.get("FORUM_OTHER_HOSTS").filter(|_| listed.is_none());
    let hosts = [Some(list), more].into_iter().flatten().flat_map(|list| list.split([',', ' ', '\n']));
    Some(hosts.filter(|host| !host.is_empty()).map(str::to_owned).collect())
}

/// As Django compares: any, this one, or any below a leading dot.
pub(super) fn allows(allowed: &[String], host: &str) -> bool {
    let host = host.split(':').next().unwrap_or_default();
    allowed.iter().any(|rule| {
        let below =
            rule.strip_prefix('.').is_some_and(|parent| host == parent || host.ends_with(rule.as_str()));
        rule == "*" || rule == host || below
    })
}
