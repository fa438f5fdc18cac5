//! Celery's name, for all parts.

/// Its node, component, ServiceAccount and Deployment.
pub const NODE: &str = "celery";
