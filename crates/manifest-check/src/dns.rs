//! Where a host name leads from a pod, as the cluster's DNS and its Services would answer.

use serde_json::json;

use super::network::target;
use super::view::{ManifestSet, Object, Pod, Port, ValueExt};

/// Where a name leads.
pub(super) enum Lead<'a> {
    /// To the pod itself, or back in through the Ingress.
    Here,
    /// To the world, or to another namespace.
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
pub(super) fn follow<'a>(manifests: &ManifestSet<'a>, pod: Pod<'a>, name: &str) -> Lead<'a> {
    let rules = manifests.of("Ingress").flat_map(|ingress| ingress.spec()["rules"].list());
    if rules.into_iter().any(|rule| rule["host"] == name) || name.starts_with("127.") || name == "0.0.0.0" {
        return Lead::Here;
    }
    let home = pod.owner.namespace;
    let mut labels: Vec<_> = name.split('.').collect();
    // The search path of a pod completes `redis-0.redis` by its namespace.
    if let [_, service] = labels[..]
        && manifests.beside(pod.owner, "Service", service).is_some()
    {
        labels.extend([home, "svc"]);
    }
    let inside = labels.iter().position(|label| *label == "svc");
    let (member, service) = match (&labels[..], inside) {
        (["localhost"], _) => return Lead::Here,
        ([service], None) => (None, *service),
        ([service, space, ..], Some(2)) if *space == home => (None, *service),
        ([member, service, space, ..], Some(3)) if *space == home => (Some(*member), *service),
        ([_, _, ..], Some(2 | 3)) | (_, None) => return Lead::Outside,
        _ => return Lead::Nowhere(format!("\"{name}\" is no name that the cluster's DNS knows")),
    };
    let Some(service) = manifests.beside(pod.owner, "Service", service) else {
        return Lead::Nowhere(format!("no Service of the set is called \"{service}\""));
    };
    let pods = manifests.pods_of(service);
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

/// The pod ports behind a port of a name. Without a cluster address no one translates: the name leads to
/// the pods, and the port is theirs.
pub(super) fn pod_ports<'a>(
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
        targets.extend(ports.map(target));
    }
    pods.iter().flat_map(|pod| targets.iter().filter_map(|target| Some((*pod, pod.port(target)?)))).collect()
}
