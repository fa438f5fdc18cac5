//! The Kubernetes objects of a plan: those of its parts, and the network policies that follow from their links.

pub(crate) mod policies;

use crate::inputs::Inputs;
use crate::kube::ObjectSet;
use crate::stack;
use crate::topology::Topology;
pub use policies::{Allowed, KEY as POLICIES, allowed};

/// The objects of the parts, and the policies that follow from their links.
pub(crate) fn objects(inputs: &Inputs<'_>, topology: &Topology) -> ObjectSet {
    let mut objects = stack::objects(inputs);
    policies::policies(inputs.plan, topology, &mut objects.part(policies::KEY));
    objects
}
