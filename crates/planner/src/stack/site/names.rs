//! The mail server's name in the topology, for all parts.

/// The mail server's node.
pub const MAIL_NODE: &str = "site.mail";
