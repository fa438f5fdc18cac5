//! How interchangeable pods fail: those of nginx, the tiers and PgBouncer. A Service leads to all that are ready, so it only
//! matters whether one is left.

use crate::failure::{
    Ability, Availability, Effect, Evidence, Loss, LossKind, Mitigation, Outage, Recovery, Seconds, Share,
};
use crate::plan::Plan;

use super::cluster::classes;
use super::storage::options::Access;
use super::timeouts;

/// Of a part whose pods do not share the requests.
pub(super) fn none_fails(_: &Plan, _: &Loss) -> Share {
    Share::NONE
}

/// Where the times of starts stand in `docs/facts.md`.
pub(super) const STARTS: &str = "Pods that start again";
/// Where rolling restarts do.
pub(super) const ROLLED: &str = "A rolling restart";
/// Where evictions do.
pub(super) const EVICTED: &str = "A pod is evicted";

/// Where a node that loses power does.
pub(super) const POWER: &str = "A node loses power";

/// Where a volume that cannot follow its pod does.
pub(super) const STAYS: &str = "A volume that stays on its node";

/// Until the control plane marks a silent node as lost (`node-monitor-grace-period`, 40 s, since 1.32 50 s; 45 and 50 s
/// measured), and Services stop leading to its pods.
pub(super) const SILENT: Seconds = Seconds::new(40, 60);
/// By default a pod tolerates a lost node for five minutes; then its Deployment starts another one elsewhere.
const TOLERATED: Seconds = Seconds::new(300, 305);

/// What happens to a request that is sent to a pod which vanished with its node.
#[derive(Clone, Copy)]
pub(super) enum Vanished {
    /// It waits as long as the ingress controller waits for a connection.
    Waits,
    /// The controller gives up the connection and tries another pod.
    AnotherAsked,
    /// The connection is given up and tried this many times, each time to any of the pods.
    TriedAgain(u32),
}

impl Vanished {
    fn share(self, loss: &Loss) -> Share {
        let led_there = Share::of(loss.lost, loss.lost.saturating_add(loss.left));
        match self {
            Self::Waits => led_there,
            Self::AnotherAsked => Share::NONE,
            Self::TriedAgain(tries) => led_there.tried(tries),
        }
    }

    /// After "of its requests still go there".
    fn told(self, loss: &Loss) -> String {
        match self {
            Self::Waits => {
                "and wait for the ingress controller's time-out (30 s with Traefik), then get a 504"
                    .to_owned()
            }
            Self::AnotherAsked => format!("and go to another pod after {} s", timeouts::CONNECT),
            Self::TriedAgain(tries) => format!(
                "and are retried after {} s: about {} of 100 fail after {tries} tries, the others are slow",
                timeouts::CONNECT,
                self.share(loss).percent()
            ),
        }
    }
}

/// Pods of which each does what the others do.
pub(super) struct Peers {
    /// What they are called in a sentence.
    pub name: &'static str,
    /// Their component label, for commands.
    pub component: &'static str,
    /// What stops when none is left.
    pub stops: &'static [Ability],
    /// What goes on in part without one, and how.
    pub weakens: Option<(&'static [Ability], &'static str)>,
    /// From a container's end until it is ready again.
    pub start: Seconds,
    /// The same for a pod that is made anew, with its init containers.
    pub anew: Seconds,
    /// Where these times come from.
    pub source: Evidence,
    /// What becomes of a request that is led to one which vanished.
    pub vanished: Vanished,
    /// Whether they need the media volume, and so go where it is.
    pub mounts_media: bool,
    /// More of them.
    pub more: Option<Mitigation>,
}

impl Peers {
    /// Which part of the requests fails while a lost node still counts.
    pub(super) fn fails(&self, loss: &Loss) -> Share {
        match (loss.how, loss.lost, loss.left) {
            (LossKind::WithNodes, 1.., 1..) => self.vanished.share(loss),
            _ => Share::NONE,
        }
    }

