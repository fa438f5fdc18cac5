//! What can be wrong at nginx.

use crate::plan::Plan;
use crate::trouble::{Stage, Trouble};

pub(super) fn troubles(_: &Plan) -> Vec<Trouble> {
    vec![
        Trouble::new(
            Stage::Using,
            "413 on uploads",
            "the file is larger than a proxy allows",
            "raise the largest request of ingress and nginx",
        ),
        Trouble::new(
            Stage::Visitors,
            "all members share a pod's address",
            "nginx does not know the ingress controller's network",
            "`real_ip_from` in the plan: `kubectl get pods --all-namespaces --output wide` shows it",
        ),
    ]
}
