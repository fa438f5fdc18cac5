//! Host names in configuration must lead somewhere: no server ever looks into a ConfigMap.

use serde_json::json;

use super::view::{Bundle, Look, Mention, Object, Pod, Port};
use super::{Check, Report, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "host-unresolved",
        prevents: "a program that looks for a neighbour under a name nobody has",
        find: unresolved_hosts,
    },
    Check {
        name: "host-port-unserved",
        prevents: "a program that knocks at the wrong port of its neighbour",
        find: unserved_ports,
    },
    Check {
        name: "listen-port-undeclared",
        prevents: "a program that listens on another port than its pod declares",
        find: undeclared_listeners,
    },
    Check {
        name: "writes-reach-replicas",
        prevents: "writes that fail now and then, because one name leads to a master and its replicas",
        find: writes_to_replicas,
    },
];

/// Where a name leads.
pub(super) enum Lead<'a> {
    /// Out of the namespace, or to the pod itself: nothing to be seen from here.
    Outside,
    Nowhere(String),
    /// To these pods, by this Service. `direct`: to the pods' own addresses and so their own ports.
    Pods {
        service: Object<'a>,
        pods: Vec<Pod<'a>>,
        direct: bool,
    },
}

/// Follows a name as the cluster's DNS would: `redis`, `redis.misago.svc...`, `redis-0.redis.misago.svc...`.
/// A dotted name outside of `.svc` belongs to the world.
pub(super) fn follow<'a>(bundle: &Bundle<'a>, pod: Pod<'a>, name: &str) -> Lead<'a> {
    let home = pod.owner.namespace;
    let labels: Vec<_> = name.split('.').collect();
    let inside = labels.iter().position(|label| *label == "svc");
    let (member, service) = match (&labels[..], inside) {
        (["localhost"], _) => return Lead::Outside,
        ([service], None) => (None, *service),
        ([service, space, ..], Some(2)) if *space == home => (None, *service),
        ([member, service, space, ..], Some(3)) if *space == home => (Some(*member), *service),
        ([_, _, ..], Some(2 | 3)) | (_, None) => return Lead::Outside,
        _ => return Lead::Nowhere(format!("\"{name}\" is no name that the cluster's DNS knows")),
    };
    let Some(service) = bundle.beside(pod.owner, "Service", service) else {
        return Lead::Nowhere(format!("no Service of the set is called \"{service}\""));
    };
    let pods = bundle.pods_of(service);
    let direct = service.spec()["clusterIP"] == "None";
    let Some(member) = member else { return Lead::Pods { service, pods, direct } };
    // Only the governing Service gives names to the pods of a StatefulSet, and only up to their number.
    let named = |pod: &Pod| pod.owner.spec()["serviceName"] == service.name && pod.has_ordinal_of(member);
    let pods: Vec<_> = pods.into_iter().filter(named).collect();
    if pods.is_empty() {
        return Lead::Nowhere(format!("{} has no pod called \"{member}\"", service.id()));
    }
    Lead::Pods { service, pods, direct: true }
}

fn unresolved_hosts(bundle: &Bundle, report: &mut Report) {
    for pod in bundle.pods() {
        for Mention { host, place } in &bundle.reading(pod).mentions {
            if let Lead::Nowhere(why) = follow(bundle, pod, &host.name) {
                report.add(pod.owner, format!("{place} names the host \"{}\", but {why}", host.name));
            }
        }
    }
}

fn unserved_ports(bundle: &Bundle, report: &mut Report) {
    for pod in bundle.pods() {
        for Mention { host, place } in &bundle.reading(pod).mentions {
            let Some(port) = host.port else { continue };
            let Lead::Pods { service, pods, direct } = follow(bundle, pod, &host.name) else { continue };
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

/// The pod ports behind a port of a name. Without a cluster address no one translates: the name leads to
/// the pods, and the port is theirs.
pub(super) fn doors<'a>(
    service: Object<'a>,
    pods: &[Pod<'a>],
    direct: bool,
    port: u64,
) -> Vec<(Pod<'a>, Port<'a>)> {
    let wanted = json!(port);
    let mut targets = Vec::new();
    if direct {
        targets.push(&wanted);
    } else {
        let ports = service.spec()["ports"].list().iter().filter(|it| it["port"] == wanted);
        targets.extend(ports.map(super::network::target));
    }
    pods.iter().flat_map(|pod| targets.iter().filter_map(|target| Some((*pod, pod.port(target)?)))).collect()
}

/// nginx says `listen 8080`, gunicorn `--bind 0.0.0.0:8000`.
fn undeclared_listeners(bundle: &Bundle, report: &mut Report) {
    for pod in bundle.pods().filter(|pod| !pod.is_job()) {
        for (place, text) in &bundle.reading(pod).texts {
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
    let announced = words.windows(2).filter(|pair| matches!(pair[0], "listen" | "--bind" | "-b"));
    announced.filter_map(|pair| pair[1].rsplit(':').next()?.parse().ok()).collect()
}

/// Replicas refuse writes. A Service over a master and its replicas sends a writer to any of them: in the
/// report of 2022 two of three connections ended so. The replicas themselves may ask for each other.
fn writes_to_replicas(bundle: &Bundle, report: &mut Report) {
    for pod in bundle.pods() {
        for Mention { host, place } in &bundle.reading(pod).mentions {
            let Lead::Pods { service, pods, .. } = follow(bundle, pod, &host.name) else { continue };
            let by_name = host.name.split('.').next() != Some(service.name);
            let picks_one = service.spec()["selector"].has("statefulset.kubernetes.io/pod-name");
            let replicated = |other: &Pod<'_>| {
                bundle.replicas(*other).1 > 1
                    && bundle.reading(*other).texts.iter().any(|(_, text)| text.contains("replicaof"))
            };
            // Sentinels know who the master is; asking any of them is right.
            let asks_sentinel = host.port == Some(26_379);
            let own = pods.iter().any(|other| other.owner.is_same(pod.owner));
            if !by_name && !picks_one && !asks_sentinel && !own && pods.iter().any(replicated) {
                let message =
                    format!("{place} names \"{}\", a Service over a master and its replicas", host.name);
                report.add(pod.owner, format!("{message}: a replica refuses to write"));
            }
        }
    }
}
