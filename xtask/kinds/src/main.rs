//! Reads custom resources by the published definitions of their kinds, as types of Rust.
//!
//! The crates are generated from the definitions (CRDs) that each project publishes. Reading an object into
//! such a type notices a missing field, a wrong type and a word that is none of an enumeration; and every
//! field that the type does not know is reported, because a server drops it in silence. Patterns, bounds
//! and rules over several fields (CEL) are not in the types and not checked here.
//!
//! Reads the file that is its only argument, one JSON object a line, and answers each with a line of JSON:
//! `{"known": true, "faults": ["spec.instnces: no such field"]}`.

use std::io::{self, Write as _};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let file = std::env::args().nth(1).unwrap_or_default();
    let mut out = io::stdout().lock();
    for line in std::fs::read_to_string(file)?.lines() {
        let verdict = match serde_json::from_str::<Value>(line) {
            Ok(object) => judge(&object),
            Err(error) => json!({ "known": false, "faults": [error.to_string()] }),
        };
        writeln!(out, "{verdict}")?;
    }
    Ok(())
}

fn judge(object: &Value) -> Value {
    let word = |key: &str| object[key].as_str().unwrap_or_default();
    let kind = (word("apiVersion"), word("kind"));
    match KINDS.iter().find(|(version, name, _)| (*version, *name) == kind) {
        Some((_, _, read)) => json!({ "known": true, "faults": read(object) }),
        None => json!({ "known": false, "faults": [] }),
    }
}

type Reader = fn(&Value) -> Vec<String>;

const KINDS: &[(&str, &str, Reader)] = &[
    ("argoproj.io/v1alpha1", "Application", faults::<kcr_argoproj_io::v1alpha1::applications::Application>),
    (
        "barmancloud.cnpg.io/v1",
        "ObjectStore",
        faults::<kcr_barmancloud_cnpg_io::v1::objectstores::ObjectStore>,
    ),
    (
        "bitnami.com/v1alpha1",
        "SealedSecret",
        faults::<kcr_bitnami_com::v1alpha1::sealedsecrets::SealedSecret>,
    ),
    ("cert-manager.io/v1", "Issuer", faults::<kcr_cert_manager_io::v1::issuers::Issuer>),
    (
        "gateway.networking.k8s.io/v1",
        "Gateway",
        faults::<kcr_gateway_networking_k8s_io::v1::gateways::Gateway>,
    ),
    (
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        faults::<kcr_gateway_networking_k8s_io::v1::httproutes::HttpRoute>,
    ),
    (
        "kustomize.toolkit.fluxcd.io/v1",
        "Kustomization",
        faults::<kcr_kustomize_toolkit_fluxcd_io::v1::kustomizations::Kustomization>,
    ),
    (
        "monitoring.coreos.com/v1",
        "PodMonitor",
        faults::<kcr_monitoring_coreos_com::v1::podmonitors::PodMonitor>,
    ),
    (
        "monitoring.coreos.com/v1",
        "PrometheusRule",
        faults::<kcr_monitoring_coreos_com::v1::prometheusrules::PrometheusRule>,
    ),
    (
        "monitoring.coreos.com/v1",
        "ServiceMonitor",
        faults::<kcr_monitoring_coreos_com::v1::servicemonitors::ServiceMonitor>,
    ),
    ("postgresql.cnpg.io/v1", "Cluster", faults::<kcr_postgresql_cnpg_io::v1::clusters::Cluster>),
    ("postgresql.cnpg.io/v1", "Pooler", faults::<kcr_postgresql_cnpg_io::v1::poolers::Pooler>),
    (
        "postgresql.cnpg.io/v1",
        "ScheduledBackup",
        faults::<kcr_postgresql_cnpg_io::v1::scheduledbackups::ScheduledBackup>,
    ),
    (
        "source.toolkit.fluxcd.io/v1",
        "GitRepository",
        faults::<kcr_source_toolkit_fluxcd_io::v1::gitrepositories::GitRepository>,
    ),
    ("traefik.io/v1alpha1", "Middleware", faults::<kcr_traefik_io::v1alpha1::middlewares::Middleware>),
];

/// What the definition has against an object: the fields it does not know, or the first thing it cannot read.
fn faults<T: DeserializeOwned>(object: &Value) -> Vec<String> {
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| {
        // A question mark is a field that may be absent. apiVersion and kind are the type itself.
        let path = path.to_string().replace(".?", "");
        if path != "apiVersion" && path != "kind" {
            unknown.push(format!("{path}: no such field"));
        }
    };
    let watched = serde_ignored::Deserializer::new(object, &mut note);
    let read: Result<T, _> = serde_path_to_error::deserialize(watched);
    unknown.extend(read.err().map(|error| error.to_string()));
    unknown
}
