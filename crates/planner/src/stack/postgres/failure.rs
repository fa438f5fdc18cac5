//! What happens when the database fails: every request needs it, even from visitors who are not logged in.

use super::options::Mode;
use super::{CLUSTER, NODE};
use crate::failure::{
    Ability, Availability, Effect, Evidence, FailureModel, Loss, LossKind, Mitigation, Outage, Recovery,
    Seconds,
};
use crate::plan::Plan;
use crate::stack::stateless_failure::{
    POWER, SILENT, STAYS, away, local_volumes, node_back_or_given_up, none_fails, stuck, uncordoned,
};

pub(super) const FAILURE_MODEL: FailureModel =
    FailureModel { leader: Some("primary"), effects, fails: none_fails };

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
fn without(lasts: Outage, back: &Recovery, source: Evidence, help: Option<Mitigation>) -> Vec<Effect> {
    const WHY: &str = "Every page answers 500 without the database; requests wait up to 5 s for it first";
    answers(lasts, back, source, help, WHY)
}

/// When the database vanished with its node the tiers do not answer at all: each of their pods waits for it, is not
/// ready, and leaves its Service.
fn vanished(lasts: Outage, back: &Recovery, source: Evidence, help: Option<Mitigation>) -> Vec<Effect> {
    const WHY: &str = "No page opens: web pods are not ready without the database. Requests wait for up to         \
                                      30 s or longer and end with 504, 502 or 500; only files are served";
    answers(lasts, back, source, help, WHY)
}

fn answers(
    lasts: Outage,
    back: &Recovery,
    source: Evidence,
    help: Option<Mitigation>,
    why: &'static str,
) -> Vec<Effect> {
    let effect = |on, state, reason: &'static str| Effect {
        on,
        state,
        reason: reason.into(),
        back: back.clone(),
        source,
        help: help.clone(),
    };
    vec![
        effect(Ability::BROWSING, Availability::Stops(lasts), why),
        effect(
            &[Ability::BeNotified],
            match lasts {
                Outage::For(_) => Availability::Degraded(lasts),
                Outage::UntilMended => Availability::Stops(lasts),
            },
            "Tasks that run without the database fail",
        ),
    ]
}

fn one_pod(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    match loss.how {
        // Moved away by a drain it follows its volume, if that can follow.
        LossKind::Evicted if plan.cluster.nodes <= 1 || local_volumes(plan) => without(
            Outage::UntilMended,
            &uncordoned(),
            Evidence::Measured(STAYS),
            stuck(plan, false).unwrap_or_else(|| operator(plan)),
        ),
        LossKind::Evicted => without(
            Outage::For(Seconds::new(5, 90)),
            &Recovery::Again("the pod starts on another node once its volume is attached there"),
            Evidence::Reasoned,
            operator(plan),
        ),
        LossKind::Killed => without(
            Outage::For(Seconds::new(2, 60)),
            &Recovery::Again(
                "the kubelet restarts the server, which replays its write-ahead log; the tiers reconnect by \
                 themselves",
            ),
            Evidence::Reasoned,
            operator(plan),
        ),
        LossKind::Rolled => without(
            Outage::For(Seconds::new(2, 6)),
            &Recovery::Again("the pod starts again with its volume; the tiers reconnect by themselves"),
            Evidence::Measured(RESTARTED),
            operator(plan),
        ),
        LossKind::WithNodes => vanished(
            Outage::UntilMended,
            &node_back_or_given_up(),
            Evidence::Once(POWER),
            stuck(plan, false).unwrap_or_else(|| operator(plan)),
        ),
        LossKind::Away => without(Outage::UntilMended, &away(plan, NODE), Evidence::Measured(AWAY), None),
    }
}

fn operator(plan: &Plan) -> Option<Mitigation> {
    if plan.cluster.nodes < 2 {
        return None;
    }
    Mitigation::change("postgres.mode", "Use CloudNativePG for automatic failover", |plan| {
        plan.postgres.mode = Mode::CloudNativePg;
        plan.postgres.instances = plan.cluster.nodes.clamp(2, 3);
    })
}

/// CloudNativePG was not run: what its manual says of failover, with room on both sides.
fn operated(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    let more = Mitigation::change("postgres.instances", "Run a standby next to the primary", |plan| {
        plan.postgres.instances = plan.cluster.nodes.clamp(2, 3);
    });
    let pods = Recovery::Person {
        what: "Find out why the instances do not start, and fix that".into(),
        command: format!(
            "kubectl --namespace {} describe cluster.postgresql.cnpg.io {CLUSTER}",
            plan.site.namespace
        ),
    };
    match (loss.how, loss.left) {
        (LossKind::Away, 1..) => without(
            Outage::For(Seconds::new(5, 60)),
            &Recovery::TakenOver("the operator promotes a standby and points the Service to it"),
            Evidence::Reasoned,
            None,
        ),
        (LossKind::Away, _) => without(Outage::UntilMended, &pods, Evidence::Measured(AWAY), None),
        (LossKind::WithNodes, 1..) => vanished(
            Outage::For(SILENT.and(Seconds::new(5, 60))),
            &Recovery::TakenOver("once the node counts as lost, the operator promotes a standby"),
            Evidence::Reasoned,
            None,
        ),
        (LossKind::WithNodes, _) => vanished(
            Outage::UntilMended,
            &node_back_or_given_up(),
            Evidence::Reasoned,
            stuck(plan, false).unwrap_or(more),
        ),
        (LossKind::Killed, 1..) => without(
            Outage::For(Seconds::new(2, 60)),
            &Recovery::TakenOver("the operator restarts the primary or promotes a standby"),
            Evidence::Reasoned,
            None,
        ),
        (LossKind::Evicted | LossKind::Rolled, 1..) => without(
            Outage::For(Seconds::new(1, 30)),
            &Recovery::TakenOver("the operator switches to a standby first"),
            Evidence::Reasoned,
            None,
        ),
        (LossKind::Evicted, _) if plan.cluster.nodes <= 1 || local_volumes(plan) => without(
            Outage::UntilMended,
            &uncordoned(),
            Evidence::Reasoned,
            stuck(plan, false).unwrap_or(more),
        ),
        (LossKind::Killed | LossKind::Evicted | LossKind::Rolled, _) => without(
            Outage::For(Seconds::new(2, 60)),
            &Recovery::Again("the operator restarts the only instance"),
            Evidence::Reasoned,
            more,
        ),
    }
}

/// Without a server that others run, or without the pooler in front of it.
pub(in crate::stack) fn outside() -> Vec<Effect> {
    let back = Recovery::Person {
        what: "Ask the team that runs the server; verify.sh checks whether a pod can reach it".into(),
        command: "./verify.sh".to_owned(),
    };
    without(Outage::UntilMended, &back, Evidence::Measured(AWAY), None)
}
