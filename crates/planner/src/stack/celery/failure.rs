//! What happens when workers fail: readers and writers do not notice, because tasks wait in Redis. They run late and are
//! not lost.

use super::NODE;
use crate::failure::{
    Ability, Availability, Effect, Evidence, FailureModel, Loss, LossKind, Mitigation, Outage, Recovery,
    Seconds,
};
use crate::plan::Plan;
use crate::stack::stateless_failure::{
    EVICTED, ROLLED, SILENT, away, node_back, none_fails, stuck, uncordoned,
};

pub(super) const FAILURE_MODEL: FailureModel = FailureModel { leader: None, effects, fails: none_fails };

/// `visibility_timeout` of the forum's settings: until another worker is given what a lost one had fetched. A
/// worker looks for such tasks every 100 seconds.
const GIVEN_AGAIN: Seconds = Seconds::new(300, 400);

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    let effect = |state, reason: &'static str, back, source, help| {
        vec![Effect { on: &[Ability::BeNotified], state, reason: reason.into(), back, source, help }]
    };
    let more = Mitigation::change("celery.replicas", "Run two workers", |plan| plan.celery.replicas = 2);
    if loss.lost == 0 && loss.left > 0 {
        return Vec::new();
    }
    if loss.lost == 0 {
        let back =
            Recovery::Person { what: "Plan a worker".into(), command: "kubectl apply -k .".to_owned() };
        let reason = "The plan has no worker, so tasks in the queue are never run";
        return effect(Availability::Stops(Outage::UntilMended), reason, back, Evidence::Reasoned, more);
    }
    let lagging = |least, most| Availability::Degraded(Outage::For(Seconds::new(least, most)));
    match (loss.how, loss.left) {
        (LossKind::Rolled, _) => effect(
            Availability::Works,
            "The worker finishes its tasks before it stops, and its replacement is ready by then",
            Recovery::Again("pods are replaced one by one"),
            Evidence::Measured(ROLLED),
            None,
        ),
        (LossKind::Evicted, 1..) => effect(
            Availability::Works,
            "The worker finishes its tasks before it stops, and the others take the next ones",
            Recovery::TakenOver("the others go on"),
            Evidence::Measured(EVICTED),
            None,
        ),
        (LossKind::Evicted, _) => match stuck(plan, true) {
            Some(help) => effect(
                Availability::Stops(Outage::UntilMended),
                "Tasks wait in Redis until a worker is back",
                uncordoned(),
                Evidence::Reasoned,
                help,
            ),
            None => effect(
                lagging(7, 20),
                "Tasks wait in Redis until another worker is running",
                Recovery::Again("the Deployment starts another pod on another node"),
                Evidence::Reasoned,
                more,
            ),
        },
        (LossKind::Killed, _) => effect(
            Availability::Degraded(Outage::For(GIVEN_AGAIN)),
            "Tasks the lost worker had fetched run again after five minutes; everything else continues",
            Recovery::Again("Redis gives its tasks to another worker"),
            Evidence::Reasoned,
            None,
        ),
        (LossKind::WithNodes, 1..) => effect(
            Availability::Degraded(Outage::For(GIVEN_AGAIN)),
            "Tasks the lost workers had fetched run again after five minutes; everything else continues",
            Recovery::TakenOver("Redis gives their tasks to the other workers"),
            Evidence::Reasoned,
            None,
        ),
        (LossKind::WithNodes, _) => match stuck(plan, true) {
            Some(help) => effect(
                Availability::Stops(Outage::UntilMended),
                "Tasks wait in Redis until a worker is back",
                node_back(plan),
                Evidence::Reasoned,
                help,
            ),
            None => effect(
                Availability::Stops(Outage::For(SILENT.and(Seconds::new(307, 330)))),
                "Tasks wait in Redis until a worker starts on another node",
                Recovery::Again("new pods start elsewhere five minutes after the node counts as lost"),
                Evidence::Reasoned,
                more,
            ),
        },
        (LossKind::Away, _) => effect(
            Availability::Stops(Outage::UntilMended),
            "Tasks wait in Redis; none are lost while it has free memory",
            away(plan, NODE),
            Evidence::Reasoned,
            None,
        ),
    }
}
