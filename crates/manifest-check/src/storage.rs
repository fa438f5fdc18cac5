//! Volumes, mounts and claims.

use std::collections::BTreeSet;

use serde_json::Value;

use super::quantity::nano;
use super::view::{ManifestSet, Object, Pod, ValueExt, selects};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "volume-missing",
        severity: Severity::Error,
        prevents: "a mount of a volume the pod does not have, which the server refuses",
        find: missing_volumes,
    },
    Check {
        name: "volume-unused",
        severity: Severity::Warning,
        prevents: "a volume that no container mounts, so the program writes somewhere else",
        find: unused_volumes,
    },
    Check {
        name: "volume-source-invalid",
        severity: Severity::Error,
        prevents: "a volume with two sources, or with none",
        find: invalid_sources,
    },
    Check {
        name: "mount-path-duplicate",
        severity: Severity::Error,
        prevents: "two volumes mounted at the same path, of which one hides the other",
        find: duplicate_paths,
    },
    Check {
        name: "mount-hides-mount",
        severity: Severity::Warning,
        prevents: "a mount inside another one, whose files it hides",
        find: nested_mounts,
    },
    Check {
        name: "claim-missing",
        severity: Severity::Error,
        prevents: "pods that wait for ever for a claim that does not exist",
        find: missing_claims,
    },
    Check {
        name: "claim-unused",
        severity: Severity::Warning,
        prevents: "storage that is paid for and not used",
        find: unused_claims,
    },
    Check {
        name: "claim-invalid",
        severity: Severity::Error,
        prevents: "a claim without a size or an access mode, which the server refuses",
        find: invalid_claims,
    },
    Check {
        name: "claim-shared-read-write-once",
        severity: Severity::Error,
        prevents: "pods that cannot start, because their ReadWriteOnce volume is attached to another node",
        find: shared_read_write_once,
    },
    Check {
        name: "claim-groups-differ",
        severity: Severity::Warning,
        prevents: "a shared volume whose group depends on which pod mounted it first",
        find: differing_groups,
    },
];

fn missing_volumes(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        for name in container.value["volumeMounts"].list().iter().map(|mount| mount["name"].text()) {
            if !pod.volumes().any(|volume| volume == name) {
                let message = format!(
                    "{} mounts the volume \"{name}\", which its pod does not have",
                    container.title()
                );
                report.add(pod.owner, format!("{message}: the server refuses the object"));
            }
        }
    }
}

fn unused_volumes(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let mounts = pod.containers().flat_map(|container| container.value["volumeMounts"].list());
        let mounted: BTreeSet<_> = mounts.map(|mount| mount["name"].text()).collect();
        for volume in pod.volumes().filter(|volume| !mounted.contains(volume)) {
            report.add(pod.owner, format!("has the volume \"{volume}\", which no container mounts"));
        }
    }
}

fn invalid_sources(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for volume in pod.spec()["volumes"].list() {
            let sources =
                volume.entries().filter(|(key, source)| *key != "name" && source.is_object()).count();
            if sources != 1 {
                let message =
                    format!("the volume \"{}\" has {sources} sources, one is wanted", volume["name"].text());
                report.add(pod.owner, message);
            }
        }
    }
}

fn duplicate_paths(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let mut seen = BTreeSet::new();
        for path in container.value["volumeMounts"].list().iter().map(|mount| mount["mountPath"].text()) {
            if !seen.insert(path.trim_end_matches('/')) {
                let message = format!("{} mounts two volumes on \"{path}\"", container.title());
                report.add(pod.owner, format!("{message}: the server refuses that, or one hides the other"));
            }
        }
    }
}

fn nested_mounts(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let mounts = container.value["volumeMounts"].list();
        let path = |mount: &Value| mount["mountPath"].text().trim_end_matches('/').to_owned();
        // One file put among the files of another volume is done on purpose.
        for inner in mounts.iter().filter(|mount| !mount.has("subPath")).map(path) {
            let outer = mounts.iter().map(path).find(|outer| inner.starts_with(&format!("{outer}/")));
            if let Some(outer) = outer {
                let message =
                    format!("{} mounts \"{inner}\" inside the mount \"{outer}\"", container.title());
                report.add(pod.owner, format!("{message}: what the outer volume holds there is hidden"));
            }
        }
    }
}

/// The claims of the set that a pod mounts.
fn claims<'a>(pod: Pod<'a>) -> impl Iterator<Item = &'a str> {
    let volumes = pod.spec()["volumes"].list().iter();
    volumes.map(|volume| volume["persistentVolumeClaim"]["claimName"].text()).filter(|name| !name.is_empty())
}

fn missing_claims(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for name in
            claims(pod).filter(|name| manifests.beside(pod.owner, "PersistentVolumeClaim", name).is_none())
        {
            let message = format!("mounts the claim \"{name}\", which is not in the set");
            report.add(pod.owner, format!("{message}: its pods stay Pending"));
        }
    }
}

