//! What can be wrong with the volume of uploads.

use super::PATH;
use crate::plan::Plan;
use crate::stack::image;
use crate::trouble::{Stage, Trouble, kubectl};

/// An NFS server with root_squash ignores the group that the kubelet sets on a volume.
pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    let (user, group) = (image::USER, image::GROUP);
    vec![Trouble::new(
        Stage::Needs,
        format!("`Permission denied` under `{PATH}`, in the log of the bootstrap or from `verify.sh`"),
        format!(
            "the volume does not belong to user {user} or group {group}: NFS with `root_squash` ignores the pods' \
             `fsGroup`"
        ),
        format!(
            "change the owner of the exported folder on the NFS server: `chown {user}:{group}` and `chmod 2775`; then \
             `{} rollout restart deployment`",
            kubectl(plan)
        ),
    )]
}
