//! What brings visitors' requests to nginx, and where on the network they come from.

use serde::Serialize;

use crate::values::{Cidrs, DnsSubdomain, Memory, choices};

choices! {
    /// What brings visitors' requests to nginx: an ingress controller, each with annotations of its own, or none.
    Controller {
        /// Traefik v3, as k3s brings it.
        Traefik = "traefik", "Traefik v3";
        /// ingress-nginx.
        Nginx = "nginx", "ingress-nginx";
        /// Any other: no annotations are written, so redirect and body size are up to it.
        Other = "other", "another controller";
        /// A tunnel whose pods run in the cluster, cloudflared for example: they ask nginx, and no Ingress is read.
        Tunnel = "tunnel", "a tunnel, like cloudflared";
        /// The Service of nginx gets an address of its own.
        LoadBalancer = "load-balancer", "a load balancer, no controller";
        /// The Service of nginx gets a port on every node, for a load balancer of the operator's own.
        NodePort = "node-port", "a port on the nodes, no controller";
    }
}

choices! {
    /// From where requests reach nginx: what its network policy lets in.
    Source {
        /// As it is with this controller when it is installed as its project says.
        Usual = "usual", "as usual for the controller";
        /// Pods of one namespace with one label: `cluster.ingress_namespace` and `cluster.ingress_label`.
        Pods = "pods", "pods, by namespace and label";
        /// Addresses outside, or of nodes: a controller outside the cluster, or on the host network.
        Addresses = "addresses", "addresses (CIDR)";
        /// Any pod of the cluster.
        Cluster = "cluster", "any pod of the cluster";
        /// Anything that reaches the port.
        Anywhere = "anywhere", "anywhere";
    }
}

impl Controller {
    /// Whether it reads an Ingress.
    pub fn reads_ingress(self) -> bool {
        matches!(self, Self::Traefik | Self::Nginx | Self::Other)
    }

    /// Whether it ends TLS with a certificate in a Secret of the forum's namespace. nginx itself speaks plain HTTP only.
    pub fn reads_certificate(self) -> bool {
        self.reads_ingress()
    }

    fn usual_source(self) -> Source {
        match self {
            Self::Traefik | Self::Nginx | Self::Other | Self::Tunnel => Source::Pods,
            Self::LoadBalancer | Self::NodePort => Source::Anywhere,
        }
    }
}

/// How visitors get in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ingress {
    /// What brings requests.
    pub controller: Controller,
    /// The IngressClass to name.
    pub class: DnsSubdomain,
    /// Whether plain HTTP is answered by a redirect to HTTPS.
    pub redirect_https: bool,
    /// The largest request body that the controller lets through.
    pub body_size: Memory,
    /// From where requests reach nginx.
    pub source: Source,
    /// The addresses that they come from, if that is what is known of them.
    pub addresses: Cidrs,
    /// The port on every node.
    pub node_port: u32,
}

impl Ingress {
    /// From where requests reach nginx; never [`Source::Usual`].
    pub fn source(&self) -> Source {
        if self.source == Source::Usual { self.controller.usual_source() } else { self.source }
    }

    /// The networks that requests come from, where they come from addresses.
    pub fn networks(&self) -> Vec<&str> {
        if self.source() == Source::Addresses { self.addresses.iter().collect() } else { Vec::new() }
    }

    /// Whether requests are to come from addresses, and these are still the example.
    pub fn lacks_addresses(&self) -> bool {
        self.source() == Source::Addresses && self.addresses == Self::default().addresses
    }
}

impl Default for Ingress {
    /// 192.0.2.0/24 is reserved for examples (RFC 5737). 16 MiB is what Misago's own deployment allows; its largest default upload is 5 MB.
    fn default() -> Self {
        Self {
            controller: Controller::Traefik,
            class: DnsSubdomain::known("traefik"),
            redirect_https: true,
            body_size: Memory::mib(16),
            source: Source::Usual,
            addresses: Cidrs::known("192.0.2.0/24"),
            node_port: 30080,
        }
    }
}