fn users<'a>(manifests: &ManifestSet<'a>, claim: Object) -> Vec<Pod<'a>> {
    manifests.pods_beside(claim).filter(|pod| claims(*pod).any(|name| name == claim.name)).collect()
}

fn unused_claims(manifests: &ManifestSet, report: &mut Report) {
    for claim in manifests.of("PersistentVolumeClaim").filter(|claim| users(manifests, *claim).is_empty()) {
        report.add(claim, "is mounted by no pod");
    }
}

fn invalid_claims(manifests: &ManifestSet, report: &mut Report) {
    const MODES: [&str; 4] = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];
    let own = manifests.of("PersistentVolumeClaim").map(|claim| (claim, claim.name, claim.spec()));
    let templates = manifests.of("StatefulSet").flat_map(|set| {
        let claims = set.spec()["volumeClaimTemplates"].list().iter();
        claims.map(move |claim| (set, claim["metadata"]["name"].text(), &claim["spec"]))
    });
    for (object, name, spec) in own.chain(templates) {
        let modes = spec["accessModes"].list();
        if modes.is_empty() || !modes.iter().all(|mode| MODES.contains(&mode.text())) {
            report.add(
                object,
                format!(
                    "the claim \"{name}\" has accessModes {}: none the server knows",
                    spec["accessModes"]
                ),
            );
        }
        // A size that cannot be read is reported as such.
        let size = &spec["resources"]["requests"]["storage"];
        if size.is_null() || nano(size) == Some(0) {
            report.add(object, format!("the claim \"{name}\" asks for no storage: the server refuses it"));
        }
    }
}

/// A claim that is not ReadWriteMany is attached to one node at a time. Several pods can share it only if
/// something keeps them on one node: an affinity among all of them, or a cluster of one node, which the
/// claim then says by an annotation.
fn shared_read_write_once(manifests: &ManifestSet, report: &mut Report) {
    for claim in manifests.of("PersistentVolumeClaim") {
        let has = |mode: &str| claim.spec()["accessModes"].list().iter().any(|it| it == mode);
        let users = users(manifests, claim);
        let pods: u64 = users
            .iter()
            .map(|pod| manifests.replicas(*pod).1.saturating_add(surge(*pod)))
            .fold(0, u64::saturating_add);
        let one_node = claim.annotation("forum-planner/one-node") == "true" && !has("ReadWriteOncePod");
        if has("ReadWriteMany") || pods < 2 || one_node || kept_together(&users) {
            continue;
        }
        let names: Vec<_> = users.iter().map(|pod| pod.owner.id()).collect();
        let message = format!("is not ReadWriteMany, but up to {pods} pods mount it ({})", names.join(", "));
        report.add(claim, format!("{message}: those on another node never start"));
    }
}

/// A rolling update starts the next pod before the last one has gone.
fn surge(pod: Pod) -> u64 {
    let strategy = &pod.owner.spec()["strategy"];
    let rolls = pod.owner.kind == "Deployment" && strategy["type"] != "Recreate";
    u64::from(rolls && strategy["rollingUpdate"]["maxSurge"].as_u64() != Some(0))
}

/// Whether all of these pods must run on one node. They must when all want to be where the same one of them
/// is: that one is among them, so it wants to be with its own kind, and the others follow.
fn kept_together(users: &[Pod]) -> bool {
    const HOST: &str = "kubernetes.io/hostname";
    let places = |pod: &Pod| pod.spec()["nodeSelector"][HOST].text().to_owned();
    let place: BTreeSet<_> = users.iter().map(places).collect();
    if place.len() == 1 && !place.contains("") {
        return true;
    }
    let terms = |pod: &Pod| {
        let affinity =
            &pod.spec()["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
        let terms = affinity.list().iter().filter(|term| term["topologyKey"] == HOST);
        terms.map(|term| term["labelSelector"].clone()).collect::<Vec<_>>()
    };
    let shared = |selector: &Value| users.iter().all(|pod| terms(pod).contains(selector));
    let meant = |selector: &Value| selector.is_object() && users.iter().any(|pod| selects(selector, pod));
    users.first().is_some_and(|first| terms(first).iter().any(|selector| shared(selector) && meant(selector)))
}

/// The kubelet gives a volume to the fsGroup of the first pod that mounts it; later ones with another group
/// are told so in an event and start all the same.
fn differing_groups(manifests: &ManifestSet, report: &mut Report) {
    for claim in manifests.of("PersistentVolumeClaim") {
        let users = users(manifests, claim);
        let group = |pod: &Pod| pod.spec()["securityContext"]["fsGroup"].to_string();
        let groups: BTreeSet<_> = users.iter().map(group).collect();
        if groups.len() > 1 {
            let each: Vec<_> = users.iter().map(|pod| format!("{} {}", pod.owner.id(), group(pod))).collect();
            let message = format!("is mounted under different fsGroups ({})", each.join(", "));
            report.add(claim, format!("{message}: the first pod decides who may write"));
        }
    }
}
