//! The place for the backups, and the plugin for the database's archive.

use super::options::Target;
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::stack::postgres::archive::archived;
use crate::stack::postgres::names::OPERATOR_NAMESPACE;
use crate::stack::{cluster, site};

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let class = plan.backup.storage_class.as_ref().filter(|_| plan.backup.target == Target::Volume);
    let class = class.map(|class| cluster::storage_class(class, "the copies", ""));
    let bucket = (plan.backup.target == Target::S3).then(|| bucket(plan));
    let archive = if archived(plan) {
        vec![
            site::cert_manager(
                plan,
                "CloudNativePG's plugin for archives gets its certificates from cert-manager.",
            ),
            plugin(),
        ]
    } else {
        Vec::new()
    };
    class.into_iter().chain(bucket).chain(archive).collect()
}

fn bucket(plan: &Plan) -> Prerequisite {
    Prerequisite::new(
        Stage::Check,
        format!("The bucket `{}` at {}", plan.backup.bucket, plan.backup.endpoint),
        "The copies go there. Create it empty and private; the keys in the plan must be able to list, read, write \
         and delete in it.",
    )
}

fn plugin() -> Prerequisite {
    Prerequisite::new(
        Stage::Install,
        "CloudNativePG's plugin Barman Cloud",
        "It archives the database in the object store. It needs CloudNativePG 1.26 or newer and runs in that \
         operator's namespace. Without it, `kubectl apply` rejects the kind `ObjectStore` and the operator creates \
         no server.",
    )
    .seen_by("kubectl get crd objectstores.barmancloud.cnpg.io")
    .made_by(format!(
        "helm upgrade --install plugin-barman-cloud plugin-barman-cloud --repo https://cloudnative-pg.github.io/charts \
         --namespace {OPERATOR_NAMESPACE} --wait"
    ))
}
