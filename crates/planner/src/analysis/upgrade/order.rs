//! The order in which `kubectl apply -k` sends objects to the server.

use crate::kube::{Manifest, ObjectSet};

/// Our kinds that kustomize puts first, in this order (the "legacy" order that kubectl uses), as seen in the output of
/// `kubectl kustomize` for the golden bundles.
const FIRST: &[&str] = &[
    "Namespace",
    "ServiceAccount",
    "ConfigMap",
    "Secret",
    "Service",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

/// The objects, with their parts, in the order in which they are sent: the kinds above first, then the others by group and
/// kind, and within a kind by name.
pub(super) fn applied(objects: &ObjectSet) -> Vec<(&'static str, &Manifest)> {
    let mut sorted: Vec<(Place<'_>, &'static str, &Manifest)> = Vec::with_capacity(objects.len());
    for (part, manifest) in objects.iter() {
        let place = place(manifest);
        let at = sorted.partition_point(|(other, ..)| *other <= place);
        sorted.insert(at, (place, part, manifest));
    }
    sorted.into_iter().map(|(_, part, manifest)| (part, manifest)).collect()
}

/// Rank, group, kind and name.
type Place<'a> = (usize, &'static str, &'static str, &'a str);

fn place(manifest: &Manifest) -> Place<'_> {
    let rank = FIRST.iter().position(|kind| *kind == manifest.kind()).unwrap_or(FIRST.len());
    let group = if rank == FIRST.len() { manifest.api_version() } else { "" };
    (rank, group, manifest.kind(), manifest.name())
}
