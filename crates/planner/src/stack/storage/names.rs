//! The media volume's name and mount path, for all parts.

/// Its node and its claim.
pub const NODE: &str = "storage";
/// The volume's name in a pod.
pub const VOLUME: &str = "media";
/// Where it is mounted, the same in every pod.
pub const PATH: &str = "/srv/media";
/// Its claim.
pub const CLAIM: &str = "media";
