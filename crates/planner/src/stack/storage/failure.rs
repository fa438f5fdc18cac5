//! What happens when the media volume is unavailable: posts still work, because their text is in the database.

use super::NODE;
use crate::failure::{
    Ability, Availability, Effect, Evidence, FailureModel, Loss, LossKind, Outage, Recovery,
};
use crate::plan::Plan;
use crate::stack::stateless_failure::none_fails;

pub(super) const FAILURE_MODEL: FailureModel = FailureModel { leader: None, effects, fails: none_fails };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.node.0 != NODE || loss.lost == 0 || loss.how != LossKind::Away {
        return Vec::new();
    }
    let effect = |on, state: fn(Outage) -> Availability, reason: &'static str| Effect {
        on,
        state: state(Outage::UntilMended),
        reason: reason.into(),
        back: Recovery::Person {
            what: "Repair the storage behind the claim".into(),
            command: format!("kubectl --namespace {} describe pvc media", plan.site.namespace),
        },
        source: Evidence::Reasoned,
        help: None,
    };
    vec![
        effect(&[Ability::Upload], Availability::Stops, "Avatars and attachments have nowhere to go"),
        effect(
            &[Ability::Read],
            Availability::Degraded,
            "Pages load without avatars and attachments; no pod that mounts the volume can start",
        ),
        effect(
            &[Ability::LogIn],
            Availability::Degraded,
            "Registering fails: it writes the new member's avatar",
        ),
        effect(&[Ability::Administer], Availability::Degraded, "Themes, icons and logos cannot be changed"),
    ]
}
