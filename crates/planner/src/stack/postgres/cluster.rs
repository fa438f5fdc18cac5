//! The server as CloudNativePG's Cluster. The operator creates the pods, their volumes and the Services, and promotes a
//! standby when the primary is gone. It also makes its pods comply with the level `restricted`.

use serde_json::{Map, Value, json};

use super::options::{Postgres, Version};
use super::{CLUSTER, NODE, OWNER_SECRET, archive, config, exporter};
use crate::kube::{Custom, meta, node_selector, toleration};
use crate::plan::Plan;
use crate::stack::exporter::inherited;
use crate::values::Choices;

/// What the operator is asked for.
pub(super) fn cluster(plan: &Plan) -> Custom {
    let postgres = &plan.postgres;
    let mut spec = json!({
        "instances": postgres.instances,
        "imageName": plan.image.pulled(image(postgres)),
        "imagePullPolicy": plan.image.pull_policy.key(),
        // Standbys first, then a switchover to one of them, without waiting for a person.
        "primaryUpdateStrategy": "unsupervised",
        "bootstrap": { "initdb": {
            "database": postgres.database.as_str(),
            "owner": postgres.user.as_str(),
            "secret": { "name": OWNER_SECRET },
            "encoding": "UTF8",
            "localeCollate": "C.UTF-8",
            "localeCType": "C.UTF-8",
            "dataChecksums": true,
        } },
        "postgresql": { "parameters": parameters(postgres) },
        "storage": { "size": postgres.storage.to_string() },
        "resources": resources(postgres),
        "affinity": {
            "enablePodAntiAffinity": true,
            "topologyKey": "kubernetes.io/hostname",
            // Where there are not enough nodes, a required distance would leave pods Pending.
            "podAntiAffinityType": if plan.cluster.nodes >= postgres.instances { "required" } else { "preferred" },
        },
        // The operator's own budget would hold up every drain of the only instance's node.
        "enablePDB": postgres.instances > 1,
    });
    if postgres.instances > 2 {
        // A post counts as saved when a second pod has it too; with no second pod left, writes go on.
        spec["postgresql"]["synchronous"] =
            json!({ "method": "any", "number": 1, "dataDurability": "preferred" });
    }
    if let Some(class) = &plan.cluster.rwo_class {
        spec["storage"]["storageClass"] = json!(class.as_str());
    }
    if let Some(metadata) = inherited(plan, exporter::PORT) {
        spec["inheritedMetadata"] = metadata;
    }
    if let Some(plugins) = archive::plugins(plan) {
        spec["plugins"] = plugins;
    }
    if let Some(labels) = node_selector(plan) {
        spec["affinity"]["nodeSelector"] = json!(labels);
    }
    if let Some(taints) = &plan.cluster.tolerated_taints {
        spec["affinity"]["tolerations"] = json!(taints.iter().map(toleration).collect::<Vec<_>>());
    }
    if let Some(secret) = &plan.image.pull_secret {
        spec["imagePullSecrets"] = json!([{ "name": secret.as_str() }]);
    }
    Custom {
        api_version: "postgresql.cnpg.io/v1",
        kind: "Cluster",
        metadata: meta(plan, CLUSTER, NODE),
        spec,
    }
}

/// Every value is text, numbers too. The rest of postgresql.conf is the operator's.
fn parameters(postgres: &Postgres) -> Value {
    let sizes = config::sizes(postgres);
    let parameters = [
        ("max_connections", postgres.max_connections.to_string()),
        ("shared_buffers", sizes.shared_buffers),
        ("effective_cache_size", sizes.effective_cache_size),
        ("work_mem", sizes.work_mem),
        ("maintenance_work_mem", sizes.maintenance_work_mem),
        ("max_parallel_workers_per_gather", "0".to_owned()),
        ("max_wal_size", sizes.max_wal_size),
        ("min_wal_size", "80MB".to_owned()),
        ("wal_compression", "on".to_owned()),
        // A standby that never returns must not fill the primary's volume.
        ("max_slot_wal_keep_size", config::kept_for_standbys(postgres)),
        ("log_min_duration_statement", "1000".to_owned()),
    ];
    Value::Object(
        parameters
            .into_iter()
            .chain(config::keepalive())
            .map(|(name, value)| (name.to_owned(), Value::String(value)))
            .collect::<Map<_, _>>(),
    )
}

fn resources(postgres: &Postgres) -> Value {
    let resources = postgres.resources.reserved();
    json!({
        "requests": { "cpu": resources.cpu_request.to_string(), "memory": resources.memory_request.to_string() },
        "limits": { "cpu": resources.cpu_limit.to_string(), "memory": resources.memory_limit.to_string() },
    })
}

/// The operator's project builds these from Debian's packages; the operator refuses any other server.
fn image(postgres: &Postgres) -> &'static str {
    match postgres.version {
        Version::V15 => "ghcr.io/cloudnative-pg/postgresql:15.18-standard-trixie",
        Version::V16 => "ghcr.io/cloudnative-pg/postgresql:16.14-standard-trixie",
        Version::V17 => "ghcr.io/cloudnative-pg/postgresql:17.10-standard-trixie",
    }
}
