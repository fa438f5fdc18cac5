//! The bundle's README: what to have ready, and what to do, in order.

use crate::finding::Finding;
use crate::kube::ObjectSet;
use crate::plan::{Inputs, Plan};
use crate::topology::Topology;

/// The commands that put a bundle into a cluster: what each does, and the line to copy.
pub fn commands(_plan: &Plan) -> Vec<(&'static str, String)> {
    Vec::new()
}

pub(super) fn readme(_: &Inputs<'_>, _: &[Finding], _: &Topology, _: &ObjectSet) -> String {
    String::new()
}
