//! The order in which `kubectl apply -k` sends objects to the server.

use crate::kube::{Manifest, ObjectSet, to_value};

/// The kinds that kustomize puts first, in this order (its "legacy" order, which kubectl asks for); read
/// off what `kubectl kustomize` prints for the golden bundles.
const FIRST: &[&str] = &[
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

/// The objects with their parts as they are sent: the known kinds first, the others by group and kind,
/// and within a kind by name.
pub(super) fn applied(objects: &ObjectSet) -> Vec<(&'static str, &Manifest)> {
    let mut sorted: Vec<(&'static str, &Manifest)> = objects.iter().collect();
    sorted.sort_by_cached_key(|(_, manifest)| {
        let rank = FIRST.iter().position(|kind| *kind == manifest.kind()).unwrap_or(FIRST.len());
        let group = if rank == FIRST.len() { group(manifest) } else { String::new() };
        (rank, group, manifest.kind(), manifest.name().to_owned())
    });
    sorted
}

fn group(manifest: &Manifest) -> String {
    match manifest {
        Manifest::Custom(object) => object.api_version.to_owned(),
        own => to_value(own)["apiVersion"].as_str().unwrap_or_default().to_owned(),
    }
}
