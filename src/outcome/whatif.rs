//! What if it fails: what people can still do, for how long not, and what brings it back.
//!
//! A failure takes pods away ([`losses`]), the part whose pods they were says what that means
//! ([`crate::failure`]), and for each thing that people do the worst of it counts. Nothing is computed here but
//! from the plan, and nothing is shown of a failure that does not come from here: the table of the README, the
//! page's "Fail this", and the mark of a single point of failure ([`single`]).

mod losses;
mod remedies;
mod single;

use std::borrow::Cow;

use crate::failure::{Ability, Back, Effect, Help, How, Lasts, Loss, Source, State};
use crate::plan::Plan;
use crate::stack::cluster::options::Distribution;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::stack::storage::options::Access;
use crate::stack::{self, PARTS};
use crate::topology::{Carries, Lane, NodeId, Peer, Topology};
pub use remedies::{Remedy, remedies};
pub use single::mark;

/// Something that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// One pod of a node ends without warning.
    Killed(NodeId),
    /// One pod of a node is asked to leave.
    Evicted(NodeId),
    /// The pod that takes writes is lost and stays away.
    Leader(NodeId),
    /// All of it stays away.
    Gone(NodeId),
    /// One of the cluster's nodes: the one that hurts most.
    Node,
    /// A third of them.
    Zone,
    /// Every pod of the bundle is restarted, one after the other.
    Rollout,
}

impl Failure {
    /// The node of the picture that fails, if it is one.
    pub const fn node(self) -> Option<NodeId> {
        match self {
            Self::Killed(node) | Self::Evicted(node) | Self::Leader(node) | Self::Gone(node) => Some(node),
            Self::Node | Self::Zone | Self::Rollout => None,
        }
    }

    /// A short name for it: `killed:nginx`, `zone`.
    pub fn key(self) -> String {
        let kind = match self {
            Self::Killed(_) => "killed",
            Self::Evicted(_) => "evicted",
            Self::Leader(_) => "leader",
            Self::Gone(_) => "gone",
            Self::Node => "node",
            Self::Zone => "zone",
            Self::Rollout => "rollout",
        };
        self.node().map_or_else(|| kind.to_owned(), |node| format!("{kind}:{node}"))
    }

    /// What fails, as a heading.
    pub fn title(self, plan: &Plan, topology: &Topology) -> String {
        let name = |node| topology.find(node).map_or("it", |node| node.title.as_str());
        match self {
            Self::Killed(node) => format!("A pod of {} is killed", name(node)),
            Self::Evicted(node) => format!("A pod of {} is evicted", name(node)),
            Self::Leader(node) => {
                format!("The {} of {} is lost", leader(node).unwrap_or("first"), name(node))
            }
            Self::Gone(node) => format!("{} is gone", name(node)),
            Self::Node => "A node is gone".to_owned(),
            Self::Zone => {
                format!("A zone is gone: {} of {} nodes", losses::zone(plan), plan.cluster.nodes)
            }
            Self::Rollout => "Everything is restarted in turn".to_owned(),
        }
    }

    /// The same on a button beside the node it is about.
    pub fn label(self) -> String {
        match self {
            Self::Killed(_) => "A pod is killed".to_owned(),
            Self::Evicted(_) => "A pod is evicted".to_owned(),
            Self::Leader(node) => format!("The {} is lost", leader(node).unwrap_or("first")),
            Self::Gone(_) => "All of it is gone".to_owned(),
            Self::Node => "A node is gone".to_owned(),
            Self::Zone => "A zone is gone".to_owned(),
            Self::Rollout => "A rolling restart".to_owned(),
        }
    }

    /// How it is meant.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Killed(_) => {
                "Without warning: out of memory, a crash. Its node is well and starts it again."
            }
            Self::Evicted(_) => "By a drain: its node takes no new pods, and it may end what it does first.",
            Self::Leader(_) => "The pod that takes writes ends and cannot start where its volume is.",
            Self::Gone(_) => "None of it answers, or nobody reaches it, until somebody mends that.",
            Self::Node => "It loses power. Which pods ran there no plan knows: the worst is assumed.",
            Self::Zone => "A third of the nodes loses power at once. The worst third is assumed.",
            Self::Rollout => "As a new image or a changed setting does it.",
        }
    }
}

