//! What happens when PgBouncer fails: the tiers and Celery have no other way to the database.

use super::NODE;
use super::objects::READY_EVERY;
use crate::failure::{Ability, Effect, Failing, Help, Loss, Seconds, Share, Source};
use crate::plan::Plan;
use crate::stack::failing::{Peers, Vanished};
use crate::stack::timeouts;

pub(super) const FAILING: Failing = Failing { leader: None, effects, fails };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
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
        source: Source::Reasoned,
        vanished: Vanished::TriedAgain(timeouts::login(true).1),
        mounts_media: false,
        more: Help::change("pgbouncer.replicas", "Run two pods of PgBouncer", |plan| {
            plan.pgbouncer.replicas = 2;
        }),
    }
}
