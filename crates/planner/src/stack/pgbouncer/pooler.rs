//! PgBouncer as CloudNativePG's Pooler. The operator creates Deployment, Service and ServiceAccount, a role that looks up
//! passwords, and encrypts the connections to the server.

use std::collections::BTreeMap;

use crate::sorting::to_map;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde_json::{Value, json};

use super::{GUESTS, NODE, POOLER};
use crate::kube::{Custom, PartObjects, disruption_budget, meta, node_selector, toleration};
use crate::plan::Plan;
use crate::stack::postgres::names as postgres;
use crate::values::LabelPair;

pub(super) fn objects(plan: &Plan, out: &mut PartObjects<'_>) {
    out.put(Custom {
        api_version: "postgresql.cnpg.io/v1",
        kind: "Pooler",
        metadata: meta(plan, POOLER, NODE),
        spec: spec(plan),
    });
    if let Some(budget) = disruption_budget(plan, NODE, plan.pgbouncer.replicas, false) {
        out.put(of_the_guests(budget));
    }
}

fn spec(plan: &Plan) -> Value {
    let pooler = &plan.pgbouncer;
    let resources = pooler.resources.reserved();
    let mut pod = json!({
        "containers": [{
            "name": "pgbouncer",
            "image": plan.image.pulled(pooler.image.as_str()),
            "resources": {
                "requests": { "cpu": resources.cpu_request.to_string(), "memory": resources.memory_request.to_string() },
                "limits": { "cpu": resources.cpu_limit.to_string(), "memory": resources.memory_limit.to_string() },
            },
        }],
        "topologySpreadConstraints": [{
            "maxSkew": 1,
            "topologyKey": "kubernetes.io/hostname",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": { "matchLabels": labels() },
        }],
    });
    if let Some(secret) = &plan.image.pull_secret {
        pod["imagePullSecrets"] = json!([{ "name": secret.as_str() }]);
    }
    if let Some(labels) = node_selector(plan) {
        pod["nodeSelector"] = json!(labels);
    }
    if let Some(taints) = &plan.cluster.tolerated_taints {
        pod["tolerations"] = json!(taints.iter().map(toleration).collect::<Vec<_>>());
    }
    json!({
        "cluster": { "name": postgres::CLUSTER },
        "instances": pooler.replicas,
        "type": "rw",
        "deploymentStrategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
        "pgbouncer": {
            "poolMode": "transaction",
            "parameters": {
                "default_pool_size": pooler.default_pool_size.to_string(),
                "max_client_conn": pooler.max_client_conn.to_string(),
                // A restore waits until the last one is closed.
                "server_idle_timeout": "30",
                // Asked again at once after a failover; the default of 15 s would add itself to it.
                "server_login_retry": "1",
                "query_wait_timeout": "20",
                "log_connections": "0",
                "log_disconnections": "0",
            },
        },
        "template": { "spec": pod },
    })
}

fn labels() -> BTreeMap<String, String> {
    let label = LabelPair::known(GUESTS);
    to_map([(label.key().to_owned(), label.value().to_owned())])
}

/// The operator makes no budget for these pods, and gives them labels of its own.
fn of_the_guests(mut budget: PodDisruptionBudget) -> PodDisruptionBudget {
    if let Some(spec) = &mut budget.spec {
        spec.selector = Some(LabelSelector { match_labels: Some(labels()), ..LabelSelector::default() });
    }
    budget
}
