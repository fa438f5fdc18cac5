//! What if something fails: what people can still do, how long the rest is down, and what brings it back.
//!
//! A failure takes pods away ([`losses`]). Their part says what that means ([`crate::failure`]), and for each thing that
//! people do the worst answer counts. Everything follows from the plan, and everything that is shown about failures comes
//! from here: the README's table, the page's "Fail this", and the marks of single points of failure ([`single`]).

mod assumptions;
mod failure;
mod losses;
mod remedies;
mod single;
mod verdict;

use crate::failure::{Ability, Availability, Effect, Loss, LossKind, Share};
use crate::plan::Plan;
use crate::sorting::sort_by;
use crate::stack::{self, PARTS};
use crate::topology::{Carries, Lane, NodeId, Peer, Topology};
pub use assumptions::{aside, assumptions};
pub use failure::Failure;
use failure::leader;
pub use remedies::{Remedy, helpless, remedies};
pub use single::mark;
pub use verdict::{Cause, Ends, Standing, Verdict, WhatIf};

/// All failures of this plan: node by node in the picture's order, then those that affect several nodes.
pub fn failures(plan: &Plan, topology: &Topology) -> Vec<Failure> {
    let mut failures = Vec::new();
    for node in &topology.nodes {
        let (id, pods) = (node.id, node.replicas);
        let of_ours = matches!(node.peer, Peer::Pods(_) | Peer::OperatorPods { .. });
        let noticed = |how| {
            let loss = Loss { node: id, lost: pods.max(1), left: 0, how };
            !effects(plan, &loss).is_empty()
        };
        if pods > 0 && of_ours && noticed(LossKind::Killed) {
            failures.push(Failure::Killed(id));
            if leader(id).is_some() && pods > 1 {
                failures.push(Failure::Leader(id));
            }
            failures.push(Failure::Evicted(id));
        }
        if noticed(LossKind::Away) {
            failures.push(Failure::Gone(id));
        }
    }
    failures.push(Failure::Node);
    if plan.cluster.nodes >= 3 {
        failures.push(Failure::Zone);
    }
    failures.push(Failure::Rollout);
    failures
}

/// What a part says of a loss.
fn effects(plan: &Plan, loss: &Loss) -> Vec<Effect> {
    let part = PARTS.iter().find(|part| part.key == loss.node.part());
    part.map(|part| (part.failure_model.effects)(plan, loss)).unwrap_or_default()
}

/// Which share of the requests that need it fails.
fn fails(plan: &Plan, loss: &Loss) -> Share {
    let part = PARTS.iter().find(|part| part.key == loss.node.part());
    part.map_or(Share::NONE, |part| (part.failure_model.fails)(plan, loss))
}

/// What a failure does in this plan. The topology is the plan's own.
pub fn whatif(plan: &Plan, topology: &Topology, failure: Failure) -> WhatIf {
    let losses = losses::losses(plan, topology, failure);
    let mut verdicts: Vec<Verdict> = Ability::ALL
        .iter()
        .map(|ability| Verdict { ability: *ability, state: Availability::Works, causes: Vec::new() })
        .collect();
    for loss in &losses {
        let fails = fails(plan, loss);
        for Effect { on, state, reason, back, source, help } in effects(plan, loss) {
            for verdict in verdicts.iter_mut().filter(|verdict| on.contains(&verdict.ability)) {
                verdict.causes.push(Cause {
                    node: loss.node,
                    state,
                    fails: if matches!(state, Availability::Degraded(_)) { fails } else { Share::NONE },
                    reason: reason.clone(),
                    back: back.clone(),
                    source,
                    help: help.clone(),
                });
            }
        }
    }
    for verdict in &mut verdicts {
        sort_by(&mut verdict.causes, |a, b| {
            b.state.partial_cmp(&a.state).unwrap_or(std::cmp::Ordering::Equal)
        });
        verdict.state = verdict.causes.first().map_or(Availability::Works, |worst| worst.state);
    }
    WhatIf { failure, standings: standings(topology, &losses), verdicts }
}

/// Which nodes are down, which have fewer pods, and which depend on one that is down.
fn standings(topology: &Topology, losses: &[Loss]) -> Vec<(NodeId, Standing)> {
    let hit = |id| losses.iter().find(|loss| loss.node == id && loss.lost > 0);
    let down = |id| hit(id).is_some_and(|loss| loss.left == 0 && loss.how != LossKind::Rolled);
    let asks_one = |id: NodeId| {
        topology.links.iter().any(|link| {
            link.from == id && link.to != id && matches!(link.carries, Carries::Tcp { .. }) && down(link.to)
        })
    };
    topology
        .nodes
        .iter()
        .map(|node| {
            let standing = if down(node.id) {
                Standing::Down
            } else if hit(node.id).is_some() {
                Standing::Weakened
            } else if node.lane != Lane::Operations && node.peer != Peer::Visitors && asks_one(node.id) {
                Standing::Waiting
            } else {
                Standing::Up
            };
            (node.id, standing)
        })
        .collect()
}

/// The topology with its single points of failure marked.
pub fn topology(plan: &Plan) -> Topology {
    mark(plan, stack::topology(plan))
}
