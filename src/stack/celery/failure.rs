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
        let reason = "The plan has no worker, so nothing in the queue is ever done";
        return effect(State::Stops(Lasts::UntilMended), reason, back, Source::Reasoned, more);
    }
    let lagging = |least, most| State::Degraded(Lasts::For(Seconds::new(least, most)));
    match (loss.how, loss.left) {
        (How::Rolled, _) => effect(
            State::Works,
            "A worker ends its tasks before it goes, and the next one is there by then",
            Back::Again("each pod is replaced in turn"),
            Source::Measured(ROLLED),
            None,
        ),
        (How::Evicted, 1..) => effect(
            State::Works,
            "The worker ends its tasks before it goes, and the others take the next ones",
            Back::TakenOver("the others go on"),
            Source::Measured(EVICTED),
            None,
        ),
        (How::Evicted, _) => match stuck(plan, true) {
            Some(help) => effect(
                State::Stops(Lasts::UntilMended),
                "Tasks wait in Redis until a worker is there again",
                uncordoned(),
                Source::Reasoned,
                help,
            ),
            None => effect(
                lagging(7, 20),
                "Tasks wait in Redis until another worker is there",
                Back::Again("the Deployment makes another pod on another node"),
                Source::Reasoned,
                more,
            ),
        },
        (How::Killed, _) => effect(
            State::Degraded(Lasts::For(GIVEN_AGAIN)),
            "What the worker had fetched is done again only after five minutes; all the rest goes on",
            Back::Again("Redis gives its tasks to another worker"),
            Source::Reasoned,
            None,
        ),
        (How::WithNodes, 1..) => effect(
            State::Degraded(Lasts::For(GIVEN_AGAIN)),
            "What lost workers had fetched is done again only after five minutes; all the rest goes on",
            Back::TakenOver("Redis gives their tasks to the other workers"),
            Source::Reasoned,
            None,
        ),
        (How::WithNodes, _) => match stuck(plan, true) {
            Some(help) => effect(
                State::Stops(Lasts::UntilMended),
                "Tasks wait in Redis until a worker is there again",
                node_back(plan),
                Source::Reasoned,
                help,
            ),
            None => effect(
                State::Stops(Lasts::For(SILENT.and(Seconds::new(307, 330)))),
                "Tasks wait in Redis until a worker is made on another node",
                Back::Again("five minutes after the node counts as lost the pods are made elsewhere"),
                Source::Reasoned,
                more,
            ),
        },
        (How::Away, _) => effect(
            State::Stops(Lasts::UntilMended),
            "Tasks wait in Redis; nothing is lost as long as it has room",
            away(plan, NODE),
            Source::Reasoned,
            None,
        ),
    }
}
