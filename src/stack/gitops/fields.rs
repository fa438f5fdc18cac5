//! What the form asks about GitOps.

use super::options::Tool;
use crate::field::{Field, Subject, choice, optional, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(gitops.tool: Tool, "Applied by", "Argo CD and Flux watch a Git repository and apply what is in it.").keywords("argo cd flux git deploy").subject(Subject::Name),
    optional!(
        gitops.repository,
        "Repository",
        "The Git repository that holds this bundle, without a password."
    ).keywords("git github gitlab").subject(Subject::Name)
    .when(used),
    text!(gitops.revision, "Branch", "The branch that is applied.").subject(Subject::Name).when(used),
    text!(gitops.path, "Folder", "Where the bundle lies in the repository.").subject(Subject::Name).when(used),
    text!(
        gitops.namespace,
        "Namespace of the tool",
        "argocd for Argo CD, flux-system for Flux, unless you chose another."
    ).advanced().subject(Subject::Name)
    .when(used),
    toggle!(
        gitops.prune,
        "Delete what left the bundle",
        "Otherwise such objects stay until you delete them."
    ).advanced().subject(Subject::Name)
    .when(used),
];

fn used(plan: &Plan) -> bool {
    plan.gitops.tool != Tool::None
}
