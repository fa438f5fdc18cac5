//! What happens when the mail server does not answer.

use super::{MAIL_NODE, ask_mail_server};
use crate::failure::{
    Ability, Availability, Effect, Evidence, FailureModel, Loss, LossKind, Outage, Recovery,
};
use crate::plan::Plan;
use crate::stack::stateless_failure::none_fails;

pub(super) const FAILURE_MODEL: FailureModel = FailureModel { leader: None, effects, fails: none_fails };

/// Where it was measured.
const AWAY: &str = "The mail server is away";

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.node.0 != MAIL_NODE || loss.lost == 0 || loss.how != LossKind::Away {
        return Vec::new();
    }
    let effect = |on, reason: &'static str| Effect {
        on,
        state: Availability::Degraded(Outage::UntilMended),
        reason: reason.into(),
        back: Recovery::Person {
            what: "See what the mail server answers, and ask its operator".into(),
            command: ask_mail_server(plan),
        },
        source: Evidence::Measured(AWAY),
        help: None,
    };
    vec![
        effect(
            &[Ability::LogIn],
            "Members can log in as usual. Registering and resetting a password answer 500: at once when the server \
             refuses, after 10 s when it does not answer. New accounts are created all the same",
        ),
        effect(
            &[Ability::BeNotified],
            "The forum shows notifications as usual; their mails are lost and not sent later",
        ),
    ]
}
