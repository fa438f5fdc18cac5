//! Failures: what can fail, what people can still do then, for how long the rest is down, and what brings it back.
//!
//! A part says what the loss of its own pods means ([`FailureModel`]). `analysis::whatif` works out which failure takes
//! which pods and what follows for people. Single points of failure, the table in the bundle's README and the page's
//! "Fail this" are all generated from this.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use crate::field::FieldId;
use crate::plan::Plan;
use crate::topology::NodeId;

/// What people do with a forum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// Open threads and categories.
    Read,
    /// Log in, and register.
    LogIn,
    /// Write threads and replies.
    Post,
    /// Hand in avatars and attachments.
    Upload,
    /// Work in the admin panel.
    Administer,
    /// Hear of replies, in the forum and by mail; and what else Celery does.
    BeNotified,
}

impl Ability {
    /// All of them, in the order of every table.
    pub const ALL: &'static [Self] =
        &[Self::Read, Self::LogIn, Self::Post, Self::Upload, Self::Administer, Self::BeNotified];
    /// What visitors do in a browser: it needs every server between them and the data.
    pub const BROWSING: &'static [Self] =
        &[Self::Read, Self::LogIn, Self::Post, Self::Upload, Self::Administer];

    /// The words at the head of a column.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::LogIn => "Log in",
            Self::Post => "Post",
            Self::Upload => "Upload",
            Self::Administer => "Administer",
            Self::BeNotified => "Be notified",
        }
    }
}

/// A range of seconds: a measurement and its spread, never one exact figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seconds {
    /// At best.
    pub least: u32,
    /// At worst.
    pub most: u32,
}

impl Seconds {
    /// From one to the other.
    pub const fn new(least: u32, most: u32) -> Self {
        Self { least, most }
    }

    /// After these, those.
    #[must_use]
    pub const fn and(self, then: Self) -> Self {
        Self { least: self.least.saturating_add(then.least), most: self.most.saturating_add(then.most) }
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { least, most } = *self;
        match (least, most) {
            (0, _) => write!(f, "up to {most} s"),
            _ if least >= 120 => write!(f, "{} to {} min", least / 60, most.div_ceil(60)),
            _ if least == most => write!(f, "{most} s"),
            _ => write!(f, "{least} to {most} s"),
        }
    }
}

/// How long something lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// It ends by itself within this time.
    For(Seconds),
    /// It ends when a person has repaired what failed.
    UntilMended,
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::For(seconds) => seconds.fmt(f),
            Self::UntilMended => f.write_str("until someone acts"),
        }
    }
}

/// Whether people can do something during a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// As ever.
    Works,
    /// Some of it fails, or takes longer.
    Degraded(Outage),
    /// None of it.
    Stops(Outage),
}

impl Availability {
    /// The word for people, which a shape goes with on the page.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Degraded(_) => "in part",
            Self::Stops(_) => "stops",
        }
    }

    /// How long it is not as ever.
    pub const fn lasts(self) -> Option<Outage> {
        match self {
            Self::Works => None,
            Self::Degraded(lasts) | Self::Stops(lasts) => Some(lasts),
        }
    }

    /// How bad it is: the kind first, then the longest it may last.
    fn weight(self) -> (u8, u32) {
        let longest = |lasts| match lasts {
            Outage::For(seconds) => seconds.most,
            Outage::UntilMended => u32::MAX,
        };
        match self {
            Self::Works => (0, 0),
            Self::Degraded(lasts) => (1, longest(lasts)),
            Self::Stops(lasts) => (2, longest(lasts)),
        }
    }
}

impl PartialOrd for Availability {
    /// The greater, the worse.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.weight().cmp(&other.weight()))
    }
}

impl fmt::Display for Availability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match self.lasts() {
            None => Ok(()),
            Some(lasts @ Outage::For(Seconds { least: 0, .. })) => write!(f, ", {lasts}"),
            Some(lasts @ Outage::For(_)) => write!(f, " for {lasts}"),
            Some(lasts) => write!(f, " {lasts}"),
        }
    }
}

