//! A second opinion on a finished set of Kubernetes objects: would it work in a cluster?
//!
//! The planner's rules judge a *plan*; they know what was meant. This crate knows no plan and shares no code with the
//! builders of the objects, so it does not repeat their mistakes. It reads the JSON that `kubectl` would send and
//! works out what the cluster would do with it.
//!
//! Why it exists: we planted 26 faults in a good bundle. A schema validator noticed none of them. A real API server
//! (1.36) refused 18, warned of one and accepted seven silently, among them a Secret key that does not exist and a
//! Service port on which nothing listens. Such a fault shows only later, as a pod that never starts.
//!
//! Three things are left out on purpose:
//! - advice. One pod of PostgreSQL, a weak password or a moving image tag are choices, and the plan's rules comment on
//!   them. The checks here report what a server refuses, what never works, and what silently removes a protection;
//! - wrong types, where reading on does no harm: the objects come from typed structs, and schema validators check the
//!   result. No JSON makes this crate panic;
//! - the cluster. Nodes, storage classes, CRDs and other installed software cannot be seen from here.
//!
//! Each subject has one file with a list of its checks. To add a check, add an entry to the list, its function, and a
//! planted fault in `tests/it/`; a test fails as long as the fault is missing.

use std::fmt;

use serde_json::Value;

mod changes;
mod choices;
mod config;
mod disruption;
mod dns;
mod gateway;
mod hosts;
mod ingress;
mod issuers;
mod monitors;
mod names;
mod namespaces;
mod network;
mod operated;
mod placement;
mod pods;
mod policies;
mod pooling;
mod probes;
mod quantity;
mod redis;
mod references;
mod resources;
mod scan;
mod schedule;
mod security;
mod sentinel;
mod spelling;
mod storage;
mod view;
mod workloads;

use view::{ManifestSet, Object, made};

/// How much is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It runs, but a protection is missing, or something in the set has no effect.
    Warning,
    /// The server refuses it, or something never works.
    Error,
}

/// Something wrong in a set of objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The name of the check that found it: short, literal, never changed.
    pub check: &'static str,
    /// How much is lost.
    pub severity: Severity,
    /// `Deployment/misago-api`.
    pub object: String,
    /// The namespace that the object names; empty if it names none.
    pub namespace: String,
    /// A sentence: what is wrong, where in the object, what would happen.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}] {}", self.object, self.check, self.message)
    }
}

/// Everything wrong with a set of objects, given in the order in which they would be applied.
pub fn violations(objects: &[Value]) -> Vec<Violation> {
    let made = made(objects);
    let manifests = ManifestSet::read(objects, &made);
    let mut found = Vec::new();
    for check in CHECKS.iter().copied().flatten() {
        let mut report = Report { check: check.name, severity: check.severity, found: &mut found };
        (check.find)(&manifests, &mut report);
    }
    found
}

/// What a server that already holds `before` would refuse of `after`, although `after` alone is fine.
pub fn refused_changes(before: &[Value], after: &[Value]) -> Vec<Violation> {
    let (before, after) = (ManifestSet::read(before, &[]), ManifestSet::read(after, &[]));
    let mut found = Vec::new();
    for (old, new) in before.pairs(&after) {
        for check in changes::CHECKS {
            let mut report = Report { check: check.name, severity: check.severity, found: &mut found };
            (check.find)(old, new, &mut report);
        }
    }
    found
}

/// Name and purpose of every check, for the documentation and for the test that plants them all.
pub fn checks() -> impl Iterator<Item = (&'static str, &'static str)> {
    let standing = CHECKS.iter().copied().flatten().map(|check| (check.name, check.prevents));
    standing.chain(changes::CHECKS.iter().map(|check| (check.name, check.prevents)))
}

/// One thing that can be wrong. `F` is what it looks at: a whole set, or one object before and after.
struct Check<F> {
    name: &'static str,
    severity: Severity,
    prevents: &'static str,
    find: F,
}

type StandingCheck = Check<fn(&ManifestSet, &mut Report)>;
type ChangeCheck = Check<fn(Object, Object, &mut Report)>;

/// In the order of the report: who an object is, what it names, what it runs, who may reach it.
const CHECKS: &[&[StandingCheck]] = &[
    names::CHECKS,
    namespaces::CHECKS,
    choices::CHECKS,
    config::CHECKS,
    references::CHECKS,
    workloads::CHECKS,
    schedule::CHECKS,
    pods::CHECKS,
    probes::CHECKS,
    resources::CHECKS,
    security::CHECKS,
    placement::CHECKS,
    storage::CHECKS,
    network::CHECKS,
    ingress::CHECKS,
    gateway::CHECKS,
    issuers::CHECKS,
    hosts::CHECKS,
    redis::CHECKS,
    sentinel::CHECKS,
    pooling::CHECKS,
    operated::CHECKS,
    monitors::CHECKS,
    policies::CHECKS,
    policies::ways::CHECKS,
    disruption::CHECKS,
];

/// Where a check writes; it knows its own name, so that no check can report under another's.
struct Report<'r> {
    check: &'static str,
    severity: Severity,
    found: &'r mut Vec<Violation>,
}

impl Report<'_> {
    fn add(&mut self, object: Object, message: impl Into<String>) {
        let violation = Violation {
            check: self.check,
            severity: self.severity,
            object: object.id(),
            namespace: object.namespace.to_owned(),
            message: message.into(),
        };
        // Two rules of one policy, two pods of one config: the same sentence once is enough.
        if !self.found.contains(&violation) {
            self.found.push(violation);
        }
    }
}
