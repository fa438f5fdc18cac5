//! The claim.

use super::CLAIM;
use super::options::Access;
use crate::inputs::Inputs;
use crate::kube::{PartObjects, claim};

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    let (mode, class) = match plan.storage.access {
        Access::ManyNodes => ("ReadWriteMany", plan.cluster.rwx_class.as_ref()),
        Access::OneNode => ("ReadWriteOnce", plan.cluster.rwo_class.as_ref()),
    };
    out.put(claim(plan, CLAIM, "media", mode, plan.storage.size, class));
}
