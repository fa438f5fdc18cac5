//! Objects for operators: CloudNativePG's clusters with their logins, the keys that custom resources name, and whether
//! policies let an operator reach its pods.

use serde_json::Value;

use super::policies::ways::{lets_in, may_leave};
use super::quantity::nano;
use super::view::{ManifestSet, Object, ValueExt, contents, kept};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "cluster-login-invalid",
        severity: Severity::Error,
        prevents: "a database that is never created, because its owner's Secret does not fit",
        find: invalid_logins,
    },
    Check {
        name: "cluster-refused",
        severity: Severity::Error,
        prevents: "a database that is never created, because the operator's webhook refuses its Cluster",
        find: refused_clusters,
    },
    Check {
        name: "cluster-missing",
        severity: Severity::Error,
        prevents: "a pooler or a backup for a database cluster that does not exist",
        find: missing_clusters,
    },
    Check {
        name: "operator-name-taken",
        severity: Severity::Error,
        prevents: "a Service or Secret that both an operator and the set create",
        find: taken_names,
    },
    Check {
        name: "custom-key-missing",
        severity: Severity::Error,
        prevents: "a custom resource that waits for a key that its Secret or ConfigMap does not have",
        find: missing_keys,
    },
    Check {
        name: "operator-shut-out",
        severity: Severity::Error,
        prevents: "database pods that never become ready: the operator cannot reach them, or they cannot reach the API",
        find: shut_out_operators,
    },
];

const CLOUD_NATIVE: &str = "postgresql.cnpg.io";

fn clusters<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("Cluster").filter(|object| object.group == CLOUD_NATIVE)
}

fn invalid_logins(manifests: &ManifestSet, report: &mut Report) {
    for cluster in clusters(manifests) {
        let spec = cluster.spec();
        let initdb = &spec["bootstrap"]["initdb"];
        let logins = [(&initdb["secret"], initdb["owner"].text()), (&spec["superuserSecret"], "postgres")];
        for (login, user) in logins.iter().filter(|(login, _)| login.has("name")) {
            let name = login["name"].text();
            let made = ["SealedSecret", "ExternalSecret"];
            let made = made.iter().any(|kind| manifests.beside(cluster, kind, name).is_some());
            let Some(secret) = manifests.beside(cluster, "Secret", name) else {
                if !made {
                    report.add(cluster, format!("names the Secret \"{name}\", which is not in the set"));
                }
                continue;
            };
            let keys = contents(secret);
            if secret.value["type"] != "kubernetes.io/basic-auth" {
                let message =
                    "is the login of a database cluster, but not of the type kubernetes.io/basic-auth";
                report.add(secret, format!("{message}: {} takes no other", cluster.id()));
            } else if !keys.contains_key("password") {
                report.add(secret, format!("is the login of {} and has no password", cluster.id()));
            }
            if secret.value.has("sops") {
                continue;
            }
            if keys.get("username").is_some_and(|it| it != user) || !keys.contains_key("username") {
                let message = format!("names another user than \"{user}\", whom {} makes", cluster.id());
                report.add(secret, format!("{message}: the operator refuses it"));
            }
        }
    }
}

/// What CloudNativePG's validating webhook looks at (`cluster_webhook.go`).
fn refused_clusters(manifests: &ManifestSet, report: &mut Report) {
    for cluster in clusters(manifests) {
        let spec = cluster.spec();
        let settings = &spec["postgresql"];
        let buffers = settings["parameters"]["shared_buffers"].text();
        // PostgreSQL's own units are powers of 1024.
        let buffers = buffers.strip_suffix('B').and_then(|size| nano(&(size.replace('k', "K") + "i").into()));
        let requested = nano(&spec["resources"]["requests"]["memory"]);
        if buffers.zip(requested).is_some_and(|(buffers, requested)| requested < buffers) {
            report.add(cluster, "requests less memory than its shared_buffers: the operator refuses it");
        }
        let standbys = spec["instances"].as_u64().unwrap_or(1).saturating_sub(1);
        if settings["synchronous"]["number"].as_u64().is_some_and(|number| number > standbys) {
            report.add(cluster, "waits for more standbys than it has: the operator refuses it");
        }
    }
}

fn missing_clusters(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects().filter(|object| object.group == CLOUD_NATIVE) {
        let wanted = &object.spec()["cluster"]["name"];
        let is_there =
            || clusters(manifests).any(|it| it.name == wanted.text() && it.namespace == object.namespace);
        if matches!(object.kind, "Backup" | "Pooler" | "ScheduledBackup") && !is_there() {
            report.add(
                object,
                format!("is for the cluster {wanted}, which is not in the set: it never begins"),
            );
        }
    }
}

fn taken_names(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects() {
        if manifests.made().any(|made| {
            (made.kind, made.name, made.namespace) == (object.kind, object.name, object.namespace)
        }) {
            report.add(
                object,
                "has a name that an operator gives to an object of its own: it refuses to take this one",
            );
        }
    }
    // A Pooler makes a Service of its own name.
    for (index, made) in manifests.made().enumerate() {
        let twin = |other: &Object| {
            (other.kind, other.name, other.namespace) == (made.kind, made.name, made.namespace)
        };
        if manifests.made().take(index).any(|earlier| twin(&earlier)) {
            report.add(made, "is made by two operators' objects, which take it from each other");
        }
    }
}

/// `{name: .., key: ..}`, however deep in a custom resource, means a key of a Secret, or of a ConfigMap
/// where the field says so.
fn missing_keys(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects().filter(|object| object.is_custom()) {
        let mut found = Vec::new();
        selectors("", object.spec(), &mut found);
        for (field, selector) in found {
            let kind = if field.to_ascii_lowercase().contains("configmap") { "ConfigMap" } else { "Secret" };
            let (name, key) = (selector["name"].text(), selector["key"].text());
            if !kept(manifests, object, kind, name).is_some_and(|kept| kept.contains_key(key)) {
                let message = format!("{field} wants the key \"{key}\" of {kind}/{name}");
                report.add(object, format!("{message}, which the set does not have"));
            }
        }
    }
}

fn selectors<'v>(field: &'v str, value: &'v Value, found: &mut Vec<(&'v str, &'v Value)>) {
    let is_selector = value["name"].is_string() && value["key"].is_string();
    if is_selector && value.entries().all(|(key, _)| matches!(key, "name" | "key" | "optional")) {
        found.push((field, value));
        return;
    }
    value.list().iter().for_each(|item| selectors(field, item, found));
    value.entries().for_each(|(key, item)| selectors(key, item, found));
}

/// The operator asks each instance on its port 8000, and each instance asks the API server who is primary.
fn shut_out_operators(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.all_pods().filter(|pod| pod.owner.group == CLOUD_NATIVE) {
        let status = if pod.owner.kind == "Cluster" { 8000 } else { 0 };
        if status > 0 && !lets_in(manifests, pod, status) {
            let message = "no policy lets another namespace in on port 8000";
            report.add(pod.owner, format!("{message}: the operator believes that its pods are down"));
        }
        if ![443, 6443].iter().any(|port| may_leave(manifests, pod, *port)) {
            let message = "no policy lets its pods out to the API server (443 or 6443)";
            report.add(pod.owner, format!("{message}: they never start"));
        }
    }
}
