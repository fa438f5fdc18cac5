//! What happens when Redis fails: every page reads its cache, every post sends tasks to it. With Sentinel the tiers read
//! from replicas meanwhile, and a replica becomes the master if more than half of the Sentinels are left.

use super::NODE;
use super::options::{Mode, Redis};
use super::rules::with_sentinels;
use crate::failure::{
    Ability, Availability, Effect, Evidence, FailureModel, Loss, LossKind, Mitigation, Outage, Recovery,
    Seconds,
};
use crate::plan::Plan;
use crate::stack::stateless_failure::{
    ROLLED, STAYS, away, local_volumes, node_back_or_given_up, none_fails, stuck, uncordoned,
};
use crate::stack::timeouts;

pub(super) const FAILURE_MODEL: FailureModel =
    FailureModel { leader: Some("master"), effects, fails: none_fails };

/// Where each of these stands in `docs/facts.md`.
const LOST: &str = "The Redis master is lost";
const VANISHED: &str = "The Redis master vanishes";
const RESTARTED: &str = "Redis restarts";
const AWAY: &str = "Redis is away";
const BROKER: &str = "The broker is away";

/// A pod is back after 3 s; its Service leads to it when the next probe, a second later, says so.
const RESTART: Seconds = Seconds::new(3, 5);
/// With a volume that is taken off one node and put to another: reasoned, from a start and what storage classes need.
const MOVED: Seconds = Seconds::new(5, 90);
/// From the master's end to the Sentinels' choice of another: 5 s of silence and the election.
const ELECTION: Seconds = Seconds::new(6, 7);
/// Until Celery's workers have found the new master.
const WORKERS: Seconds = Seconds::new(6, 13);
/// The same when the old one closed no connection: they miss it first.
const DEAF: Seconds = Seconds::new(timeouts::VANISHED, timeouts::VANISHED + WORKERS.most);

fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    if loss.lost == 0 {
        return Vec::new();
    }
    let redis = &plan.redis;
    match (redis.mode, loss.how, loss.left) {
        (_, LossKind::Away, 0) => all_stops(
            Outage::UntilMended,
            "Every page answers 500 without the cache",
            &away(plan, NODE),
            Evidence::Measured(AWAY),
            None,
        ),
        (Mode::Sentinel, LossKind::Rolled, _) | (Mode::Sentinel, LossKind::Evicted, 1..) => vec![Effect {
            on: Ability::ALL,
            state: Availability::Works,
            reason: "A master hands over before it stops: writes wait up to 3 s, and none failed".into(),
            back: Recovery::TakenOver("another pod becomes the master"),
            source: Evidence::Measured(ROLLED),
            help: None,
        }],
        (Mode::Sentinel, LossKind::Killed, 1..) => quick_return(),
        (Mode::Sentinel, LossKind::WithNodes, left) if left >= redis.quorum() => vanish(),
        (Mode::Sentinel, _, left) if left >= redis.quorum() => failover(Evidence::Measured(LOST)),
        (Mode::Sentinel, _, 1..) => no_majority(plan, loss),
        // Drained away it finds its volume again, if that can follow.
        (_, LossKind::Evicted, _) if plan.cluster.nodes <= 1 || local_volumes(plan) => all_stops(
            Outage::UntilMended,
            "Every page answers 500: the Redis that takes writes cannot start on another node, because its volume \
             cannot move",
            &uncordoned(),
            Evidence::Measured(STAYS),
            stuck(plan, false).unwrap_or_else(|| sentinels(plan)),
        ),
        (_, LossKind::Evicted, _) => all_stops(
            Outage::For(MOVED),
            "Every page answers 500 until the only Redis that takes writes is back",
            &Recovery::Again("the pod starts on another node once its volume is attached there"),
            Evidence::Reasoned,
            sentinels(plan),
        ),
        (_, LossKind::Killed | LossKind::Rolled, _) => all_stops(
            Outage::For(RESTART),
            "Every page answers 500 until the only Redis that takes writes is back",
            &Recovery::Again("the pod starts again and has its data on its volume"),
            Evidence::Measured(RESTARTED),
            sentinels(plan),
        ),
        (Mode::Replicated, LossKind::Away, _) => all_stops(
            Outage::UntilMended,
            "Nothing takes over: the replicas have the data, but the forum uses the master, and nothing promotes a \
             replica",
            &Recovery::Person {
                what: "Get the master's pod back onto a node that can reach its volume".into(),
                command: format!("kubectl --namespace {} describe pod {NODE}-0", plan.site.namespace),
            },
            Evidence::Reasoned,
            sentinels(plan),
        ),
        (_, LossKind::WithNodes | LossKind::Away, _) => all_stops(
            Outage::UntilMended,
            "Every page answers 500: the Redis that takes writes is gone with its node, and its volume cannot move",
            &node_back_or_given_up(),
            Evidence::Reasoned,
            stuck(plan, false).unwrap_or_else(|| sentinels(plan)),
        ),
    }
}

