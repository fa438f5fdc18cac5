//! Names of the Secrets, for all parts.

/// The Secret's name.
pub const SECRET: &str = "forum-secrets";
/// A Secret that is not part of the bundle. The operator creates it with the old values before they change, and servers
/// accept both until every client has been replaced.
pub const BEFORE: &str = "forum-secrets-before";
/// The Secret in Flux's namespace with the key that decrypts SOPS files.
pub const FLUX_KEY: &str = "sops-age";
