//! Monitoring's names, for all parts.

/// The node of the Prometheus that reads the exporters.
pub const PROMETHEUS: &str = "monitoring.prometheus";
/// The node of Celery's exporter.
pub const CELERY_NODE: &str = "monitoring.celery";
/// Its component, ServiceAccount and Deployment.
pub const CELERY: &str = "celery-exporter";
