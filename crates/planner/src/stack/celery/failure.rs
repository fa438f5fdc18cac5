//! What happens when workers fail: nobody who reads or writes notices, because what they hand over waits in
//! Redis. It is late, and not lost.

use super::NODE;
use crate::failure::{Ability, Back, Effect, Failing, Help, How, Lasts, Loss, Seconds, Source, State};
use crate::plan::Plan;
use crate::stack::failing::{EVICTED, ROLLED, SILENT, away, node_back, none_fails, stuck, uncordoned};

pub(super) const FAILING: Failing = Failing { leader: None, effects, fails: none_fails };

/// `visibility_timeout` of the forum's settings: until another worker is given what a lost one had fetched. A
/// worker looks for such tasks every 100 seconds.
const GIVEN_AGAIN: Seconds = Seconds::new(300, 400);

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    let effect = |state, reason: &'static str, back, source, help| {
        vec![Effect { on: &[Ability::BeNotified], state, reason: reason.into(), back, source, help }]
    };
    let more = Help::change("celery.replicas", "Run two workers", |plan| plan.celery.replicas = 2);
    if loss.lost == 0 && loss.left > 0 {
        return Vec::new();
    }
    if loss.lost == 0 {
        let back = Back::Person { what: "Plan a worker".into(), command: "kubectl apply -k .".to_owned() };
        let reason = "The plan has no worker, so tasks in the queue are never run";
        return effect(State::Stops(Lasts::UntilMended), reason, back, Source::Reasoned, more);
    }
    let lagging = |least, most| State::Degraded(Lasts::For(Seconds::new(least, most)));
    match (loss.how, loss.left) {
        (How::Rolled, _) => effect(
            State::Works,
            "The worker finishes its tasks before it stops, and its replacement is ready by then",
            Back::Again("pods are replaced one by one"),
            Source::Measured(ROLLED),
            None,
        ),
        (How::Evicted, 1..) => effect(
            State::Works,
            "The worker finishes its tasks before it stops, and the others take the next ones",
            Back::TakenOver("the others go on"),
            Source::Measured(EVICTED),
            None,
        ),
        (How::Evicted, _) => match stuck(plan, true) {
            Some(help) => effect(
                State::Stops(Lasts::UntilMended),
                "Tasks wait in Redis until a worker is back",
                uncordoned(),
                Source::Reasoned,
                help,
            ),
            None => effect(
                lagging(7, 20),
                "Tasks wait in Redis until another worker is running",
                Back::Again("the Deployment starts another pod on another node"),
                Source::Reasoned,
                more,
            ),
        },
        (How::Killed, _) => effect(
            State::Degraded(Lasts::For(GIVEN_AGAIN)),
            "Tasks the lost worker had fetched run again after five minutes; everything else continues",
            Back::Again("Redis gives its tasks to another worker"),
            Source::Reasoned,
            None,
        ),
        (How::WithNodes, 1..) => effect(
            State::Degraded(Lasts::For(GIVEN_AGAIN)),
            "Tasks the lost workers had fetched run again after five minutes; everything else continues",
            Back::TakenOver("Redis gives their tasks to the other workers"),
            Source::Reasoned,
            None,
        ),
        (How::WithNodes, _) => match stuck(plan, true) {
            Some(help) => effect(
                State::Stops(Lasts::UntilMended),
                "Tasks wait in Redis until a worker is back",
                node_back(plan),
                Source::Reasoned,
                help,
            ),
            None => effect(
                State::Stops(Lasts::For(SILENT.and(Seconds::new(307, 330)))),
                "Tasks wait in Redis until a worker starts on another node",
                Back::Again("new pods start elsewhere five minutes after the node counts as lost"),
                Source::Reasoned,
                more,
            ),
        },
        (How::Away, _) => effect(
            State::Stops(Lasts::UntilMended),
            "Tasks wait in Redis; none are lost while it has free memory",
            away(plan, NODE),
            Source::Reasoned,
            None,
        ),
    }
}
