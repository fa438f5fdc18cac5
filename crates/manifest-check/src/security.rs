//! What a process may do: the rules of the Pod Security level "restricted", and a little more.
//!
//! In a namespace that enforces them the server accepts a Deployment that breaks them, with a warning only, and then
//! refuses each of its pods. All objects exist, and nothing runs.

use serde_json::Value;

use super::view::{Container, ManifestSet, Pod, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "privilege-escalation",
        severity: Severity::Warning,
        prevents: "a process that gains more rights than its parent had",
        find: privilege_escalation,
    },
    Check {
        name: "capabilities-kept",
        severity: Severity::Warning,
        prevents: "kernel capabilities that no container of the forum needs",
        find: kept_capabilities,
    },
    Check {
        name: "runs-as-root",
        severity: Severity::Warning,
        prevents: "a container that runs as root",
        find: roots,
    },
    Check {
        name: "user-of-the-node",
        severity: Severity::Warning,
        prevents: "a user id that also belongs to a person or daemon on the node",
        find: users_of_the_node,
    },
    Check {
        name: "root-filesystem-writable",
        severity: Severity::Warning,
        prevents: "an intruder who can change the program",
        find: writable_root_filesystems,
    },
    Check {
        name: "seccomp-unset",
        severity: Severity::Warning,
        prevents: "system calls that no container should make",
        find: unset_seccomp,
    },
    Check {
        name: "host-access",
        severity: Severity::Warning,
        prevents: "a container with access to its node",
        find: ways_to_the_host,
    },
    Check {
        name: "service-account-shared",
        severity: Severity::Warning,
        prevents: "a pod that uses the namespace's default ServiceAccount",
        find: shared_service_accounts,
    },
    Check {
        name: "token-mounted",
        severity: Severity::Warning,
        prevents: "a token for the Kubernetes API in a pod that never calls it",
        find: mounted_tokens,
    },
    Check {
        name: "service-links-on",
        severity: Severity::Warning,
        prevents: "variables that Kubernetes adds for Services, such as REDIS_PORT=tcp://10.43.0.7:6379",
        find: service_links,
    },
];

/// What holds for a container: its own word, or else the pod's.
fn effective<'a>(pod: Pod<'a>, container: Container<'a>, key: &str) -> &'a Value {
    let own = &container.value["securityContext"][key];
    if own.is_null() { &pod.spec()["securityContext"][key] } else { own }
}

fn privilege_escalation(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        if container.value["securityContext"]["allowPrivilegeEscalation"] != false {
            let message = format!("{} does not say allowPrivilegeEscalation: false", container.title());
            report.add(pod.owner, format!("{message}: a restricted namespace refuses the pod"));
        }
    }
}

fn kept_capabilities(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let capabilities = &container.value["securityContext"]["capabilities"];
        let drops_all = capabilities["drop"].list().iter().any(|name| name == "ALL");
        if !drops_all || !capabilities["add"].list().is_empty() {
            let message = format!("{} keeps capabilities; drop ALL and add none", container.title());
            report.add(pod.owner, format!("{message}: a restricted namespace refuses the pod"));
        }
    }
}

/// A number is wanted as well as `runAsNonRoot`: of an image with a user by name the kubelet cannot tell
/// whether that is root, and does not start it.
fn roots(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let why = match effective(pod, container, "runAsUser").as_u64() {
            Some(0) => "has runAsUser 0: a restricted namespace refuses the pod",
            _ if effective(pod, container, "runAsNonRoot") != true => {
                "does not say runAsNonRoot: true: a restricted namespace refuses the pod"
            }
            None => "has no number as runAsUser: whether the image's user is root cannot be told",
            Some(_) => continue,
        };
        report.add(pod.owner, format!("{} {why}", container.title()));
    }
}

