//! PgBouncer between clients and PostgreSQL: ours, configured by an ini file, or CloudNativePG's Pooler. The number of
//! connections is checked by the plan's rules, not here.

use super::dns::{Lead, follow};
use super::view::{ManifestSet, Pod, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "pooler-mode",
        severity: Severity::Error,
        prevents: "a pool that shares no connections, or splits transactions over several",
        find: unfit_modes,
    },
    Check {
        name: "pooler-client-unaware",
        severity: Severity::Error,
        prevents: "rare errors about cursors that do not exist, because a client relies on keeping one connection",
        find: unaware_clients,
    },
];

/// A pooler's pods, and how they share.
struct Pooler<'a> {
    pod: Pod<'a>,
    mode: &'a str,
}

fn poolers<'a>(manifests: &'a ManifestSet<'a>) -> Vec<Pooler<'a>> {
    let mode = |pod: Pod<'a>| match pod.owner.kind {
        "Pooler" => Some(pod.owner.spec()["pgbouncer"]["poolMode"].text()),
        _ => {
            let mut texts = manifests.reading(pod).texts.iter();
            let (_, text) = texts.find(|(_, text)| text.contains("[pgbouncer]"))?;
            Some(setting(text, "pool_mode").unwrap_or_default())
        }
    };
    manifests.all_pods().filter_map(|pod| Some(Pooler { pod, mode: mode(pod)? })).collect()
}

/// `key = value` on a line of its own.
fn setting<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then_some(value.trim())
    })
}

/// Where nothing is said, PgBouncer pools by session.
fn unfit_modes(manifests: &ManifestSet, report: &mut Report) {
    for Pooler { pod, mode } in poolers(manifests) {
        let why = match mode {
            "transaction" => continue,
            "statement" => "a transaction of two statements fails",
            _ => "a client keeps its connection for as long as it likes, and the others wait",
        };
        report.add(pod.owner, format!("pools by \"{mode}\", not by transaction: {why}"));
    }
}

/// With transactions from several clients on one connection, a cursor outlives neither; Django has to be
/// told. `POSTGRES_POOLED` stands for what the forum's settings make of it.
fn unaware_clients(manifests: &ManifestSet, report: &mut Report) {
    let poolers: Vec<_> = poolers(manifests).iter().map(|pooler| pooler.pod.index).collect();
    for (pod, container) in manifests.containers() {
        let settings = manifests.reading(pod).settings(container);
        for (name, host) in settings {
            let Some(stem) = name.strip_suffix("_HOST") else { continue };
            let Lead::Pods { pods, .. } = follow(manifests, pod, host) else { continue };
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
