//! A storage class with volumes that many nodes can mount.

use super::options::Access;
use crate::plan::Plan;
use crate::prerequisite::Prerequisite;
use crate::stack::{cluster, image::names as image};

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let Some(class) = plan.cluster.rwx_class.as_ref().filter(|_| plan.storage.access == Access::ManyNodes)
    else {
        return Vec::new();
    };
    let why = "Pods on any node read and write them, so the storage class must support ReadWriteMany. Most \
               clusters' default, like `local-path` on k3s, can be mounted by one node only. Set any class that \
               supports it under Cluster in the plan.";
    let why = if class.as_str() == cluster::LONGHORN {
        why.to_owned()
    } else {
        format!("{why} {}", owned_by_the_forum())
    };
    vec![cluster::storage_class(class, "the uploads", &why)]
}

/// NFS with `root_squash`, the default of most servers, ignores the group that the kubelet gives to a volume.
fn owned_by_the_forum() -> String {
    format!(
        "If that class is NFS, new folders on it must belong to user {} or group {}: with `root_squash`, the pods' \
         `fsGroup` has no effect. `./verify.sh` writes a file to check.",
        image::USER,
        image::GROUP
    )
}