/// Ids up to 10000 belong to the people and daemons of a node. The official images of PostgreSQL (999, on
/// Alpine 70) and Redis (999, group 1000) own their files under low ids and have to keep them.
fn users_of_the_node(manifests: &ManifestSet, report: &mut Report) {
    const OFFICIAL: [u64; 3] = [70, 999, 1000];
    for (pod, container) in manifests.containers() {
        for key in ["runAsUser", "runAsGroup"] {
            let id = effective(pod, container, key).as_u64().unwrap_or(u64::MAX);
            // The user 0 is another check's business; the group 0 owns much of a node all the same.
            let root = id == 0 && key == "runAsUser";
            if id <= 10_000 && !root && !OFFICIAL.contains(&id) {
                report.add(
                    pod.owner,
                    format!("{} has {key} {id}; ids above 10000 are free", container.title()),
                );
            }
        }
    }
}

fn writable_root_filesystems(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        if container.value["securityContext"]["readOnlyRootFilesystem"] != true {
            report.add(pod.owner, format!("{} does not say readOnlyRootFilesystem: true", container.title()));
        }
    }
}

fn unset_seccomp(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let profile = effective(pod, container, "seccompProfile")["type"].text();
        if !matches!(profile, "RuntimeDefault" | "Localhost") {
            let message = format!("{} has no seccompProfile RuntimeDefault", container.title());
            report.add(pod.owner, format!("{message}: a restricted namespace refuses the pod"));
        }
    }
}

fn ways_to_the_host(manifests: &ManifestSet, report: &mut Report) {
    /// The kinds of volume a restricted namespace lets in.
    const VOLUMES: [&str; 8] = [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ];
    for pod in manifests.pods() {
        let mut refuse = |what: String| {
            report.add(
                pod.owner,
                format!("{what}, which nothing here needs and a restricted namespace refuses"),
            );
        };
        for key in ["hostNetwork", "hostPID", "hostIPC"].into_iter().filter(|key| pod.spec()[*key] == true) {
            refuse(format!("its pods have {key}"));
        }
        if !pod.spec()["securityContext"]["sysctls"].list().is_empty() {
            refuse("its pods set sysctls of the kernel".to_owned());
        }
        for volume in pod.spec()["volumes"].list() {
            let sources = volume.entries().map(|(key, _)| key).filter(|key| *key != "name");
            for source in sources.filter(|source| !VOLUMES.contains(source)) {
                refuse(format!("the volume \"{}\" is a {source}", volume["name"].text()));
            }
        }
        for container in pod.containers() {
            let (title, context) = (container.title(), &container.value["securityContext"]);
            if context["privileged"] == true {
                refuse(format!("{title} is privileged"));
            }
            if !matches!(context["procMount"].text(), "" | "Default") {
                refuse(format!("{title} has an unmasked /proc"));
            }
            if container.value["ports"].list().iter().any(|port| port.has("hostPort")) {
                refuse(format!("{title} takes a port of its node"));
            }
        }
    }
}

fn shared_service_accounts(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        if matches!(pod.spec()["serviceAccountName"].text(), "" | "default") {
            report.add(pod.owner, "runs under the namespace's default ServiceAccount, not one of its own");
        }
    }
}

/// The pod's word counts before the account's, and without either the token is mounted.
fn mounted_tokens(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let name = pod.spec()["serviceAccountName"].text();
        let account = manifests.beside(pod.owner, "ServiceAccount", name);
        let account = account.is_some_and(|account| account.value["automountServiceAccountToken"] == false);
        let mounted = pod.spec()["automountServiceAccountToken"].as_bool().unwrap_or(!account);
        if mounted {
            report.add(
                pod.owner,
                "mounts a token for the Kubernetes API: automountServiceAccountToken: false is wanted",
            );
        }
    }
}

/// For each Service of the namespace a pod gets variables in the manner of 2013. A Service called redis gives
/// REDIS_PORT a value that is no number, wherever the pod does not set it itself.
fn service_links(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods().filter(|pod| pod.spec()["enableServiceLinks"] != false) {
        report.add(
            pod.owner,
            "does not say enableServiceLinks: false: every Service adds variables to its pods",
        );
    }
}
