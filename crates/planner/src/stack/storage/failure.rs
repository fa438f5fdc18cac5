//! What happens when the media volume is away: posts are words, and words are in the database.

use super::NODE;
use crate::failure::{Ability, Back, Effect, Failing, How, Lasts, Loss, Source, State};
use crate::plan::Plan;
use crate::stack::failing::none_fails;

pub(super) const FAILING: Failing = Failing { leader: None, effects, fails: none_fails };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.node.0 != NODE || loss.lost == 0 || loss.how != How::Away {
        return Vec::new();
    }
    let effect = |on, state: fn(Lasts) -> State, reason: &'static str| Effect {
        on,
        state: state(Lasts::UntilMended),
        reason: reason.into(),
        back: Back::Person {
            what: "Repair the storage behind the claim".into(),
            command: format!("kubectl --namespace {} describe pvc media", plan.site.namespace),
        },
        source: Source::Reasoned,
        help: None,
    };
    vec![
        effect(&[Ability::Upload], State::Stops, "Avatars and attachments have nowhere to go"),
        effect(
            &[Ability::Read],
            State::Degraded,
            "Pages load without avatars and attachments; no pod that mounts the volume can start",
        ),
        effect(&[Ability::LogIn], State::Degraded, "Registering fails: it writes the new member’s avatar"),
        effect(&[Ability::Administer], State::Degraded, "Themes, icons and logos cannot be changed"),
    ]
}
