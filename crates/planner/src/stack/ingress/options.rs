//! The ingress controller, and the certificate.

use serde::Serialize;

use crate::values::{DnsSubdomain, Memory, choices};

choices! {
    /// Which ingress controller reads the Ingress: each has annotations of its own.
    Controller {
        /// Traefik v3, as k3s brings it.
        Traefik = "traefik", "Traefik v3";
        /// ingress-nginx.
        Nginx = "nginx", "ingress-nginx";
        /// Any other: no annotations are written, so redirect and body size are up to it.
        Other = "other", "another controller";
    }
}

/// How visitors get in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ingress {
    /// Which controller.
    pub controller: Controller,
    /// The IngressClass to name.
    pub class: DnsSubdomain,
    /// Whether plain HTTP is answered by a redirect to HTTPS.
    pub redirect_https: bool,
    /// The largest request body that the controller lets through.
    pub body_size: Memory,
}

impl Default for Ingress {
    /// 16 MiB is what Misago's own deployment allows; its largest default upload is 5 MB.
    fn default() -> Self {
        Self {
            controller: Controller::Traefik,
            class: DnsSubdomain::known("traefik"),
            redirect_https: true,
            body_size: Memory::mib(16),
        }
    }
}
