//! What happens when nginx fails: no request reaches the forum.

use super::NODE;
use super::objects::READY_EVERY;
use crate::failure::{Ability, Effect, Evidence, FailureModel, Loss, Mitigation, Seconds, Share};
use crate::plan::Plan;
use crate::stack::ingress::options::Controller;
use crate::stack::stateless_failure::{Peers, STARTS, Vanished};

pub(super) const FAILURE_MODEL: FailureModel = FailureModel { leader: None, effects, fails };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    peers(plan).effects(plan, loss)
}

fn fails(plan: &Plan, loss: &Loss) -> Share {
    peers(plan).fails(loss)
}

fn peers(plan: &Plan) -> Peers {
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
        source: Evidence::Measured(STARTS),
        vanished: match plan.ingress.controller {
            Controller::Nginx => Vanished::AnotherAsked,
            _ => Vanished::Waits,
        },
        mounts_media: true,
        more: Mitigation::change("nginx.replicas", "Run two pods of nginx", |plan| plan.nginx.replicas = 2),
    }
}
