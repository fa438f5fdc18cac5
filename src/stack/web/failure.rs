//! What happens when pods of a tier fail. Which requests that stops is nginx' doing: `/api/` goes to the one
//! tier, everything else to the other.

use crate::failure::{Ability, Effect, Failing, Help, Loss, Seconds, Source};
use crate::plan::Plan;
use crate::stack::failing::{Peers, STARTS};
use crate::stack::wiring;

pub(super) const FAILING: Failing = Failing { leader: None, effects };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    let Some(tier) = wiring::tiers(plan).into_iter().find(|tier| tier.node == loss.node.0) else {
        return Vec::new();
    };
    let pages = tier.component == "misago-pages";
    let (name, stops, weakens): (_, &[Ability], Option<(&[Ability], _)>) = match (plan.web.split, pages) {
        (false, _) => ("Django", Ability::BROWSING, None),
        (true, true) => (
            "the pages tier",
            &[Ability::Read, Ability::LogIn, Ability::Administer],
            Some((
                &[Ability::Post, Ability::Upload],
                "What is open already can still be answered; no other page opens",
            )),
        ),
        (true, false) => (
            "the api tier",
            &[Ability::LogIn, Ability::Post, Ability::Upload],
            Some((&[Ability::Read], "Pages open; what they load afterwards, like search, does not")),
        ),
    };
    let more = if pages {
        Help::change("web.pages.replicas", "Run two pods of the tier", |plan| plan.web.pages.replicas = 2)
    } else {
        Help::change("web.api.replicas", "Run two pods of the api tier", |plan| plan.web.api.replicas = 2)
    };
    Peers {
        name,
        component: tier.component,
        stops,
        weakens,
        start: Seconds::new(4, 9),
        // It first asks whether the database has this version's tables: 3 to 5 seconds.
        anew: Seconds::new(7, 14),
        source: Source::Measured(STARTS),
        mounts_media: true,
        more,
    }
    .effects(plan, loss)
}
