//! ConfigMaps and Secrets: what they hold, and whether anything reads it.

use super::spelling::{base64, is_config_key};
use super::view::{ManifestSet, Object, ValueExt, contents};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "config-key-invalid",
        severity: Severity::Error,
        prevents: "keys the server refuses, because each could become a file name",
        find: invalid_keys,
    },
    Check {
        name: "config-value-not-text",
        severity: Severity::Error,
        prevents: "numbers and booleans where the server takes only strings",
        find: values_not_text,
    },
    Check {
        name: "config-too-large",
        severity: Severity::Error,
        prevents: "a ConfigMap or Secret of 1 MiB or more, which no server stores",
        find: too_large,
    },
    Check {
        name: "object-too-large-to-apply",
        severity: Severity::Error,
        prevents: "an object too large for the annotation in which kubectl apply keeps a copy",
        find: too_large_to_apply,
    },
    Check {
        name: "secret-not-base64",
        severity: Severity::Error,
        prevents: "Secret data that the server cannot decode",
        find: secrets_not_base64,
    },
    Check {
        name: "secret-ends-in-newline",
        severity: Severity::Error,
        prevents: "a password with an invisible last character, which never matches",
        find: secrets_ending_in_newline,
    },
    Check {
        name: "secret-in-the-open",
        severity: Severity::Warning,
        prevents: "a secret's value repeated outside of Secrets, where more people can read it",
        find: secrets_in_the_open,
    },
    Check {
        name: "config-unused",
        severity: Severity::Warning,
        prevents: "a ConfigMap or Secret that nothing reads, so its settings have no effect",
        find: unused,
    },
    Check {
        name: "config-key-unused",
        severity: Severity::Warning,
        prevents: "a key that nothing reads, often because the reference to it is misspelled",
        find: unused_keys,
    },
];

fn stores<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    let is_store = |object: &Object| matches!(object.kind, "ConfigMap" | "Secret");
    manifests.objects().filter(is_store)
}

/// The Secrets whose values stand there. Of what SOPS has encrypted only the keys are what they will be.
fn readable<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("Secret").filter(|secret| !secret.value.has("sops"))
}

const PARTS: [&str; 3] = ["data", "binaryData", "stringData"];

fn invalid_keys(manifests: &ManifestSet, report: &mut Report) {
    for store in stores(manifests) {
        for (key, _) in PARTS.iter().flat_map(|part| store.value[part].entries()) {
            if !is_config_key(key) {
                report.add(store, format!("has the key \"{key}\": letters, digits, - _ . are allowed"));
            }
        }
        for (key, _) in store.value["binaryData"].entries().filter(|(key, _)| store.value["data"].has(key)) {
            report.add(store, format!("has the key \"{key}\" both in data and in binaryData"));
        }
    }
}

fn values_not_text(manifests: &ManifestSet, report: &mut Report) {
    for store in stores(manifests) {
        for part in PARTS {
            for (key, _) in store.value[part].entries().filter(|(_, value)| !value.is_string()) {
                report.add(store, format!("{part}.{key} is not text: the server refuses the object"));
            }
        }
    }
}

fn too_large(manifests: &ManifestSet, report: &mut Report) {
    const MOST: usize = 1 << 20;
    for store in stores(manifests) {
        let kept = PARTS.iter().flat_map(|part| store.value[part].entries());
        let size: usize = kept.map(|(_, value)| value.text().len()).sum();
        // At the limit the server still says yes; one byte before it is where we stop.
        if size >= MOST {
            report.add(store, format!("holds {size} bytes: the server takes fewer than {MOST}"));
        }
    }
}

