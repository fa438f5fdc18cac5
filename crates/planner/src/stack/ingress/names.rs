//! The names of the ingress, for all parts.

/// The controller's node.
pub const NODE: &str = "ingress";
/// The Gateway of the bundle's own.
pub const GATEWAY: &str = "forum";
/// Its listener for plain HTTP.
pub const HTTP_LISTENER: &str = "http";
/// Its listener for HTTPS.
pub const HTTPS_LISTENER: &str = "https";
