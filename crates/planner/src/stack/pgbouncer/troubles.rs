//! What can be wrong with PgBouncer.

use super::service;
use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    let busy = Trouble::new(
        Stage::Servers,
        "500 after 20 seconds, `query_wait_timeout` in PgBouncer's log",
        "all connections of its pools are busy",
        format!(
            "`{} logs deployment/{}`; use a larger pool in the plan, and look for slow queries in PostgreSQL's log",
            kubectl(plan),
            service(plan)
        ),
    );
    plan.pgbouncer.enabled.then_some(busy).into_iter().collect()
}
