//! Names and labels, the same on every object.

use std::collections::BTreeMap;

use crate::sorting::to_map;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use crate::plan::Plan;

/// The value of `app.kubernetes.io/name` everywhere.
pub const APP: &str = "misago";
/// The value of `app.kubernetes.io/managed-by` everywhere.
pub const MANAGED_BY: &str = "forum-planner";

/// What selects the pods of a component. Only labels that no option changes: the selector of a
/// Deployment cannot be changed later, so a renamed bundle must still select its pods.
pub fn selector(component: &str) -> BTreeMap<String, String> {
    pairs([("app.kubernetes.io/name", APP), ("app.kubernetes.io/component", component)])
}

/// [`selector`] in the shape that workloads, budgets and policies take.
pub fn pod_selector(component: &str) -> LabelSelector {
    LabelSelector { match_labels: Some(selector(component)), ..LabelSelector::default() }
}

/// The labels of an object or a pod.
pub fn labels(plan: &Plan, component: &str) -> BTreeMap<String, String> {
    let mut labels = selector(component);
    labels.extend(pairs([
        ("app.kubernetes.io/instance", plan.site.name.as_str()),
        ("app.kubernetes.io/part-of", plan.site.name.as_str()),
        ("app.kubernetes.io/managed-by", MANAGED_BY),
    ]));
    labels
}

/// Name, namespace and labels of a namespaced object.
pub fn meta(plan: &Plan, name: impl Into<String>, component: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.into()),
        namespace: Some(plan.site.namespace.to_string()),
        labels: Some(labels(plan, component)),
        ..ObjectMeta::default()
    }
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    to_map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())))
}