/// Redis with Sentinel as the remedy. For a single pod only if there are enough nodes for three.
fn sentinels(plan: &Plan) -> Option<Mitigation> {
    if plan.redis.mode == Mode::Single && plan.cluster.nodes < 3 {
        return Mitigation::outside("cluster.nodes", "Use three nodes, for three Redis with Sentinel");
    }
    Mitigation::change("redis.mode", "Let Sentinels choose a new Redis master", |plan| {
        if plan.redis.mode == Mode::Single {
            plan.redis.replicas = Redis::default().replicas;
        }
        with_sentinels(plan);
    })
}

fn all_stops(
    lasts: Outage,
    reason: &'static str,
    back: &Recovery,
    source: Evidence,
    help: Option<Mitigation>,
) -> Vec<Effect> {
    let notified = match lasts {
        Outage::For(most) => Effect {
            on: &[Ability::BeNotified],
            state: Availability::Degraded(Outage::For(Seconds::new(most.least, most.most.max(WORKERS.most)))),
            reason: "Tasks are on the volume and run once the workers have reconnected to Redis".into(),
            back: back.clone(),
            source,
            help: help.clone(),
        },
        Outage::UntilMended => Effect {
            on: &[Ability::BeNotified],
            state: Availability::Stops(lasts),
            reason: "Tasks are kept in Redis: without it the workers have nothing to do".into(),
            back: back.clone(),
            source,
            help: help.clone(),
        },
    };
    let browsing = Effect {
        on: Ability::BROWSING,
        state: Availability::Stops(lasts),
        reason: reason.into(),
        back: back.clone(),
        source,
        help,
    };
    vec![browsing, notified]
}

/// Killed and back before the Sentinels miss it: the same pod is the master.
fn quick_return() -> Vec<Effect> {
    let effect = |on, state, reason: &'static str| Effect {
        on,
        state,
        reason: reason.into(),
        back: Recovery::Again(
            "the pod is back after 3 s, before the Sentinels miss it, and is still the master",
        ),
        source: Evidence::Measured(RESTARTED),
        help: None,
    };
    let waits = Availability::Degraded(Outage::For(Seconds::new(0, 3)));
    vec![
        effect(&[Ability::Read], Availability::Works, "Pages are read from the replicas: none of 506 failed"),
        effect(
            &[Ability::LogIn, Ability::Post, Ability::Upload, Ability::Administer, Ability::BeNotified],
            waits,
            "Writes wait until the master is back: none of 131 posts failed",
        ),
    ]
}

/// The master is gone and another is chosen.
fn failover(source: Evidence) -> Vec<Effect> {
    let effect = |on, state, reason: &'static str| Effect {
        on,
        state,
        reason: reason.into(),
        back: Recovery::TakenOver(
            "the Sentinels make a replica the master, and all clients ask them which one it is",
        ),
        source,
        help: None,
    };
    let meanwhile = Availability::Degraded(Outage::For(ELECTION));
    vec![
        effect(
            &[Ability::Read],
            Availability::Works,
            "Pages are read from the replicas: 184 of 184 were served while there was no master",
        ),
        effect(
            &[Ability::LogIn],
            Availability::Stops(Outage::For(ELECTION)),
            "A login writes a session to the cache, which fails until there is a master; members already logged in \
             stay logged in",
        ),
        effect(
            &[Ability::Post, Ability::Upload],
            meanwhile,
            "A post waits for the new master instead of failing: 50 of 50 were saved",
        ),
        effect(
            &[Ability::Administer],
            meanwhile,
            "The panel can be read; its writes to the cache fail until there is a master",
        ),
        effect(
            &[Ability::BeNotified],
            Availability::Degraded(Outage::For(WORKERS)),
            "Tasks wait until the workers have found the new master: 214 of 214 ran, none twice",
        ),
    ]
}

