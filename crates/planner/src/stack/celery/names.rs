//! What Celery is called. Any part may read it.

/// Its node, component, ServiceAccount and Deployment.
pub const NODE: &str = "celery";
