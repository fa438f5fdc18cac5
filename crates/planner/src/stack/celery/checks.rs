//! Whether a task goes through Redis to a worker and back.

use crate::check::{Check, Topic};
use crate::plan::Plan;
use crate::stack::wiring;

pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    if plan.celery.replicas == 0 {
        return Vec::new();
    }
    let script = format!(
        "say 'A task through Redis and Celery'\n\
         if k exec deployment/{} -c gunicorn -- python -m forum.ping; then ok 'a worker ran it'; else fail 'no worker answered'; fi\n",
        wiring::tiers(plan).last().map_or("", |tier| tier.component)
    );
    vec![Check::new(Topic::Tasks, script)]
}
