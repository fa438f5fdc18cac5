//! Everything that an outcome depends on, in one value.

use std::collections::BTreeSet;

use crate::plan::Plan;
use crate::secrets::Secrets;

/// Everything that an outcome depends on.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What the operator decided.
    pub plan: &'a Plan,
    /// The secrets.
    pub secrets: &'a Secrets,
    /// What runs now, when a bundle of it was loaded.
    pub running: Option<&'a Running>,
}

impl<'a> Inputs<'a> {
    /// Inputs without a running forum.
    pub fn new(plan: &'a Plan, secrets: &'a Secrets) -> Self {
        Self { plan, secrets, running: None }
    }
}

/// The running forum, from a loaded bundle. It is not part of the plan, because it matters for one upgrade only.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// The plan that it was made from.
    pub plan: Plan,
    /// Its secrets; None if only its plan.yaml was loaded.
    pub secrets: Option<Secrets>,
    /// Losses that the operator has agreed to: the code and the very sentence that was read, so that
    /// another value asks again.
    pub acknowledged: BTreeSet<(&'static str, String)>,
}

impl Running {
    /// With nothing agreed to yet.
    pub fn new(plan: Plan, secrets: Option<Secrets>) -> Self {
        Self { plan, secrets, acknowledged: BTreeSet::new() }
    }
}
