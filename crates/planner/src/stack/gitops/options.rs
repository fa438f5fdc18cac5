//! How the bundle is applied: by a person, Argo CD or Flux.

use serde::Serialize;

use crate::values::{DnsLabel, GitPath, GitRevision, GitUrl, choices};

choices! {
    /// Who applies the bundle.
    Tool {
        /// A person, with kubectl.
        None = "none", "you, with kubectl";
        /// Argo CD.
        ArgoCd = "argo-cd", "Argo CD";
        /// Flux.
        Flux = "flux", "Flux";
    }
}

/// Who applies the bundle, and from where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gitops {
    /// Who applies it.
    pub tool: Tool,
    /// The repository that holds the bundle.
    pub repository: Option<GitUrl>,
    /// The branch that is applied.
    pub revision: GitRevision,
    /// The bundle's folder in it.
    pub path: GitPath,
    /// The namespace that Argo CD or Flux runs in.
    pub namespace: DnsLabel,
    /// Whether objects that left the bundle are deleted.
    pub prune: bool,
}

impl Default for Gitops {
    /// `argocd` is where Argo CD's own manifests install it; Flux lives in `flux-system`. Nothing is deleted by
    /// itself, because a claim that left the bundle takes its volume with it.
    fn default() -> Self {
        Self {
            tool: Tool::None,
            repository: None,
            revision: GitRevision::known("main"),
            path: GitPath::known("forum"),
            namespace: DnsLabel::known("argocd"),
            prune: false,
        }
    }
}