    /// What a loss of some of them means.
    pub(super) fn effects(&self, plan: &Plan, loss: &Loss) -> Vec<Effect> {
        if loss.lost == 0 {
            return Vec::new();
        }
        match (loss.how, loss.left) {
            (LossKind::Rolled, _) => vec![Effect {
                on: self.stops,
                state: Availability::Works,
                reason:
                    "A new pod is ready before an old one stops, and the old one finishes its requests first"
                        .into(),
                back: Recovery::Again("pods are replaced one by one"),
                source: self.as_run(ROLLED),
                help: None,
            }],
            (LossKind::Evicted, 1..) => vec![Effect {
                on: self.stops,
                state: Availability::Works,
                reason: "The pod finishes its requests before it stops, and the others take the next ones"
                    .into(),
                back: Recovery::TakenOver("a replacement starts on a node with room"),
                source: self.as_run(EVICTED),
                help: None,
            }],
            (LossKind::Killed, 1..) => vec![Effect {
                on: self.stops,
                state: Availability::Degraded(Outage::For(Seconds::new(0, 2))),
                reason: format!(
                    "Requests that {} was answering fail; the others take the next ones",
                    self.name
                )
                .into(),
                back: Recovery::TakenOver(
                    "the Service routes to the others, and the kubelet restarts the pod",
                ),
                source: Evidence::Reasoned,
                help: None,
            }],
            (LossKind::WithNodes, 1..) => vec![Effect {
                on: self.stops,
                state: Availability::Degraded(Outage::For(SILENT)),
                reason: format!(
                    "Until the node counts as lost, {} of {} requests to {} still go there {}",
                    loss.lost,
                    loss.lost.saturating_add(loss.left),
                    self.name,
                    self.vanished.told(loss)
                )
                .into(),
                back: Recovery::TakenOver(
                    "the Service then routes to the others; after five minutes new pods start elsewhere",
                ),
                source: match self.vanished {
                    Vanished::Waits => Evidence::Once(POWER),
                    Vanished::AnotherAsked | Vanished::TriedAgain(_) => Evidence::Reasoned,
                },
                help: None,
            }],
            (LossKind::Away, _) => self.none_left(
                loss,
                Outage::UntilMended,
                away(plan, self.component),
                Evidence::Reasoned,
                None,
            ),
            (LossKind::Killed, _) => {
                let back = Recovery::Again("the kubelet restarts the container");
                self.none_left(loss, Outage::For(self.start), back, self.source, self.more.clone())
            }
            (LossKind::Evicted, _) => match stuck(plan, self.mounts_media) {
                Some(help) => {
                    self.none_left(loss, Outage::UntilMended, uncordoned(), Evidence::Reasoned, help)
                }
                None => {
                    let back = Recovery::Again("the Deployment starts another pod on another node");
                    self.none_left(loss, Outage::For(self.anew), back, self.source, self.more.clone())
                }
            },
            (LossKind::WithNodes, _) => match stuck(plan, self.mounts_media) {
                Some(help) => {
                    self.none_left(loss, Outage::UntilMended, node_back(plan), Evidence::Reasoned, help)
                }
                None => {
                    let lasts = Outage::For(SILENT.and(TOLERATED).and(self.anew));
                    let back = Recovery::Again(
                        "new pods start elsewhere five minutes after the node counts as lost",
                    );
                    self.none_left(loss, lasts, back, Evidence::Reasoned, self.more.clone())
                }
            },
        }
    }

    /// Where something stands that was run with the servers whose starts were.
    fn as_run(&self, heading: &'static str) -> Evidence {
        match self.source {
            Evidence::Measured(_) | Evidence::Once(_) => Evidence::Measured(heading),
            Evidence::Reasoned => Evidence::Reasoned,
        }
    }

    fn none_left(
        &self,
        loss: &Loss,
        lasts: Outage,
        back: Recovery,
        source: Evidence,
        help: Option<Mitigation>,
    ) -> Vec<Effect> {
        let mut effects = vec![Effect {
            on: self.stops,
            state: Availability::Stops(lasts),
            reason: match (loss.how, loss.lost) {
                (LossKind::Evicted, 2..) => format!(
                    "The drain evicts every pod of {} at once, and they have no other node to go to",
                    self.name
                )
                .into(),
                _ => format!("No pod of {} is left to answer", self.name).into(),
            },
            back: back.clone(),
            source,
            help: help.clone(),
        }];
        effects.extend(self.weakens.map(|(on, reason)| Effect {
            on,
            state: Availability::Degraded(lasts),
            reason: reason.into(),
            back,
            source,
            help,
        }));
        effects
    }
}

/// Whether pods of a lost node can be made nowhere else, and what would change that.
#[allow(clippy::option_option, reason = "stuck or not, and what helps if anything does")]
pub(super) fn stuck(plan: &Plan, mounts_media: bool) -> Option<Option<Mitigation>> {
    if plan.cluster.nodes <= 1 {
        return Some(Mitigation::outside("cluster.nodes", "Use more than one node"));
    }
    (mounts_media && plan.storage.together().is_some()).then(|| match &plan.cluster.rwx_class {
        Some(class) if classes::one_node(class.as_str()).is_none() => {
            Mitigation::change("storage.access", "Mount the media on any node", |plan| {
                plan.storage.access = Access::ManyNodes;
            })
        }
        Some(_) | None => {
            Mitigation::outside("cluster.rwx_class", "Install a storage class with ReadWriteMany")
        }
    })
}

/// The pods are gone although their nodes are fine, so a person has to find out why.
pub(super) fn away(plan: &Plan, component: &str) -> Recovery {
    Recovery::Person {
        what: "Find out why its pods do not start, and fix that".into(),
        command: format!(
            "kubectl --namespace {} describe pods --selector app.kubernetes.io/component={component}",
            plan.site.namespace
        ),
    }
}

/// Whether the volumes of single pods stay on the node that they were made on: k3s' own class is folders there.
pub(super) fn local_volumes(plan: &Plan) -> bool {
    classes::got(plan, plan.cluster.rwo_class.as_ref()).is_local()
}

/// A node has to come back, or its pods wait.
pub(super) fn node_back(plan: &Plan) -> Recovery {
    if plan.cluster.nodes > 1 && !local_volumes(plan) {
        return node_back_or_given_up();
    }
    Recovery::Person {
        what: "Bring the node back: its pods cannot start anywhere else".into(),
        command: "kubectl get nodes".to_owned(),
    }
}

/// A drain keeps new pods from its node, and these can go nowhere else.
pub(super) fn uncordoned() -> Recovery {
    Recovery::Person {
        what: "Let the node take pods again: these cannot start anywhere else".into(),
        command: "kubectl uncordon NODE".to_owned(),
    }
}

/// The same for pods of a StatefulSet. Kubernetes does not replace such a pod while its node is lost, because the old one
/// might still be writing.
pub(super) fn node_back_or_given_up() -> Recovery {
    Recovery::Person {
        what: "Bring the node back. If it is gone for good and the storage class can attach the volume to another \
               node, delete the node: only then is the pod created again"
            .into(),
        command: "kubectl delete node NODE".to_owned(),
    }
}
