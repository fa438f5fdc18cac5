//! What happens when PgBouncer fails: the tiers and Celery have no other way to the database.

use super::NODE;
use super::objects::READY_EVERY;
use crate::failure::{Ability, Effect, Evidence, FailureModel, Loss, Mitigation, Seconds, Share};
use crate::plan::Plan;
use crate::stack::postgres;
use crate::stack::stateless_failure::{Peers, Vanished};
use crate::stack::timeouts;

pub(super) const FAILURE_MODEL: FailureModel = FailureModel { leader: None, effects, fails };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if !plan.pgbouncer.enabled {
        return if loss.node.0 == NODE { postgres::outside() } else { Vec::new() };
    }
    peers().effects(plan, loss)
}

fn fails(_: &Plan, loss: &Loss) -> Share {
    peers().fails(loss)
}

fn peers() -> Peers {
    let start = Seconds::new(1, 2 + READY_EVERY);
    Peers {
        name: "PgBouncer",
        component: NODE,
        stops: Ability::ALL,
        weakens: None,
        start,
        anew: start.and(Seconds::new(0, 2)),
        // Its own start was not timed.
        source: Evidence::Reasoned,
        vanished: Vanished::TriedAgain(timeouts::login(true).1),
        mounts_media: false,
        more: Mitigation::change("pgbouncer.replicas", "Run two pods of PgBouncer", |plan| {
            plan.pgbouncer.replicas = 2;
        }),
    }
}
