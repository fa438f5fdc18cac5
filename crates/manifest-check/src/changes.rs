//! Changes that the API server refuses in an object it already has. The only way past them is to delete the object
//! first, which sometimes deletes data with it.

use serde_json::{Value, json};

use super::quantity::nano;
use super::view::{Object, ValueExt};
use super::{ChangeCheck, Check, Report, Severity};

pub(super) const CHECKS: &[ChangeCheck] = &[
    Check {
        name: "selector-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a Deployment or StatefulSet with another selector",
        find: changed_selector,
    },
    Check {
        name: "claim-templates-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a StatefulSet with other volumes",
        find: changed_claim_templates,
    },
    Check {
        name: "stateful-set-fixed-field-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a StatefulSet with another Service or start order",
        find: changed_fixed_fields,
    },
    Check {
        name: "job-template-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a Job: what has run cannot be edited, only replaced",
        find: changed_job_template,
    },
    Check {
        name: "cluster-ip-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a Service that changed from headless to not headless, or back",
        find: changed_cluster_ip,
    },
    Check {
        name: "claim-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a claim: its size may grow, nothing else may change",
        find: changed_claim,
    },
    Check {
        name: "database-cluster-shrunk",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a PostgreSQL cluster: its operator refuses a smaller volume",
        find: shrunk_database_cluster,
    },
    Check {
        name: "immutable-config-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a ConfigMap or Secret that was declared immutable",
        find: changed_immutable_config,
    },
    Check {
        name: "secret-type-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a Secret of another type",
        find: changed_secret_type,
    },
    Check {
        name: "priority-changed",
        severity: Severity::Error,
        prevents: "an upgrade that stops at a PriorityClass of another value",
        find: changed_priority,
    },
];

/// The field as the server reads it: what is left out has its default.
fn field<'a>(object: Object<'a>, name: &str, default: &'a Value) -> &'a Value {
    if object.spec().has(name) { &object.spec()[name] } else { default }
}

fn changed_selector(old: Object, new: Object, report: &mut Report) {
    let fixed = matches!(old.kind, "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet");
    if fixed && old.spec()["selector"] != new.spec()["selector"] {
        report.add(new, "spec.selector differs from the one before: it can never be changed");
    }
}

fn changed_claim_templates(old: Object, new: Object, report: &mut Report) {
    let fixed = old.kind == "StatefulSet";
    if fixed && old.spec()["volumeClaimTemplates"].list() != new.spec()["volumeClaimTemplates"].list() {
        let message = "spec.volumeClaimTemplates differs from the one before, even a size must not";
        report.add(new, format!("{message}: enlarge the claims themselves, then replace the StatefulSet"));
    }
}

fn changed_fixed_fields(old: Object, new: Object, report: &mut Report) {
    let defaults = [("serviceName", json!("")), ("podManagementPolicy", json!("OrderedReady"))];
    for (name, default) in defaults.iter().filter(|_| old.kind == "StatefulSet") {
        let (was, is) = (field(old, name, default), field(new, name, default));
        if was != is {
            report.add(new, format!("spec.{name} was {was} and is {is}: it can never be changed"));
        }
    }
}

fn changed_job_template(old: Object, new: Object, report: &mut Report) {
    let fixed = ["template", "completions", "completionMode", "selector"];
    let changed = fixed.into_iter().find(|name| old.spec()[*name] != new.spec()[*name]);
    if let Some(name) = changed.filter(|_| old.kind == "Job") {
        let message = format!("spec.{name} differs from the one before: it can never be changed");
        report.add(new, format!("{message}, a Job with other content needs another name"));
    }
}

fn changed_cluster_ip(old: Object, new: Object, report: &mut Report) {
    let (was, is) = (old.spec()["clusterIP"].text(), new.spec()["clusterIP"].text());
    // Without a word the server chooses an address, and it keeps it on an apply without a word.
    let headless = |text: &str| text == "None";
    let moved = !was.is_empty() && !is.is_empty() && was != is;
    if old.kind == "Service" && (moved || headless(was) != headless(is)) {
        report.add(new, format!("spec.clusterIP was \"{was}\" and is \"{is}\": it can never be changed"));
    }
}

fn changed_claim(old: Object, new: Object, report: &mut Report) {
    if old.kind != "PersistentVolumeClaim" {
        return;
    }
    for name in ["accessModes", "dataSource", "selector", "storageClassName", "volumeMode", "volumeName"] {
        if old.spec()[name] != new.spec()[name] {
            report.add(new, format!("spec.{name} differs from the one before: it can never be changed"));
        }
    }
    let size = |object: Object| nano(&object.spec()["resources"]["requests"]["storage"]);
    if size(old).zip(size(new)).is_some_and(|(was, is)| is < was) {
        report.add(new, "asks for less storage than before: a claim can only grow");
    }
}

fn shrunk_database_cluster(old: Object, new: Object, report: &mut Report) {
    if old.kind != "Cluster" || old.group != "postgresql.cnpg.io" {
        return;
    }
    for volume in ["storage", "walStorage"] {
        let size = |object: Object| nano(&object.spec()[volume]["size"]);
        if size(old).zip(size(new)).is_some_and(|(was, is)| is < was) {
            report.add(new, format!("spec.{volume}.size is smaller than before: it can only grow"));
        }
    }
}

fn changed_immutable_config(old: Object, new: Object, report: &mut Report) {
    let fixed = matches!(old.kind, "ConfigMap" | "Secret") && old.value["immutable"] == true;
    let parts = ["immutable", "data", "binaryData", "stringData"];
    if fixed && parts.into_iter().any(|part| old.value[part] != new.value[part]) {
        report.add(new, "was declared immutable and has changed: it needs another name");
    }
}

fn changed_secret_type(old: Object, new: Object, report: &mut Report) {
    let kind = |object: Object| object.value["type"].as_str().map_or("Opaque".to_owned(), str::to_owned);
    if old.kind == "Secret" && kind(old) != kind(new) {
        report.add(new, format!("type was {} and is {}: it can never be changed", kind(old), kind(new)));
    }
}

fn changed_priority(old: Object, new: Object, report: &mut Report) {
    let fixed = ["value", "preemptionPolicy"];
    if old.kind == "PriorityClass" && fixed.into_iter().any(|name| old.value[name] != new.value[name]) {
        report.add(new, "value or preemptionPolicy differs from the one before: it can never be changed");
    }
}
