//! What happens when the ingress controller fails. It is the cluster's, not the bundle's: how many pods it has,
//! and where, no plan knows.

use super::NODE;
use crate::failure::{Ability, Back, Effect, Failing, How, Lasts, Loss, Source, State};
use crate::plan::Plan;
use crate::stack::failing::none_fails;

pub(super) const FAILING: Failing = Failing { leader: None, effects, fails: none_fails };

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.node.0 != NODE || loss.lost == 0 || loss.how != How::Away {
        return Vec::new();
    }
    vec![Effect {
        on: Ability::BROWSING,
        state: State::Stops(Lasts::UntilMended),
        reason: "No request reaches the forum, although all of it is running".into(),
        back: Back::Person {
            what: "Find out why the controller’s pods do not start, and fix that".into(),
            command: format!(
                "kubectl --namespace {} describe pods --selector {}",
                plan.cluster.ingress_namespace, plan.cluster.ingress_label
            ),
        },
        source: Source::Reasoned,
        help: None,
    }]
}
