//! What can be wrong with the cluster.

use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    let k = kubectl(plan);
    vec![
        Trouble::new(
            Stage::Starting,
            "pods stay `Pending`",
            "no node has room, or a claim is not bound",
            format!("`{k} get pvc` and `{k} describe pod …`"),
        ),
        Trouble::new(
            Stage::Needs,
            "`Temporary failure in name resolution`",
            "your DNS is neither pods labelled `k8s-app=kube-dns` nor on a link-local address",
            "add your DNS servers to the policies with a patch in your `Kustomization`",
        ),
    ]
}
