//! CloudNativePG's own backups: the write-ahead log as it is written, and a base backup every night. Together they can
//! restore any minute of the days that are kept, while restic's dump has one moment of each night.
//!
//! restic's dump is made as well: every PostgreSQL of the same or a newer version can read it, without an operator. The
//! archive can be read only by the same major version, through the operator and its plugin. It uses the plugin because the
//! operator's own `barmanObjectStore` is deprecated since 1.26.

use serde_json::{Value, json};

use super::CLUSTER;
use super::options::Mode;
use crate::kube::{Custom, PartObjects, meta};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::backup::names::NODE;
use crate::stack::backup::options::Target;
use crate::stack::secrets::names as secrets;
use crate::values::Resources;

/// What the plugin is called where a server or a backup names it.
pub const PLUGIN: &str = "barman-cloud.cloudnative-pg.io";
/// The `ObjectStore`, and the `ScheduledBackup`.
pub const STORE: &str = CLUSTER;

/// The plugin's container in each pod of the server. Not measured: as much as restic takes, which also
/// compresses and uploads.
const SIDECAR: Resources = Resources::new(50, 1000, 128, 1024);

/// Whether the server keeps an archive of its own: it is CloudNativePG's, and there is a store for it.
pub fn archived(plan: &Plan) -> bool {
    plan.postgres.mode == Mode::CloudNativePg && plan.backup.target == Target::S3
}

/// What a pod of the server reserves, the plugin's container included.
pub fn beside(plan: &Plan, resources: Resources) -> Resources {
    if archived(plan) { resources.plus(SIDECAR) } else { resources.reserved() }
}

/// The `plugins` of a `Cluster`. The archive's name is explicit, because a recreated server must not write into the archive
/// of the older one, and so gets another name.
pub fn plugins(plan: &Plan) -> Option<Value> {
    archived(plan).then(|| {
        json!([{
            "name": PLUGIN,
            "isWALArchiver": true,
            "parameters": { "barmanObjectName": STORE, "serverName": plan.backup.archive.as_str() },
        }])
    })
}

/// The folder of the bucket: beside restic's repository, never in it.
pub fn folder(plan: &Plan) -> String {
    match &plan.backup.prefix {
        Some(prefix) => format!("{prefix}-postgres"),
        None => "postgres".to_owned(),
    }
}

/// How far back it reaches, in the plugin's words. It keeps every change of that time and not one copy of
/// each week or month, so the days decide if any are kept. Nothing, when all is kept.
fn retention(plan: &Plan) -> Option<String> {
    let backup = &plan.backup;
    let counts = [(backup.keep_daily, 'd'), (backup.keep_weekly, 'w'), (backup.keep_monthly, 'm')];
    counts.into_iter().find(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}"))
}

pub(in crate::stack) fn objects(plan: &Plan, out: &mut PartObjects<'_>) {
    if !archived(plan) {
        return;
    }
    out.put(Custom {
        api_version: "barmancloud.cnpg.io/v1",
        kind: "ObjectStore",
        metadata: meta(plan, STORE, NODE),
        spec: store(plan),
    });
    out.put(Custom {
        api_version: "postgresql.cnpg.io/v1",
        kind: "ScheduledBackup",
        metadata: meta(plan, STORE, NODE),
        spec: json!({
            "cluster": { "name": CLUSTER },
            "method": "plugin",
            "pluginConfiguration": { "name": PLUGIN },
            // Six fields: seconds come first. The operator has a clock of its own, in most images UTC.
            "schedule": format!("0 {}", plan.backup.schedule),
            // Without a first copy of the whole, the changes since are of no use.
            "immediate": true,
            "backupOwnerReference": "self",
        }),
    });
}

fn store(plan: &Plan) -> Value {
    let backup = &plan.backup;
    let key = |key: SecretKey| json!({ "name": secrets::SECRET, "key": key.env() });
    let mut spec = json!({
        "configuration": {
            "destinationPath": format!("s3://{}/{}", backup.bucket, folder(plan)),
            "endpointURL": backup.endpoint.as_str(),
            "s3Credentials": {
                "accessKeyId": key(SecretKey::StoreKeyId),
                "secretAccessKey": key(SecretKey::StoreKey),
            },
            // A quiet server closes a piece of 16 MiB every five minutes, and it is mostly zeros.
            "wal": { "compression": "gzip" },
            "data": { "compression": "gzip" },
        },
        "instanceSidecarConfiguration": { "env": variables(plan), "resources": resources() },
    });
    if let Some(retention) = retention(plan) {
        spec["retentionPolicy"] = json!(retention);
    }
    spec
}

/// The store's region, which is not secret, and two variables from the plugin's manual for stores that are not Amazon's and
/// refuse the checksums that newer clients send by default.
fn variables(plan: &Plan) -> Vec<Value> {
    let region = plan.backup.region.as_ref().map(|region| ("AWS_DEFAULT_REGION", region.as_str()));
    let checksums = [
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required"),
        ("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"),
    ];
    region.into_iter().chain(checksums).map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn resources() -> Value {
    json!({
        "requests": { "cpu": SIDECAR.cpu_request.to_string(), "memory": SIDECAR.memory_request.to_string() },
        "limits": { "cpu": SIDECAR.cpu_limit.to_string(), "memory": SIDECAR.memory_limit.to_string() },
    })
}
