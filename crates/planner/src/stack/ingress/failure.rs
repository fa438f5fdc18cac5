//! What happens when the ingress controller fails. It belongs to the cluster, so a plan does not know how many pods it has
//! or where they run.

use super::{NODE, pods_command};
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
    vec![Effect {
        on: Ability::BROWSING,
        state: Availability::Stops(Outage::UntilMended),
        reason: "No request reaches the forum, although all of it is running".into(),
        back: Recovery::Person {
            what: "Find out why the controller's pods do not start, and fix that".into(),
            command: pods_command(plan, "describe pods")
                .unwrap_or_else(|| format!("kubectl --namespace {} get services", plan.site.namespace)),
        },
        source: Evidence::Reasoned,
        help: None,
    }]
}
