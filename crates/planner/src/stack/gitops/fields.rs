//! What the form asks about GitOps.

use super::options::Tool;
use crate::field::{Field, Subject, choice, optional, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(gitops.tool: Tool, "Applied by", "Argo CD and Flux watch a Git repository and apply its contents.").keywords("argo cd flux git deploy").subject(Subject::Name),
    optional!(
        gitops.repository,
        "Repository",
        "The Git repository that holds this bundle. Do not put a password in the address."
    ).keywords("git github gitlab").subject(Subject::Name)
    .when(used),
    text!(gitops.revision, "Branch", "The branch to apply.").subject(Subject::Name).when(used),
    text!(gitops.path, "Folder", "The folder of the bundle in the repository.").subject(Subject::Name).when(used),
    text!(
        gitops.namespace,
        "Namespace of the tool",
        "argocd for Argo CD and flux-system for Flux, unless you installed it elsewhere."
    ).advanced().subject(Subject::Name)
    .when(used),
    toggle!(
        gitops.prune,
        "Delete removed objects",
        "Deletes objects that are no longer in the bundle. Otherwise they stay until you delete them."
    ).advanced().subject(Subject::Name)
    .when(used),
];

fn used(plan: &Plan) -> bool {
    plan.gitops.tool != Tool::None
}
