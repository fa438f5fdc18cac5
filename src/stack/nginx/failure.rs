//! What happens when nginx fails: nobody gets past it.

use super::NODE;
use super::objects::READY_EVERY;
use crate::failure::{Ability, Effect, Failing, Help, Loss, Seconds, Source};
use crate::plan::Plan;
use crate::stack::failing::{Peers, STARTS};

pub(super) const FAILING: Failing = Failing { leader: None, effects };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    // It starts in under two seconds (measured); it counts as ready when it is asked next.
    let start = Seconds::new(1, 2 + READY_EVERY);
    Peers {
        name: "nginx",
        component: NODE,
        stops: Ability::BROWSING,
        weakens: None,
        start,
        // The static files are copied first, in under a second.
        anew: start.and(Seconds::new(1, 1)),
        source: Source::Measured(STARTS),
        mounts_media: true,
        more: Help::change("nginx.replicas", "Run two pods of nginx", |plan| plan.nginx.replicas = 2),
    }
    .effects(plan, loss)
}
