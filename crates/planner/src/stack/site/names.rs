//! What stands for the mail server. Any part may read it.

/// The mail server's node.
pub const MAIL_NODE: &str = "site.mail";
