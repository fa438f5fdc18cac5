//! The namespace of each object.

use std::collections::BTreeSet;

use super::view::{ManifestSet, Object, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "namespace-unset",
        severity: Severity::Warning,
        prevents: "objects that end up in kubectl's current namespace, which may be any",
        find: unset_namespaces,
    },
    Check {
        name: "namespace-missing",
        severity: Severity::Warning,
        prevents: "objects in a namespace that nothing in the set creates",
        find: missing_namespaces,
    },
    Check {
        name: "namespace-mixed",
        severity: Severity::Error,
        prevents: "objects in different namespaces that refer to each other, which Kubernetes does not resolve",
        find: mixed_namespaces,
    },
    Check {
        name: "namespace-late",
        severity: Severity::Error,
        prevents: "a first apply that fails, because the Namespace comes after objects in it",
        find: late_namespaces,
    },
    Check {
        name: "namespace-unguarded",
        severity: Severity::Warning,
        prevents: "a namespace without a Pod Security level, where a pod may run as root without a warning",
        find: unguarded_namespaces,
    },
];

fn namespaced<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.objects().filter(|object| !object.kind.is_empty() && !object.is_cluster_scoped())
}

fn unset_namespaces(manifests: &ManifestSet, report: &mut Report) {
    for object in namespaced(manifests).filter(|object| object.namespace.is_empty()) {
        report.add(object, "metadata.namespace is missing: the object lands in kubectl's current namespace");
    }
}

/// A set without any Namespace whose objects all name the same one is made for a namespace that exists.
fn missing_namespaces(manifests: &ManifestSet, report: &mut Report) {
    let named: BTreeSet<&str> =
        namespaced(manifests).map(|object| object.namespace).filter(|space| !space.is_empty()).collect();
    if named.len() == 1 && manifests.of("Namespace").next().is_none() {
        return;
    }
    for object in namespaced(manifests).filter(|object| !object.namespace.is_empty()) {
        let space = object.namespace;
        if manifests.named("Namespace", space).is_none() {
            report.add(object, format!("lives in the namespace \"{space}\", which the set does not create"));
        }
    }
}

fn mixed_namespaces(manifests: &ManifestSet, report: &mut Report) {
    let home = manifests.of("Namespace").next().map(|namespace| namespace.name);
    for object in namespaced(manifests).filter(|object| !object.namespace.is_empty()) {
        let space = object.namespace;
        if manifests.named("Namespace", space).is_some() && home != Some(space) {
            report.add(
                object,
                format!("lives in \"{space}\", its neighbours in \"{}\"", home.unwrap_or_default()),
            );
        }
    }
}

fn late_namespaces(manifests: &ManifestSet, report: &mut Report) {
    for (index, object) in manifests.objects().enumerate().filter(|(_, object)| object.kind == "Namespace") {
        let early = manifests.objects().take(index).find(|earlier| earlier.namespace == object.name);
        if let Some(early) = early {
            report.add(
                object,
                format!("comes after {}: on an empty cluster the apply fails there", early.id()),
            );
        }
    }
}

fn unguarded_namespaces(manifests: &ManifestSet, report: &mut Report) {
    for namespace in manifests.of("Namespace") {
        let level = namespace.value["metadata"]["labels"]["pod-security.kubernetes.io/enforce"].text();
        if !matches!(level, "baseline" | "restricted") {
            let message = "carries no label pod-security.kubernetes.io/enforce of restricted or baseline: \
                           the server would start pods that run as root";
            report.add(namespace, message);
        }
    }
}
