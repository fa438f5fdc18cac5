//! Names of the Secrets, for all parts.

/// The Secret's name.
pub const SECRET: &str = "forum-secrets";
/// A Secret that is no part of a bundle. It is made by hand before values change, holds those that run, and lets
/// servers accept both until every client has been replaced.
pub const BEFORE: &str = "forum-secrets-before";
/// The Secret in the tool's namespace from which Flux takes the key that decrypts what SOPS encrypted.
pub const FLUX_KEY: &str = "sops-age";
