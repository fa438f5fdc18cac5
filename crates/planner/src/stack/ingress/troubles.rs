//! What can be wrong on the way to nginx.

use crate::plan::Plan;
use crate::trouble::{Stage, Trouble};

pub(super) fn troubles(_: &Plan) -> Vec<Trouble> {
    vec![
        Trouble::new(
            Stage::Using,
            "403 “CSRF cookie” on every form",
            "nginx does not know that the browser uses HTTPS",
            "the ingress controller must send X-Forwarded-Proto",
        ),
        Trouble::new(
            Stage::Using,
            "404 or 504 from the ingress controller",
            "it cannot reach nginx",
            "correct its namespace and label in the plan: the network policies use them",
        ),
        Trouble::new(
            Stage::Visitors,
            "all members share one address of your network",
            "the cluster hides the visitor's address from the ingress controller",
            "k3s and others: set `externalTrafficPolicy: Local` on the controller's Service, and point DNS only to nodes \
             that run it",
        ),
    ]
}
