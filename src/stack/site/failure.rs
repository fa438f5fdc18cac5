//! What happens when the mail server does not answer.

use super::MAIL_NODE;
use crate::failure::{Ability, Back, Effect, Failing, How, Lasts, Loss, Source, State};
use crate::plan::Plan;

pub(super) const FAILING: Failing = Failing { leader: None, effects };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.node.0 != MAIL_NODE || loss.lost == 0 || loss.how != How::Away {
        return Vec::new();
    }
    let effect = |on, reason: &'static str| Effect {
        on,
        state: State::Degraded(Lasts::UntilMended),
        reason: reason.into(),
        back: Back::Person {
            what: "Ask whoever runs the mail server; what the workers say of it is in their log".into(),
            command: format!("kubectl --namespace {} logs deployment/celery", plan.site.namespace),
        },
        source: Source::Reasoned,
        help: None,
    };
    vec![
        effect(
            &[Ability::BeNotified],
            "Mails of that time are not sent, and not sent later either; what the forum itself shows goes on",
        ),
        effect(
            &[Ability::LogIn],
            "Members log in as ever; registering and new passwords wait 10 s for the server, and then fail",
        ),
    ]
}
