//! What can be wrong with images.

use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    vec![Trouble::new(
        Stage::Starting,
        "`ImagePullBackOff`",
        "the node cannot get the image",
        format!("push it, or check the login to the registry: `{} describe pod …`", kubectl(plan)),
    )]
}
