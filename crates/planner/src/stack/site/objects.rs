//! The namespace.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::inputs::Inputs;
use crate::kube::{PartObjects, labels};

/// The namespace, in which the API server refuses every pod that is not `restricted`; nothing where it exists already.
pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    if plan.site.namespace_exists {
        return;
    }
    let mut namespace_labels: BTreeMap<String, String> = labels(plan, "namespace");
    for mode in ["enforce", "audit", "warn"] {
        namespace_labels.insert(format!("pod-security.kubernetes.io/{mode}"), "restricted".to_owned());
    }
    out.put(Namespace {
        metadata: ObjectMeta {
            name: Some(plan.site.namespace.to_string()),
            labels: Some(namespace_labels),
            ..ObjectMeta::default()
        },
        ..Namespace::default()
    });
}
