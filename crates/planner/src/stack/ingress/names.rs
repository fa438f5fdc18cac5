//! The ingress' name, for all parts.

/// The controller's node.
pub const NODE: &str = "ingress";
