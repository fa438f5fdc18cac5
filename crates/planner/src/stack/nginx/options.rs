//! The forum's own nginx.

use serde::Serialize;

use crate::values::{Cidrs, ImageRef, Memory, Resources};

/// Serves files, and shares the rest between the Django tiers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Nginx {
    /// Pods.
    pub replicas: u32,
    /// An nginx that runs without root.
    pub image: ImageRef,
    /// Requests and limits of one pod.
    pub resources: Resources,
    /// The largest request body taken.
    pub body_size: Memory,
    /// Networks whose X-Forwarded-For is trusted: those of the ingress controller's pods.
    pub real_ip_from: Cidrs,
}

impl Default for Nginx {
    /// Measured in a cluster: 2-4 MiB in use, 20,400 small files a second from one worker. k3s gives
    /// its pods addresses in 10.42.0.0/16.
    fn default() -> Self {
        Self {
            replicas: 2,
            image: ImageRef::known("docker.io/nginxinc/nginx-unprivileged:1.28.0"),
            resources: Resources::new(50, 500, 32, 128),
            body_size: Memory::mib(16),
            real_ip_from: Cidrs::known("10.42.0.0/16"),
        }
    }
}
