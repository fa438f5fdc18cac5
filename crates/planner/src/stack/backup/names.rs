//! Names of the backup's jobs and volumes, for all parts.

/// The node of both, and component, ServiceAccount and CronJob of the backup.
pub const NODE: &str = "backup";
/// Component, ServiceAccount and CronJob of the way back.
pub const RESTORE: &str = "restore";
/// The node of the repository.
pub const STORE_NODE: &str = "backup.store";
/// The claim of a repository on a volume.
pub const CLAIM: &str = "backup";
