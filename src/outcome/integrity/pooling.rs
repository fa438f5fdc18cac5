//! PgBouncer between clients and PostgreSQL: ours, configured by an ini file, or CloudNativePG's Pooler.

use super::hosts::{Lead, follow};
use super::scan::arguments;
use super::view::{Bundle, Look, Object, Pod};
use super::{Check, Report, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "pooler-mode",
        prevents: "a pool that shares nothing, or tears transactions apart",
        find: unfit_modes,
    },
    Check {
        name: "pooler-exceeds-server",
        prevents: "poolers that together want more connections than the server has",
        find: too_large_pools,
    },
    Check {
        name: "pooler-client-unaware",
        prevents: "rare errors of cursors that do not exist: a client that believes a connection is its own",
        find: unaware_clients,
    },
];

/// A pooler: its pods, how they share, how much each takes, and the connections that its server has.
struct Pooler<'a> {
    pod: Pod<'a>,
    mode: String,
    size: u64,
    connections: Option<u64>,
}

fn poolers<'a>(bundle: &Bundle<'a>) -> Vec<Pooler<'a>> {
    bundle.all_pods().filter_map(|pod| of_operator(bundle, pod).or_else(|| of_file(bundle, pod))).collect()
}

/// PgBouncer's own defaults, where nothing is said.
const MODE: &str = "session";
const SIZE: u64 = 20;

fn of_operator<'a>(bundle: &Bundle<'a>, pod: Pod<'a>) -> Option<Pooler<'a>> {
    if pod.owner.kind != "Pooler" {
        return None;
    }
    let settings = &pod.owner.spec()["pgbouncer"];
    let mode = settings["poolMode"].as_str().unwrap_or(MODE).to_owned();
    let size = settings["parameters"]["default_pool_size"].text().parse().unwrap_or(SIZE);
    let cluster = bundle.beside(pod.owner, "Cluster", pod.owner.spec()["cluster"]["name"].text());
    Some(Pooler { pod, mode, size, connections: cluster.and_then(connections_of_cluster) })
}

fn of_file<'a>(bundle: &Bundle<'a>, pod: Pod<'a>) -> Option<Pooler<'a>> {
    let reading = bundle.reading(pod);
    let (place, text) = reading.texts.iter().find(|(_, text)| text.contains("[pgbouncer]"))?;
    let said = |key| setting(text, key);
    let size = said("default_pool_size").and_then(|it| it.parse().ok()).unwrap_or(SIZE);
    let spare = said("reserve_pool_size").and_then(|it| it.parse().ok()).unwrap_or(0_u64);
    let named = reading.mentions.iter().filter(|mention| mention.place == *place);
    let servers = named.filter_map(|mention| match follow(bundle, pod, &mention.host.name) {
        Lead::Pods { pods, .. } => pods.first().copied(),
        _ => None,
    });
    let connections = servers.filter_map(|server| connections_of(bundle, server)).min();
    let mode = said("pool_mode").unwrap_or(MODE).to_owned();
    Some(Pooler { pod, mode, size: size.saturating_add(spare), connections })
}

/// `key = value` on a line of its own.
fn setting<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then_some(value.trim().trim_matches('\''))
    })
}

fn connections_of(bundle: &Bundle, server: Pod) -> Option<u64> {
    let texts = &bundle.reading(server).texts;
    let in_file = |text: &str| setting(text, "max_connections").and_then(|it| it.parse().ok());
    let in_command = |text: &str| {
        let set = arguments(text, &["-c"])?.into_iter().find_map(|it| it.strip_prefix("max_connections="))?;
        set.parse().ok()
    };
    let written = texts.iter().find_map(|(_, text)| in_file(text).or_else(|| in_command(text)));
    written.or_else(|| connections_of_cluster(server.owner))
}

fn connections_of_cluster(cluster: Object) -> Option<u64> {
    cluster.spec()["postgresql"]["parameters"]["max_connections"].text().parse().ok()
}

fn unfit_modes(bundle: &Bundle, report: &mut Report) {
    for Pooler { pod, mode, .. } in poolers(bundle) {
        let why = match mode.as_str() {
            "transaction" => continue,
            "statement" => "a transaction of two statements fails",
            _ => "a client keeps its connection for as long as it likes, and the others wait",
        };
        report.add(pod.owner, format!("pools by {mode}: {why}"));
    }
}

/// PostgreSQL keeps three connections for its superuser.
fn too_large_pools(bundle: &Bundle, report: &mut Report) {
    for Pooler { pod, size, connections, .. } in poolers(bundle) {
        let pods = bundle.replicas(pod).1;
        let wanted = size.saturating_mul(pods);
        let Some(all) = connections.filter(|all| wanted > all.saturating_sub(3)) else { continue };
        let message = format!("{pods} pods of {size} connections are {wanted}, but its server has {all}");
        report.add(pod.owner, format!("{message}, three of them for the superuser: clients are refused"));
    }
}

/// With transactions from several clients on one connection, a cursor outlives neither; Django has to be
/// told. `POSTGRES_POOLED` stands for what the forum's settings make of it.
fn unaware_clients(bundle: &Bundle, report: &mut Report) {
    let poolers: Vec<_> = poolers(bundle).iter().map(|pooler| pooler.pod.index).collect();
    for (pod, container) in bundle.containers() {
        let settings = bundle.reading(pod).settings(container);
        for (name, host) in settings {
            let Some(stem) = name.strip_suffix("_HOST") else { continue };
            let Lead::Pods { pods, .. } = follow(bundle, pod, host) else { continue };
            let pooled = pods.iter().any(|other| poolers.contains(&other.index));
            let own = format!("{stem}_POOLED");
            let told = [own.as_str(), "DISABLE_SERVER_SIDE_CURSORS"]
                .iter()
                .filter_map(|key| settings.get(*key))
                .any(|value| matches!(value.to_ascii_lowercase().as_str(), "true" | "1" | "yes" | "on"));
            if pooled && !told {
                let message = format!("env {name} of {} leads to PgBouncer", container.title());
                report.add(pod.owner, format!("{message}, but {own} does not say so: its cursors are lost"));
            }
        }
    }
}
