//! What happens when the database fails: every request asks it, even for a page that nobody logged in for.

use super::options::Mode;
use super::{CLUSTER, NODE};
use crate::failure::{Ability, Back, Effect, Failing, Help, How, Lasts, Loss, Seconds, Source, State};
use crate::plan::Plan;
use crate::stack::failing::{
    POWER, SILENT, STAYS, away, local_volumes, node_back_or_given_up, none_fails, stuck, uncordoned,
};

pub(super) const FAILING: Failing = Failing { leader: Some("primary"), effects, fails: none_fails };

/// Where the restart stands in `docs/facts.md`.
const RESTARTED: &str = "PostgreSQL restarts";
/// Where its absence does.
const AWAY: &str = "PostgreSQL is away";

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.node.0 != NODE || loss.lost == 0 {
        return Vec::new();
    }
    match plan.postgres.mode {
        Mode::InCluster => one_pod(plan, loss),
        Mode::CloudNativePg => operated(plan, loss),
        Mode::External => outside(),
    }
}

/// Without it pages, posts and the admin panel answer 500, and tasks that run in between fail.
fn without(lasts: Lasts, back: &Back, source: Source, help: Option<Help>) -> Vec<Effect> {
    const WHY: &str = "Every page answers 500 without the database; requests wait up to 5 s for it first";
    answers(lasts, back, source, help, WHY)
}

/// When the database vanished with its node the tiers do not answer at all: each of their pods waits for it, is not
/// ready, and leaves its Service.
fn vanished(lasts: Lasts, back: &Back, source: Source, help: Option<Help>) -> Vec<Effect> {
    const WHY: &str = "No page opens: web pods are not ready without the database. Requests wait for up to         \
                                      30 s or longer and end with 504, 502 or 500; only files are served";
    answers(lasts, back, source, help, WHY)
}

fn answers(lasts: Lasts, back: &Back, source: Source, help: Option<Help>, why: &'static str) -> Vec<Effect> {
    let effect = |on, state, reason: &'static str| Effect {
        on,
        state,
        reason: reason.into(),
        back: back.clone(),
        source,
        help: help.clone(),
    };
    vec![
        effect(Ability::BROWSING, State::Stops(lasts), why),
        effect(
            &[Ability::BeNotified],
            match lasts {
                Lasts::For(_) => State::Degraded(lasts),
                Lasts::UntilMended => State::Stops(lasts),
            },
            "Tasks that run without the database fail",
        ),
    ]
}

fn one_pod(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    match loss.how {
        // Moved away by a drain it follows its volume, if that can follow.
        How::Evicted if plan.cluster.nodes <= 1 || local_volumes(plan) => without(
            Lasts::UntilMended,
            &uncordoned(),
            Source::Measured(STAYS),
            stuck(plan, false).unwrap_or_else(|| operator(plan)),
        ),
        How::Evicted => without(
            Lasts::For(Seconds::new(5, 90)),
            &Back::Again("the pod starts on another node once its volume is attached there"),
            Source::Reasoned,
            operator(plan),
        ),
        How::Killed => without(
            Lasts::For(Seconds::new(2, 60)),
            &Back::Again(
                "the kubelet restarts the server, which replays its write-ahead log; the tiers reconnect by \
                 themselves",
            ),
            Source::Reasoned,
            operator(plan),
        ),
        How::Rolled => without(
            Lasts::For(Seconds::new(2, 6)),
            &Back::Again("the pod starts again with its volume; the tiers reconnect by themselves"),
            Source::Measured(RESTARTED),
            operator(plan),
        ),
        How::WithNodes => vanished(
            Lasts::UntilMended,
            &node_back_or_given_up(),
            Source::Once(POWER),
            stuck(plan, false).unwrap_or_else(|| operator(plan)),
        ),
        How::Away => without(Lasts::UntilMended, &away(plan, NODE), Source::Measured(AWAY), None),
    }
}

fn operator(plan: &Plan) -> Option<Help> {
    if plan.cluster.nodes < 2 {
        return None;
    }
    Help::change("postgres.mode", "Use CloudNativePG for automatic failover", |plan| {
        plan.postgres.mode = Mode::CloudNativePg;
        plan.postgres.instances = plan.cluster.nodes.clamp(2, 3);
    })
}

/// CloudNativePG was not run: what its manual says of failover, with room on both sides.
fn operated(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    let more = Help::change("postgres.instances", "Run a standby next to the primary", |plan| {
        plan.postgres.instances = plan.cluster.nodes.clamp(2, 3);
    });
    let pods = Back::Person {
        what: "Find out why the instances do not start, and fix that".into(),
        command: format!(
            "kubectl --namespace {} describe cluster.postgresql.cnpg.io {CLUSTER}",
            plan.site.namespace
        ),
    };
    match (loss.how, loss.left) {
        (How::Away, 1..) => without(
            Lasts::For(Seconds::new(5, 60)),
            &Back::TakenOver("the operator promotes a standby and points the Service to it"),
            Source::Reasoned,
            None,
        ),
        (How::Away, _) => without(Lasts::UntilMended, &pods, Source::Measured(AWAY), None),
        (How::WithNodes, 1..) => vanished(
            Lasts::For(SILENT.and(Seconds::new(5, 60))),
            &Back::TakenOver("once the node counts as lost, the operator promotes a standby"),
            Source::Reasoned,
            None,
        ),
        (How::WithNodes, _) => vanished(
            Lasts::UntilMended,
            &node_back_or_given_up(),
            Source::Reasoned,
            stuck(plan, false).unwrap_or(more),
        ),
        (How::Killed, 1..) => without(
            Lasts::For(Seconds::new(2, 60)),
            &Back::TakenOver("the operator restarts the primary or promotes a standby"),
            Source::Reasoned,
            None,
        ),
        (How::Evicted | How::Rolled, 1..) => without(
            Lasts::For(Seconds::new(1, 30)),
            &Back::TakenOver("the operator switches to a standby first"),
            Source::Reasoned,
            None,
        ),
        (How::Evicted, _) if plan.cluster.nodes <= 1 || local_volumes(plan) => {
            without(Lasts::UntilMended, &uncordoned(), Source::Reasoned, stuck(plan, false).unwrap_or(more))
        }
        (How::Killed | How::Evicted | How::Rolled, _) => without(
            Lasts::For(Seconds::new(2, 60)),
            &Back::Again("the operator restarts the only instance"),
            Source::Reasoned,
            more,
        ),
    }
}

fn outside() -> Vec<Effect> {
    let back = Back::Person {
        what: "Ask the team that runs the server; verify.sh checks whether a pod can reach it".into(),
        command: "./verify.sh".to_owned(),
    };
    without(Lasts::UntilMended, &back, Source::Measured(AWAY), None)
}