/// A plain `kubectl apply` stores the whole object in an annotation, and all annotations of an object
/// together may have 256 KiB. The limit holds for every kind, but only these two ever grow so large.
fn too_large_to_apply(manifests: &ManifestSet, report: &mut Report) {
    const MOST: usize = 262_144;
    for store in stores(manifests) {
        let annotations = store.value["metadata"]["annotations"].entries();
        let beside: usize = annotations.map(|(key, value)| key.len() + value.text().len()).sum();
        let size = store.value.to_string().len() + beside;
        if size >= MOST {
            let message = format!("needs {size} bytes of annotations to be applied, {MOST} are allowed");
            report.add(store, format!("{message}: kubectl apply fails without --server-side"));
        }
    }
}

fn secrets_not_base64(manifests: &ManifestSet, report: &mut Report) {
    for secret in readable(manifests) {
        for (key, value) in secret.value["data"].entries() {
            if base64(value.text()).is_none() {
                report.add(secret, format!("data.{key} is not base64: the server refuses the Secret"));
            }
        }
    }
}

fn secrets_ending_in_newline(manifests: &ManifestSet, report: &mut Report) {
    for secret in readable(manifests) {
        for (key, text) in contents(secret) {
            // A certificate or a configuration file ends in a newline by right; a password is one line.
            if text.ends_with('\n') && text.lines().count() == 1 {
                report.add(secret, format!("{key} ends in a newline, which becomes part of the value"));
            }
        }
    }
}

fn secrets_in_the_open(manifests: &ManifestSet, report: &mut Report) {
    // Shorter values may be names and words that stand elsewhere by right.
    const TELLING: usize = 16;
    for secret in readable(manifests) {
        // The name of a user is told to all who log in by it.
        let told = |key: &str| key == "username" && secret.value["type"] == "kubernetes.io/basic-auth";
        let texts = contents(secret);
        for (key, text) in texts.iter().filter(|(key, text)| text.trim().len() >= TELLING && !told(key)) {
            let secret_text = |other: &str| other.contains(text.trim());
            let repeats = |object: &Object| object.kind != "Secret" && object.value.any_text(&secret_text);
            for object in manifests.objects().filter(repeats) {
                report.add(object, format!("repeats the value of {key} of {} in the open", secret.id()));
            }
        }
    }
}

fn unused(manifests: &ManifestSet, report: &mut Report) {
    for store in stores(manifests).filter(|store| !is_used(manifests, *store)) {
        report.add(store, "is read by nothing: no environment, no volume, no Ingress names it");
    }
}

fn is_used(manifests: &ManifestSet, store: Object) -> bool {
    let by_pod = manifests.pods_beside(store).any(|pod| {
        manifests.reading(pod).uses.iter().any(|using| using.kind == store.kind && using.name == store.name)
            || pod.spec()["imagePullSecrets"].list().iter().any(|pull| pull["name"] == store.name)
    });
    // Grafana's sidecar finds dashboards by this label, wherever they are.
    by_pod || store.value["metadata"]["labels"].has("grafana_dashboard") || is_named(manifests, store)
}

/// TLS certificates, registry logins and custom resources use an object as soon as they name it.
fn is_named(manifests: &ManifestSet, store: Object) -> bool {
    let reads = |object: &Object| matches!(object.kind, "Ingress" | "ServiceAccount") || object.is_custom();
    let mut readers = manifests.objects().filter(reads);
    readers.any(|reader| {
        reader.namespace == store.namespace && reader.value.any_text(&|text| text == store.name)
    })
}

fn unused_keys(manifests: &ManifestSet, report: &mut Report) {
    for store in stores(manifests).filter(|store| is_used(manifests, *store) && !is_named(manifests, *store))
    {
        let pods = manifests.pods_beside(store);
        let readings: Vec<_> = pods
            .flat_map(|pod| &manifests.reading(pod).uses)
            .filter(|using| using.kind == store.kind && using.name == store.name)
            .collect();
        // Read by something else than a pod, or read whole.
        if readings.is_empty() || readings.iter().any(|using| using.key.is_none()) {
            continue;
        }
        for (key, _) in contents(store) {
            if !readings.iter().any(|using| using.key == Some(key.as_str())) {
                report.add(store, format!("the key {key} is read by nothing"));
            }
        }
    }
}