/// What a node of the picture is doing during a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing happened to it.
    Up,
    /// It runs, and whom it asks does not answer.
    Waiting,
    /// Some of its pods are lost.
    Weakened,
    /// None is left.
    Down,
}

impl Standing {
    /// The word in its box.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Waiting => "waits",
            Self::Weakened => "weakened",
            Self::Down => "down",
        }
    }

    /// The word for style sheets.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Waiting => "waiting",
            Self::Weakened => "weakened",
            Self::Down => "down",
        }
    }
}

/// Why people can do something in part only, or not at all; or why they still can.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// Whose pods were lost.
    pub node: NodeId,
    /// What that does.
    pub state: State,
    /// Why.
    pub reason: Cow<'static, str>,
    /// What ends it.
    pub back: Back,
    /// Where that comes from.
    pub source: Source,
    /// What would help.
    pub help: Option<Help>,
}

/// What becomes of one thing that people do.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Which.
    pub ability: Ability,
    /// Whether they still can: the worst of the causes.
    pub state: State,
    /// Why, the worst first; none when nothing on its way was touched.
    pub causes: Vec<Cause>,
}

impl Verdict {
    /// What stays in part when the worst of it is over, if anything does.
    pub fn afterwards(&self) -> Option<State> {
        let lasting = |cause: &&Cause| {
            matches!(cause.state, State::Degraded(Lasts::UntilMended)) && cause.state < self.state
        };
        let over = matches!(self.state, State::Stops(Lasts::For(_)));
        self.causes.iter().find(lasting).filter(|_| over).map(|cause| cause.state)
    }
}

/// Everything that a failure does.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The failure.
    pub failure: Failure,
    /// What each node of the picture does meanwhile, in their order.
    pub standings: Vec<(NodeId, Standing)>,
    /// One verdict for each of [`Ability::ALL`], in that order.
    pub verdicts: Vec<Verdict>,
}

impl WhatIf {
    /// What becomes of one thing that people do.
    pub fn state(&self, ability: Ability) -> State {
        self.verdicts.iter().find(|verdict| verdict.ability == ability).map_or(State::Works, |v| v.state)
    }

    /// The worst of it.
    pub fn worst(&self) -> State {
        let states = self.verdicts.iter().map(|verdict| verdict.state);
        states.fold(State::Works, |worst, state| if state > worst { state } else { worst })
    }

    /// The verdicts with one for all things that have the same causes, the worst first.
    pub fn grouped(&self) -> Vec<(Vec<Ability>, &Verdict)> {
        let mut groups: Vec<(Vec<Ability>, &Verdict)> = Vec::new();
        for verdict in &self.verdicts {
            match groups.iter_mut().find(|(_, known)| known.causes == verdict.causes) {
                Some((abilities, _)) => abilities.push(verdict.ability),
                None => groups.push((vec![verdict.ability], verdict)),
            }
        }
        groups.sort_by(|(_, a), (_, b)| b.state.partial_cmp(&a.state).unwrap_or(std::cmp::Ordering::Equal));
        groups
    }

    /// The verdicts in one sentence each, for who hears them.
    pub fn spoken(&self) -> String {
        let one = |(abilities, verdict): (Vec<Ability>, &Verdict)| {
            let names: Vec<&str> = abilities.iter().map(|ability| ability.title()).collect();
            format!("{}: {}.", names.join(", "), verdict.state)
        };
        self.grouped().into_iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// What a node does meanwhile.
    pub fn standing(&self, node: NodeId) -> Standing {
        self.standings.iter().find(|(id, _)| *id == node).map_or(Standing::Up, |(_, standing)| *standing)
    }
}

/// What the one pod of a node is called that takes writes.
fn leader(node: NodeId) -> Option<&'static str> {
    PARTS.iter().find(|part| part.key == node.part()).and_then(|part| part.failing.leader)
}

