//! What happens when the mail server does not answer.

use super::{MAIL_NODE, ask_mail_server};
use crate::failure::{Ability, Back, Effect, Failing, How, Lasts, Loss, Source, State};
use crate::plan::Plan;
use crate::stack::failing::none_fails;

pub(super) const FAILING: Failing = Failing { leader: None, effects, fails: none_fails };

/// Where it was measured.
const AWAY: &str = "The mail server is away";

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.node.0 != MAIL_NODE || loss.lost == 0 || loss.how != How::Away {
        return Vec::new();
    }
    let effect = |on, reason: &'static str| Effect {
        on,
        state: State::Degraded(Lasts::UntilMended),
        reason: reason.into(),
        back: Back::Person {
            what: "See what the mail server answers, and ask those who run it".into(),
            command: ask_mail_server(plan),
        },
        source: Source::Measured(AWAY),
        help: None,
    };
    vec![
        effect(
            &[Ability::LogIn],
            "Members log in as ever. Registering and asking for a new password answer 500: at once when the server \
             refuses, after 10 s when it does not answer. Those who registered are members all the same",
        ),
        effect(
            &[Ability::BeNotified],
            "The forum shows its notifications as ever; their mails are not sent, and not sent later either",
        ),
    ]
}
