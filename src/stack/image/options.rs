//! The forum's container image.

use serde::Serialize;

use crate::words::{DnsSubdomain, ImageRef, choices};

choices! {
    /// When a node asks the registry.
    PullPolicy {
        /// When it has no copy: right for fixed tags and for clusters without a registry in reach.
        IfNotPresent = "IfNotPresent", "only when the node has no copy";
        /// At every start of a pod.
        Always = "Always", "at every start of a pod";
    }
}

/// The image that `image/` of the bundle builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Image {
    /// Where it is pushed to and pulled from.
    pub reference: ImageRef,
    /// When nodes pull images.
    pub pull_policy: PullPolicy,
    /// A Secret with the registry's login, if it asks for one.
    pub pull_secret: Option<DnsSubdomain>,
}

impl Default for Image {
    fn default() -> Self {
        Self {
            reference: ImageRef::known("registry.example.org/forum/misago:0.39.6"),
            pull_policy: PullPolicy::IfNotPresent,
            pull_secret: None,
        }
    }
}
