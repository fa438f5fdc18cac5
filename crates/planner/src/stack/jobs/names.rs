//! The jobs' names, for all parts.

/// The node of both.
pub const NODE: &str = "jobs";
/// Component and ServiceAccount of the bootstrap.
pub const BOOTSTRAP: &str = "bootstrap";
/// Component, ServiceAccount and CronJob of the maintenance.
pub const MAINTENANCE: &str = "maintenance";
