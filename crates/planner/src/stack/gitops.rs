//! GitOps: Argo CD or Flux applies the bundle from a Git repository. A plain Secret stays out of the repository, so a
//! person applies it once by hand.

mod fields;
mod files;
pub mod options;
pub mod pausing;
mod rules;

use super::{Part, nothing};
use crate::plan::Plan;
pub use files::login;
use options::Tool;

/// The part.
pub const PART: Part = Part {
    key: "gitops",
    title: "GitOps",
    about: "Argo CD or Flux applies the bundle from a Git repository, instead of you running kubectl.",
    summary,
    file: "",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[],
    objects: nothing::objects,
    topology: nothing::topology,
    places: &[],
    files: files::files,
    manual: nothing::MANUAL,
    checks: nothing::checks,
    troubles: nothing::troubles,
    failure_model: nothing::FAILURE_MODEL,
    prerequisites: nothing::prerequisites,
};

/// The file that tells the tool about the bundle; None if a person applies it.
pub fn file(plan: &Plan) -> Option<&'static str> {
    match plan.gitops.tool {
        Tool::None => None,
        Tool::ArgoCd => Some("gitops/application.yaml"),
        Tool::Flux => Some("gitops/flux.yaml"),
    }
}

fn summary(plan: &Plan) -> String {
    match plan.gitops.tool {
        Tool::None => "kubectl, by hand".to_owned(),
        Tool::ArgoCd => "Argo CD".to_owned(),
        Tool::Flux => "Flux".to_owned(),
    }
}
