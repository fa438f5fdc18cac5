//! Clients that ask the Sentinels for the master's address.

use super::super::Report;
use super::super::dns::{Lead, follow};
use super::super::policies::ways::shut;
use super::super::view::{Container, ManifestSet, Pod};
use super::{Monitor, monitors};

/// The pods that are told where the Sentinels are, each with a Sentinel's watch over servers of the set.
fn clients<'b, 'a>(
    manifests: &'b ManifestSet<'a>,
) -> Vec<(Pod<'a>, Container<'a>, &'b str, Vec<Monitor<'b, 'a>>)> {
    let mut found = Vec::new();
    for (pod, container) in manifests.containers() {
        for name in manifests.reading(pod).settings(container).keys() {
            let Some(stem) = name.strip_suffix("_SENTINELS") else { continue };
            let place = format!("env {name} of {}", container.title());
            let leads = manifests.reading(pod).mentions.iter().filter(|mention| mention.place == place);
            let mut asked: Vec<Pod> = Vec::new();
            for mention in leads {
                if let Lead::Pods { pods, .. } = follow(manifests, pod, &mention.host.name) {
                    asked.extend(pods);
                }
            }
            let mut watched = monitors(manifests);
            watched.retain(|it| asked.iter().any(|pod| pod.owner.is_same(it.pod.owner)));
            if !watched.is_empty() {
                found.push((pod, container, stem, watched));
            }
        }
    }
    found
}

pub(super) fn unknown_masters(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container, stem, watched) in clients(manifests) {
        let name = format!("{stem}_MASTER_NAME");
        let wanted = manifests.reading(pod).settings(container).get(&name).map_or("", String::as_str);
        if !watched.iter().any(|it| it.master == wanted) {
            let message = format!("env {name} of {} is \"{wanted}\"", container.title());
            let names: Vec<_> = watched.iter().map(|it| it.master).collect();
            report.add(pod.owner, format!("{message}, but the Sentinels watch {}", names.join(", ")));
        }
    }
}

pub(super) fn masters_out_of_reach(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container, stem, watched) in clients(manifests) {
        for (server, port) in watched.iter().flat_map(|it| it.servers(manifests).into_iter().zip(it.port)) {
            if let Some(direction) = shut(manifests, pod, server, port) {
                let message =
                    format!("env {stem}_SENTINELS of {} leads to {}", container.title(), server.owner.id());
                let why = format!("but no policy opens its port {port} for {direction}");
                report.add(pod.owner, format!("{message}, {why}: the master is named and never reached"));
            }
        }
    }
}