/// The part of the requests that fails, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// Of none.
    pub const NONE: Self = Self(0);

    /// What `lost` of `of` alike take with them.
    pub const fn of(lost: u32, of: u32) -> Self {
        match lost.saturating_mul(1000).checked_div(of) {
            Some(share) if share < 1000 => Self(share),
            Some(_) => Self(1000),
            None => Self::NONE,
        }
    }

    /// The share that still fails if each request is tried this many times, each time at any pod.
    #[must_use]
    pub fn tried(self, times: u32) -> Self {
        Self((1..times).fold(self.0, |all, _| all.saturating_mul(self.0) / 1000))
    }

    /// What fails of what has to pass both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        let passes = 1000_u32.saturating_sub(self.0) * 1000_u32.saturating_sub(other.0) / 1000;
        Self(1000_u32.saturating_sub(passes))
    }

    /// Of a hundred requests.
    pub const fn percent(self) -> u32 {
        self.0.saturating_add(5) / 10
    }
}

/// What ends it.
#[derive(Clone, Debug, PartialEq)]
pub enum Recovery {
    /// Others do its work from then on; how.
    TakenOver(&'static str),
    /// The cluster starts it again; how.
    Again(&'static str),
    /// A person has to act.
    Person {
        /// What, as a sentence.
        what: Cow<'static, str>,
        /// The command that does it, or shows where to begin.
        command: String,
    },
}

/// Where a verdict comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It was run: under this heading of `docs/facts.md`.
    Measured(&'static str),
    /// It was run a single time: under this heading.
    Once(&'static str),
    /// It follows from how the servers and Kubernetes work, and was not run.
    Reasoned,
}

/// An option that would help.
#[derive(Clone, Debug)]
pub struct Mitigation {
    /// Which.
    pub field: FieldId,
    /// What to do with it, in words for a button.
    pub label: &'static str,
    /// The change, where the planner can make it.
    pub change: Option<fn(&mut Plan)>,
}

/// The words say what the change is: where it stands in memory does not count.
impl PartialEq for Mitigation {
    fn eq(&self, other: &Self) -> bool {
        (self.field, self.label) == (other.field, other.label)
    }
}

impl Mitigation {
    /// An option and its better value.
    pub fn change(field: &'static str, label: &'static str, change: fn(&mut Plan)) -> Option<Self> {
        Some(Self { field: FieldId(field), label, change: Some(change) })
    }

    /// Something outside the plan, and the field that says that it is there.
    pub fn outside(field: &'static str, label: &'static str) -> Option<Self> {
        Some(Self { field: FieldId(field), label, change: None })
    }
}

/// How pods are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// Without warning; the kubelet starts them again where they were.
    Killed,
    /// Asked to leave: by a drain, or by a kubelet that is short of something.
    Evicted,
    /// One after the other, each after the one before is ready again.
    Rolled,
    /// They stay down, although their nodes are fine.
    Away,
    /// They are down together with their nodes.
    WithNodes,
}

/// What a node of the picture loses in a failure. With several kinds of pods it is the worst of them: of
/// Redis and PostgreSQL the one that takes writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Whose pods.
    pub node: NodeId,
    /// How many.
    pub lost: u32,
    /// How many are left.
    pub left: u32,
    /// How.
    pub how: LossKind,
}

/// What a loss does to people, as the part says it whose pods they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// What they do.
    pub on: &'static [Ability],
    /// Whether they still can.
    pub state: Availability,
    /// Why.
    pub reason: Cow<'static, str>,
    /// What ends it.
    pub back: Recovery,
    /// Where that comes from.
    pub source: Evidence,
    /// What would help.
    pub help: Option<Mitigation>,
}

/// How a part fails.
pub struct FailureModel {
    /// What the one of its pods is called that takes writes, where only one does.
    pub leader: Option<&'static str>,
    /// What a loss means.
    pub effects: fn(&Plan, &Loss) -> Vec<Effect>,
    /// Which part of the requests that need it fails while only some of its pods are lost.
    pub fails: fn(&Plan, &Loss) -> Share,
}
