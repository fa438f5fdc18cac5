//! nginx' name and ports, for all parts.

/// Its node, component, ServiceAccount and Deployment.
pub const NODE: &str = "nginx";
/// Its Service.
pub const SERVICE: &str = "nginx";
/// Where it answers without asking Django, whatever host is asked for: load balancers name a pod's address, or 127.0.0.1.
pub const HEALTH: &str = "/nginx-health";
/// The Service's port.
pub const SERVICE_PORT: u16 = 80;
/// The pods' port: above 1024, because nginx runs without root.
pub const PORT: u16 = 8080;
