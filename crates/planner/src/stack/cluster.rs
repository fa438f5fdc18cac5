//! The cluster: what exists before the bundle. This part has no objects; the other parts read its options.

pub mod classes;
mod fields;
pub mod kinds;
pub mod options;
mod prerequisites;
mod rules;
mod troubles;

use std::net::Ipv4Addr;

use super::{Part, nothing};
use crate::plan::Plan;
use crate::topology::Peer;
use crate::values::{Choices, DnsLabel};
pub(crate) use prerequisites::{LONGHORN, storage_class};

/// The part.
pub const PART: Part = Part {
    key: "cluster",
    title: "Cluster",
    about: "The Kubernetes you have: its nodes, storage classes and ingress controller.",
    summary,
    file: "",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[],
    objects: nothing::objects,
    topology: nothing::topology,
    places: &[],
    files: nothing::files,
    manual: nothing::MANUAL,
    checks: nothing::checks,
    troubles: troubles::troubles,
    failure_model: nothing::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn summary(plan: &Plan) -> String {
    let cluster = &plan.cluster;
    let kind = kinds::of_plan(plan).name;
    let nodes = if cluster.nodes == 1 { "1 node".to_owned() } else { format!("{} nodes", cluster.nodes) };
    format!("{kind} {} · {nodes} · {} CPU, {}", cluster.version.key(), cluster.node_cpu, cluster.node_memory)
}

/// Where in the cluster a server answers that was named as one outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside<'a> {
    /// A Service, with its namespace.
    Service(&'a str),
    /// An address that k3s or RKE2 gives to Services or pods.
    Address,
}

/// Who answers at a host that was named as one outside: the pods of a namespace, or an address.
pub(in crate::stack) fn peer(plan: &Plan, host: &str) -> Peer {
    match inside(plan, host) {
        Some(Inside::Service(namespace)) => Peer::Namespace(namespace.to_owned()),
        Some(Inside::Address) | None => Peer::Outside(host.parse().ok()),
    }
}

/// Whether a host is one of the cluster's own: `pg-rw.databases.svc.cluster.local`, `pg-rw.databases.svc`, or on k3s an
/// address of its networks; and, as a pod may shorten it, `pg-rw.databases`, where the second word is more likely to be a
/// namespace than a domain of the internet.
pub fn inside<'a>(plan: &Plan, host: &'a str) -> Option<Inside<'a>> {
    let in_domain = host.strip_suffix(plan.cluster.domain.as_str()).and_then(|rest| rest.strip_suffix('.'));
    if let Some(rest) = in_domain.or_else(|| host.ends_with(".svc").then_some(host)) {
        let rest = rest.strip_suffix(".svc").or_else(|| rest.strip_suffix(".pod")).unwrap_or(rest);
        return Some(Inside::Service(rest.rsplit('.').next().unwrap_or(rest)));
    }
    if let Some((_, namespace)) = host.split_once('.').filter(|(_, rest)| is_namespace(rest)) {
        return Some(Inside::Service(namespace));
    }
    let address: Ipv4Addr = host.parse().ok()?;
    let [first, second, ..] = address.octets();
    // RKE2 takes k3s's networks: this one for pods, the next one for Services.
    let of_k3s = kinds::of_plan(plan).pods == Some("10.42.0.0/16");
    (of_k3s && first == 10 && matches!(second, 42 | 43)).then_some(Inside::Address)
}

/// Whether the last word of `service.namespace` is a namespace. No top-level domain has a hyphen, but for
/// the punycode of the international ones, and none is called like these (IANA's root zone).
fn is_namespace(word: &str) -> bool {
    const USUAL: &[&str] = &[
        "backend",
        "cache",
        "cnpg",
        "data",
        "database",
        "databases",
        "db",
        "default",
        "infra",
        "infrastructure",
        "mail",
        "minio",
        "mysql",
        "pgbouncer",
        "platform",
        "postgres",
        "postgresql",
        "production",
        "redis",
        "shared",
        "smtp",
        "staging",
        "valkey",
    ];
    let composed = word.contains('-') && !word.starts_with("xn--");
    word.parse::<DnsLabel>().is_ok() && (USUAL.contains(&word) || composed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_known_by_its_name_and_k3s_own_addresses_by_their_network() {
        let mut plan = Plan::default();
        for (host, expected) in [
            ("pg-rw.databases.svc.cluster.local", Some(Inside::Service("databases"))),
            ("pg-rw.databases.svc", Some(Inside::Service("databases"))),
            ("pg-0.pg.databases.svc.cluster.local", Some(Inside::Service("databases"))),
            ("10.43.7.8", Some(Inside::Address)),
            ("10.0.0.5", None),
            ("svc.example.net", None),
            ("db.local", None),
            ("pg-rw.databases", Some(Inside::Service("databases"))),
            ("pg-rw.cnpg-databases", Some(Inside::Service("cnpg-databases"))),
            ("pg.misago-project.org", None),
            ("mail.xn--p1ai", None),
            ("databases.info", None),
        ] {
            assert_eq!(inside(&plan, host), expected, "{host}");
        }
        plan.cluster.distribution = options::Distribution::Other;
        assert_eq!(inside(&plan, "10.43.7.8"), None);
    }
}