/// The same when it vanished with its node and closed no connection.
fn vanish() -> Vec<Effect> {
    let mut effects = failover(Evidence::Measured(VANISHED));
    for effect in &mut effects {
        if effect.on.contains(&Ability::Read) {
            effect.reason =
                "Pages are read from the replicas: none of 389 requests failed, the slowest took 8.8 s"
                    .into();
        }
        if effect.on.contains(&Ability::Post) {
            effect.reason =
                "A post waits for the new master instead of failing; posting was back to normal after 7.3 s"
                    .into();
        }
        if effect.on.contains(&Ability::BeNotified) {
            effect.state = Availability::Stops(Outage::For(DEAF));
            effect.reason =
                "No worker takes a task until it notices the old master is gone and finds the new one: \
                             37 s, none of 83 tasks was lost"
                    .into();
        }
    }
    effects
}

/// The master is gone, and no majority is left to elect another. As without a broker, but the cache can still be read.
fn no_majority(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    let lasts = Outage::UntilMended;
    let back = if loss.how == LossKind::WithNodes {
        node_back_or_given_up()
    } else {
        Recovery::Person {
            what: "Get a lost Redis pod back: more than half of the Sentinels must be up to choose a master"
                .into(),
            command: format!(
                "kubectl --namespace {} describe pods --selector app.kubernetes.io/component={NODE}",
                plan.site.namespace
            ),
        }
    };
    let help = enough_sentinels(plan, loss);
    let effect = |on, state, reason: &'static str, source| Effect {
        on,
        state,
        reason: reason.into(),
        back: back.clone(),
        source,
        help: help.clone(),
    };
    vec![
        effect(
            &[Ability::Read],
            Availability::Degraded(lasts),
            "Pages are read from the remaining replicas until a cached value expires; then they answer 500",
            Evidence::Reasoned,
        ),
        effect(
            &[Ability::LogIn, Ability::Administer],
            Availability::Stops(lasts),
            "A login writes a session to the cache, and there is no master to write to",
            Evidence::Reasoned,
        ),
        effect(
            &[Ability::Post, Ability::Upload],
            Availability::Stops(lasts),
            "A post answers 500 after its retries and is not saved: too few Sentinels are left to choose a master",
            if loss.how == LossKind::WithNodes { Evidence::Reasoned } else { Evidence::Measured(BROKER) },
        ),
        effect(
            &[Ability::BeNotified],
            Availability::Stops(lasts),
            "The workers have no master to fetch tasks from",
            Evidence::Reasoned,
        ),
    ]
}

/// An odd number of Sentinels, three at least, where nodes for them are there.
fn enough_sentinels(plan: &Plan, loss: &Loss) -> Option<Mitigation> {
    let pods = plan.redis.pods();
    if pods < 3 {
        return Mitigation::change("redis.replicas", "Run three Redis with Sentinel", |plan| {
            plan.redis.replicas = 2
        });
    }
    if loss.how != LossKind::WithNodes {
        return None;
    }
    if plan.cluster.nodes < 3 {
        return Mitigation::outside("cluster.nodes", "Use three nodes, one for each Sentinel");
    }
    if pods.is_multiple_of(2) {
        return Mitigation::change("redis.replicas", "Run an odd number of Sentinels", with_sentinels);
    }
    // Of five on five nodes two may go.
    Mitigation::change("redis.replicas", "Run five Redis with Sentinel", |plan| {
        plan.redis.replicas = plan.redis.replicas.max(4)
    })
}
