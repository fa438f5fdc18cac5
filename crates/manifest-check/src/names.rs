//! The identity of an object: kind, name, labels.

use serde_json::Value;

use super::spelling::{
    is_dns_label, is_dns_subdomain, is_host, is_label_key, is_label_value, is_service_name,
};
use super::view::{ManifestSet, Object, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "object-incomplete",
        severity: Severity::Error,
        prevents: "an object without a kind or a name",
        find: incomplete_objects,
    },
    Check {
        name: "api-version-unserved",
        severity: Severity::Error,
        prevents: "a kind or API version that supported servers do not have",
        find: unserved_versions,
    },
    Check {
        name: "object-duplicate",
        severity: Severity::Error,
        prevents: "two objects with the same kind and name, of which the later silently replaces the earlier",
        find: duplicates,
    },
    Check {
        name: "name-invalid",
        severity: Severity::Error,
        prevents: "names that the server refuses, or accepts although its pods could not be created",
        find: invalid_names,
    },
    Check {
        name: "label-invalid",
        severity: Severity::Error,
        prevents: "labels the server refuses",
        find: invalid_labels,
    },
    Check {
        name: "annotation-invalid",
        severity: Severity::Error,
        prevents: "annotations the server refuses, such as a bare true",
        find: invalid_annotations,
    },
];

fn incomplete_objects(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects() {
        for (what, text) in [
            ("apiVersion", object.value["apiVersion"].text()),
            ("kind", object.kind),
            ("metadata.name", object.name),
        ] {
            if text.is_empty() {
                report.add(object, format!("{what} is missing: the server cannot tell what this object is"));
            }
        }
    }
}

/// What every supported server (1.35 to 1.37) has, as far as a bundle needs it, and the versions in which
/// the controllers that people add know their kinds.
const SERVED: &[(&str, &[&str])] = &[
    (
        "v1",
        &["ConfigMap", "Endpoints", "LimitRange", "Namespace", "PersistentVolume", "PersistentVolumeClaim"],
    ),
    ("v1", &["Pod", "ResourceQuota", "Secret", "Service", "ServiceAccount"]),
    ("apps/v1", &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    ("autoscaling/v2", &["HorizontalPodAutoscaler"]),
    ("batch/v1", &["CronJob", "Job"]),
    ("discovery.k8s.io/v1", &["EndpointSlice"]),
    ("networking.k8s.io/v1", &["Ingress", "IngressClass", "NetworkPolicy"]),
    ("policy/v1", &["PodDisruptionBudget"]),
    ("scheduling.k8s.io/v1", &["PriorityClass"]),
    ("gateway.networking.k8s.io/v1", &["Gateway", "GatewayClass", "HTTPRoute"]),
    ("cert-manager.io/v1", &["Certificate", "ClusterIssuer", "Issuer"]),
    ("traefik.io/v1alpha1", &["IngressRoute", "Middleware"]),
    ("postgresql.cnpg.io/v1", &["Backup", "Cluster", "Pooler", "ScheduledBackup"]),
    ("barmancloud.cnpg.io/v1", &["ObjectStore"]),
    ("monitoring.coreos.com/v1", &["PodMonitor", "PrometheusRule", "ServiceMonitor"]),
    ("argoproj.io/v1alpha1", &["Application"]),
    ("kustomize.toolkit.fluxcd.io/v1", &["Kustomization"]),
    ("source.toolkit.fluxcd.io/v1", &["GitRepository"]),
    ("bitnami.com/v1alpha1", &["SealedSecret"]),
];

fn unserved_versions(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects() {
        let written = object.value["apiVersion"].text();
        match SERVED.iter().find(|(_, kinds)| kinds.contains(&object.kind)) {
            Some((served, _)) if *served != written => {
                report
                    .add(object, format!("apiVersion is \"{written}\": servers know this kind as {served}"));
            }
            None if !object.is_custom() && SERVED.iter().any(|(version, _)| *version == written) => {
                report.add(object, format!("\"{}\" is no kind of {written} that we know", object.kind));
            }
            _ => {}
        }
    }
}

fn duplicates(manifests: &ManifestSet, report: &mut Report) {
    for (index, object) in manifests.objects().enumerate() {
        if manifests.objects().take(index).any(|earlier| earlier.is_same(object)) {
            report.add(object, "stands twice in the set: the later one replaces the earlier one");
        }
    }
}

fn invalid_names(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects().filter(|object| !object.name.is_empty()) {
        // Pods of a StatefulSet carry the label `<name>-<ten characters>`, a label holds 63; the
        // StatefulSet is created all the same, its pods never. CronJobs add eleven characters.
        let (fits, rule): (fn(&str) -> bool, _) = match object.kind {
            "Namespace" => (is_dns_label, "a DNS label: a-z, 0-9 and hyphens, at most 63"),
            "Service" => (is_service_name, "a DNS label that starts with a letter, at most 63"),
            "Job" => (
                |name| is_dns_subdomain(name) && name.len() <= 63,
                "at most 63 characters of a-z, 0-9, - and .",
            ),
            "CronJob" => (
                |name| is_dns_subdomain(name) && name.len() <= 52,
                "at most 52 characters of a-z, 0-9, - and .",
            ),
            "StatefulSet" => {
                (|name| is_dns_label(name) && name.len() <= 52, "a DNS label of at most 52 characters")
            }
            _ => (is_dns_subdomain, "a DNS subdomain: lower case letters, digits, hyphens and dots"),
        };
        if !fits(object.name) {
            report.add(object, format!("metadata.name is \"{}\"; it has to be {rule}", object.name));
        }
    }
    for ingress in manifests.of("Ingress") {
        for host in ingress.spec()["rules"].list().iter().map(|rule| rule["host"].text()) {
            if !host.is_empty() && !is_host(host) {
                report.add(
                    ingress,
                    format!("the host \"{host}\" is no host name: the server refuses the Ingress"),
                );
            }
        }
    }
}

/// The metadata of an object and of what it is a template for.
fn metadata(object: Object<'_>) -> Vec<(&'static str, &Value)> {
    let spec = object.spec();
    let mut all = vec![
        ("metadata", &object.value["metadata"]),
        ("spec.template.metadata", &spec["template"]["metadata"]),
        ("spec.jobTemplate.metadata", &spec["jobTemplate"]["metadata"]),
        ("spec.jobTemplate.spec.template.metadata", &spec["jobTemplate"]["spec"]["template"]["metadata"]),
    ];
    let claims = spec["volumeClaimTemplates"].list().iter();
    all.extend(claims.map(|claim| ("spec.volumeClaimTemplates[].metadata", &claim["metadata"])));
    all
}

fn invalid_labels(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects() {
        for (place, metadata) in metadata(object) {
            for (key, value) in metadata["labels"].entries() {
                if !is_label_key(key) || !value.as_str().is_some_and(is_label_value) {
                    let why = "a value has at most 63 letters, digits, - _ . and ends with a letter or digit";
                    report.add(object, format!("{place}.labels has {key}: {value}; {why}"));
                }
            }
        }
    }
}

fn invalid_annotations(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.objects() {
        for (place, metadata) in metadata(object) {
            for (key, value) in metadata["annotations"].entries() {
                if !is_label_key(key) {
                    report.add(
                        object,
                        format!("{place}.annotations has the key \"{key}\": the server refuses it"),
                    );
                } else if !value.is_string() {
                    report.add(object, format!("{place}.annotations has {key}: {value}, which is not text"));
                }
            }
        }
    }
}
