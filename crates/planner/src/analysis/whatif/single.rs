//! Single points of failure, found by taking each pod away and looking at what stops. There is no list of them.

use super::{effects, leader};
use crate::failure::{Ability, Availability, Loss, LossKind, Outage, Recovery};
use crate::plan::Plan;
use crate::topology::{Node, Peer, Topology};

/// Says on each node what stops with one pod of it, when no other takes over.
pub fn mark(plan: &Plan, mut topology: Topology) -> Topology {
    for node in &mut topology.nodes {
        node.single_point = single_point(plan, node);
    }
    topology
}

/// Loses a pod of a node and keeps it away, the one that takes writes if there is such a one. What matters is
/// whether others go on without it: how soon it would be back is another question.
fn single_point(plan: &Plan, node: &Node) -> Option<String> {
    let of_ours = matches!(node.peer, Peer::Pods(_) | Peer::OperatorPods { .. });
    let left = node.replicas.checked_sub(1).filter(|_| of_ours)?;
    // Pods that are as good as one another stand in for each other.
    if left > 0 && leader(node.id).is_none() {
        return None;
    }
    let loss = Loss { node: node.id, lost: 1, left, how: LossKind::Away };
    let mut stopped: Vec<Ability> = Vec::new();
    for effect in effects(plan, &loss) {
        let for_good = matches!(effect.state, Availability::Stops(Outage::UntilMended));
        if for_good && !matches!(effect.back, Recovery::TakenOver(_)) {
            stopped.extend(effect.on.iter().filter(|ability| Ability::BROWSING.contains(ability)));
        }
    }
    (!stopped.is_empty()).then(|| format!("while its pod is down, people cannot {}", listed(&stopped)))
}

/// "read, log in or post".
fn listed(abilities: &[Ability]) -> String {
    let words: Vec<String> = Ability::BROWSING
        .iter()
        .filter(|ability| abilities.contains(ability))
        .map(|ability| ability.title().to_lowercase())
        .collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
