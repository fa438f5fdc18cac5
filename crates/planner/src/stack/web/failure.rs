//! What happens when pods of a tier fail. nginx decides which requests that stops: `/api/` goes to one tier, everything
//! else to the other.

use crate::failure::{Ability, Effect, Evidence, FailureModel, Loss, Mitigation, Seconds, Share};
use crate::plan::Plan;
use crate::stack::stateless_failure::{Peers, STARTS, Vanished};
use crate::stack::{nginx, wiring};

pub(super) const FAILURE_MODEL: FailureModel = FailureModel { leader: None, effects, fails };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    peers(plan, loss).map(|peers| peers.effects(plan, loss)).unwrap_or_default()
}

fn fails(plan: &Plan, loss: &Loss) -> Share {
    peers(plan, loss).map_or(Share::NONE, |peers| peers.fails(loss))
}

fn peers(plan: &Plan, loss: &Loss) -> Option<Peers> {
    let tier = wiring::tiers(plan).into_iter().find(|tier| tier.node == loss.node.0)?;
    let pages = tier.component == "misago-pages";
    let (name, stops, weakens): (_, &[Ability], Option<(&[Ability], _)>) = match (plan.web.split, pages) {
        (false, _) => ("Django", Ability::BROWSING, None),
        (true, true) => (
            "the pages tier",
            &[Ability::Read, Ability::LogIn, Ability::Administer],
            Some((
                &[Ability::Post, Ability::Upload],
                "Members can still reply on pages that are already open; no other page opens",
            )),
        ),
        (true, false) => (
            "the api tier",
            &[Ability::LogIn, Ability::Post, Ability::Upload],
            Some((&[Ability::Read], "Pages open; what they load later, like search, fails")),
        ),
    };
    let more = if pages {
        Mitigation::change("web.pages.replicas", "Run two pods of the tier", |plan| {
            plan.web.pages.replicas = 2
        })
    } else {
        Mitigation::change("web.api.replicas", "Run two pods of the api tier", |plan| {
            plan.web.api.replicas = 2
        })
    };
    Some(Peers {
        name,
        component: tier.component,
        stops,
        weakens,
        start: Seconds::new(4, 9),
        // It first asks whether the database has this version's tables: 3 to 5 seconds.
        anew: Seconds::new(7, 14),
        source: Evidence::Measured(STARTS),
        vanished: Vanished::TriedAgain(nginx::TRIES),
        mounts_media: true,
        more,
    })
}
