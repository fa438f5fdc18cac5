//! What the ingress is called. Any part may read it.

/// The controller's node.
pub const NODE: &str = "ingress";
