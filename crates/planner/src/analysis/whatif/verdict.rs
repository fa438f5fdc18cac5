//! What a failure does, to people and to the nodes of the picture.

use std::borrow::Cow;

use super::Failure;
use crate::failure::{Ability, Availability, Evidence, Mitigation, Outage, Recovery, Share};
use crate::sorting::sort_by;
use crate::topology::NodeId;

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
    pub state: Availability,
    /// Which part of the requests fails for it.
    pub fails: Share,
    /// Why.
    pub reason: Cow<'static, str>,
    /// What ends it.
    pub back: Recovery,
    /// Where that comes from.
    pub source: Evidence,
    /// What would help.
    pub help: Option<Mitigation>,
}

/// What becomes of one thing that people do.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Which.
    pub ability: Ability,
    /// Whether they still can: the worst of the causes.
    pub state: Availability,
    /// Why, the worst first; none when nothing on its way was touched.
    pub causes: Vec<Cause>,
}

impl Verdict {
    /// Which part of the requests fails meanwhile that would have to pass all that have lost pods; nothing where
    /// it is not known.
    pub fn fails(&self) -> Option<Share> {
        let all = self.causes.iter().fold(Share::NONE, |all, cause| all.and(cause.fails));
        (matches!(self.state, Availability::Degraded(_)) && all > Share::NONE).then_some(all)
    }

    /// "in part for 40 to 60 s: about 58 of 100 fail", "stops for 45 to 120 s, then in part until someone acts".
    pub fn told(&self) -> String {
        let fails =
            self.fails().map_or_else(String::new, |share| format!(": about {} of 100 fail", share.percent()));
        let then = self.afterwards().map_or_else(String::new, |then| format!(", then {then}"));
        format!("{}{fails}{then}", self.state)
    }

    /// What stays in part when the worst of it is over, if anything does.
    pub fn afterwards(&self) -> Option<Availability> {
        let lasting = |cause: &&Cause| {
            matches!(cause.state, Availability::Degraded(Outage::UntilMended)) && cause.state < self.state
        };
        let over = matches!(self.state, Availability::Stops(Outage::For(_)));
        self.causes.iter().find(lasting).filter(|_| over).map(|cause| cause.state)
    }

    /// Who ends it, if there is something to end.
    pub fn ends(&self) -> Option<Ends> {
        let last = self.afterwards().unwrap_or(self.state);
        last.lasts().map(|lasts| match lasts {
            Outage::For(_) => Ends::ByItself,
            Outage::UntilMended => Ends::ByHand,
        })
    }
}

/// Who ends what a failure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// The cluster, without a person.
    ByItself,
    /// A person has to act.
    ByHand,
}

impl Ends {
    /// Both in words, for what is not as ever.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ByItself => "recovers by itself",
            Self::ByHand => "until someone acts",
        }
    }

    /// The word for style sheets.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ByItself => "by-itself",
            Self::ByHand => "by-hand",
        }
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
    pub fn state(&self, ability: Ability) -> Availability {
        self.verdicts
            .iter()
            .find(|verdict| verdict.ability == ability)
            .map_or(Availability::Works, |v| v.state)
    }

    /// The worst of it.
    pub fn worst(&self) -> Availability {
        let states = self.verdicts.iter().map(|verdict| verdict.state);
        states.fold(Availability::Works, |worst, state| if state > worst { state } else { worst })
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
        sort_by(&mut groups, |(_, a), (_, b)| {
            b.state.partial_cmp(&a.state).unwrap_or(std::cmp::Ordering::Equal)
        });
        groups
    }

    /// The verdicts in one sentence each, for who hears them.
    pub fn spoken(&self) -> String {
        let one = |(abilities, verdict): (Vec<Ability>, &Verdict)| {
            let names: Vec<&str> = abilities.iter().map(|ability| ability.title()).collect();
            format!("{}: {}.", names.join(", "), verdict.told())
        };
        self.grouped().into_iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// Who brings back what a node lost. Pods that nothing is said about are started again by the cluster.
    pub fn ends_at(&self, node: NodeId) -> Ends {
        let mut causes = self.verdicts.iter().flat_map(|verdict| &verdict.causes);
        let by_hand = |cause: &Cause| cause.node == node && matches!(cause.back, Recovery::Person { .. });
        if causes.any(by_hand) { Ends::ByHand } else { Ends::ByItself }
    }

    /// What a node does meanwhile.
    pub fn standing(&self, node: NodeId) -> Standing {
        self.standings.iter().find(|(id, _)| *id == node).map_or(Standing::Up, |(_, standing)| *standing)
    }
}