/// Everything that can fail in this plan: node by node in their order, then what takes several.
pub fn failures(plan: &Plan, topology: &Topology) -> Vec<Failure> {
    let mut failures = Vec::new();
    for node in &topology.nodes {
        let (id, pods) = (node.id, node.replicas);
        let of_ours = matches!(node.peer, Peer::Pods(_) | Peer::Guests { .. });
        let noticed = |how| {
            let loss = Loss { node: id, lost: pods.max(1), left: 0, how };
            !effects(plan, &loss).is_empty()
        };
        if pods > 0 && of_ours && noticed(How::Killed) {
            failures.push(Failure::Killed(id));
            if leader(id).is_some() && pods > 1 {
                failures.push(Failure::Leader(id));
            }
            failures.push(Failure::Evicted(id));
        }
        if noticed(How::Away) {
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
    part.map(|part| (part.failing.effects)(plan, loss)).unwrap_or_default()
}

/// What a failure does in this plan. The topology is the plan's own.
pub fn whatif(plan: &Plan, topology: &Topology, failure: Failure) -> WhatIf {
    let losses = losses::losses(plan, topology, failure);
    let mut verdicts: Vec<Verdict> = Ability::ALL
        .iter()
        .map(|ability| Verdict { ability: *ability, state: State::Works, causes: Vec::new() })
        .collect();
    for loss in &losses {
        for Effect { on, state, reason, back, source, help } in effects(plan, loss) {
            for verdict in verdicts.iter_mut().filter(|verdict| on.contains(&verdict.ability)) {
                verdict.causes.push(Cause {
                    node: loss.node,
                    state,
                    reason: reason.clone(),
                    back: back.clone(),
                    source,
                    help: help.clone(),
                });
            }
        }
    }
    for verdict in &mut verdicts {
        verdict.causes.sort_by(|a, b| b.state.partial_cmp(&a.state).unwrap_or(std::cmp::Ordering::Equal));
        verdict.state = verdict.causes.first().map_or(State::Works, |worst| worst.state);
    }
    WhatIf { failure, standings: standings(topology, &losses), verdicts }
}

/// Who is down, who has fewer pods, and who asks one of those that are down.
fn standings(topology: &Topology, losses: &[Loss]) -> Vec<(NodeId, Standing)> {
    let hit = |id| losses.iter().find(|loss| loss.node == id && loss.lost > 0);
    let down = |id| hit(id).is_some_and(|loss| loss.left == 0 && loss.how != How::Rolled);
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
            } else if node.lane != Lane::Care && node.peer != Peer::Visitors && asks_one(node.id) {
                Standing::Waiting
            } else {
                Standing::Up
            };
            (node.id, standing)
        })
        .collect()
}

/// What the verdicts take for granted because no plan knows it, a sentence each.
pub fn assumptions(plan: &Plan, failure: Failure) -> Vec<String> {
    if !matches!(failure, Failure::Node | Failure::Zone) || plan.cluster.nodes <= 1 {
        return Vec::new();
    }
    let brought = match plan.cluster.distribution {
        Distribution::K3s => {
            " k3s brings one pod of Traefik: with its node nothing is reached for six minutes."
        }
        Distribution::Other => "",
    };
    let mut assumed = vec![format!(
        "The ingress controller has pods on other nodes too: `kubectl --namespace {} get pods --selector {} --output wide`.{brought}",
        plan.cluster.ingress_namespace, plan.cluster.ingress_label
    )];
    if plan.storage.access == Access::ManyNodes {
        assumed.push("The storage behind the media volume outlives the node.".to_owned());
    }
    assumed.push("The nodes that are left have room for the pods of the one that is gone.".to_owned());
    assumed.push(format!(
        "Pods of one kind stand on different nodes where there are enough: Kubernetes prefers that, and does not promise it: `kubectl \
         --namespace {} get pods --output wide`.",
        plan.site.namespace
    ));
    let operator = match plan.postgres.mode {
        PostgresMode::CloudNativePg => {
            ", and CloudNativePG’s operator, without which nobody promotes a standby"
        }
        PostgresMode::InCluster | PostgresMode::External => "",
    };
    assumed.push(format!(
        "The control plane, the cluster’s DNS{operator} run elsewhere. Often each is one pod, or one server: `kubectl get pods \
         --all-namespaces --output wide`."
    ));
    assumed
}

/// The topology with its single points of failure marked.
pub fn topology(plan: &Plan) -> Topology {
    mark(plan, stack::topology(plan))
}
