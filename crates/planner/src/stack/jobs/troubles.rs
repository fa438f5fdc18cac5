//! What can be wrong with the jobs.

use super::BOOTSTRAP;
use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    vec![Trouble::new(
        Stage::Starting,
        "pods stay in `Init` at `wait-for-migrations`",
        "the bootstrap has not finished",
        format!("`{} logs --tail=-1 --selector app.kubernetes.io/component={BOOTSTRAP}`", kubectl(plan)),
    )]
}
