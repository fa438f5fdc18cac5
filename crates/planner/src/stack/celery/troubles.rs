//! What can be wrong with Celery.

use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    let down = Trouble::new(
        Stage::Using,
        "no notifications, not even in the forum",
        "Celery is down",
        format!("`{} logs deployment/celery`; it reconnects to Redis by itself", kubectl(plan)),
    );
    (plan.celery.replicas > 0).then_some(down).into_iter().collect()
}
