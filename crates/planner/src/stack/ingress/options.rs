//! What brings visitors' requests to nginx, and where on the network they come from.

pub mod implementations;

use serde::Serialize;

use self::implementations::DataPlane;
use crate::values::{Cidrs, DnsLabel, DnsSubdomain, Memory, choices};

choices! {
    /// What brings visitors' requests to nginx: an ingress controller, each with annotations of its own, or none.
    Controller {
        /// Traefik v3, as k3s brings it.
        Traefik = "traefik", "Traefik v3";
        /// Gateway API, whichever project implements it: a Gateway with listeners, and HTTPRoutes that join it.
        Gateway = "gateway-api", "Gateway API";
        /// ingress-nginx.
        Nginx = "nginx", "ingress-nginx";
        /// F5's NGINX Ingress Controller, `nginx.org`: another program than ingress-nginx.
        F5Nginx = "f5-nginx", "F5 NGINX Ingress Controller";
        /// HAProxy Technologies' own, `haproxy.org`.
        Haproxy = "haproxy", "HAProxy Technologies' controller";
        /// The community's, `haproxy-ingress.github.io`.
        HaproxyIngress = "haproxy-ingress", "haproxy-ingress (community)";
        /// Contour, with Envoy.
        Contour = "contour", "Contour";
        /// AWS Load Balancer Controller: an Application Load Balancer outside the cluster.
        Alb = "aws-alb", "AWS load balancer (ALB)";
        /// GKE's own controller: a load balancer of Google outside the cluster.
        Gce = "gce", "Google Cloud load balancer (GKE)";
        /// Azure's Application Gateway, by its ingress controller.
        Azure = "azure", "Azure Application Gateway";
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

choices! {
    /// Whose the Gateway is.
    GatewayOwner {
        /// The bundle brings it, in the forum's namespace, with listeners for the forum's host.
        Own = "own", "a Gateway in this bundle";
        /// It is there already, in another namespace, and others may use it too.
        Existing = "existing", "a Gateway that exists";
    }
}

impl Controller {
    /// Whether it reads an Ingress.
    pub fn reads_ingress(self) -> bool {
        !matches!(self, Self::Gateway | Self::Tunnel | Self::LoadBalancer | Self::NodePort)
    }

    /// Whether it looks for its class in the field of that name. Two still read the annotation of old only.
    pub fn reads_class(self) -> bool {
        self.reads_ingress() && !matches!(self, Self::Gce | Self::Azure)
    }

    /// Whether it refuses bodies above a limit that an annotation sets.
    pub fn limits_bodies(self) -> bool {
        matches!(self, Self::Nginx | Self::F5Nginx)
    }

    /// The networks that its requests come from, where they are the same for everyone.
    pub fn published_networks(self) -> Option<&'static str> {
        (self == Self::Gce).then_some("35.191.0.0/16, 130.211.0.0/22")
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
    /// Whose the Gateway is.
    pub gateway: GatewayOwner,
    /// Its GatewayClass, which tells what implements it.
    pub gateway_class: DnsSubdomain,
    /// The name of a Gateway that exists.
    pub gateway_name: DnsLabel,
    /// The namespace of a Gateway that exists.
    pub gateway_namespace: DnsLabel,
    /// Its listener that serves the forum; all of its listeners when nothing is named.
    pub gateway_section: Option<DnsLabel>,
    /// Its listener for plain HTTP, whose requests are sent to https.
    pub gateway_http_section: Option<DnsLabel>,
}

impl Ingress {
    /// From where requests reach nginx; never [`Source::Usual`].
    pub fn source(&self) -> Source {
        if self.source == Source::Usual { self.usual_source() } else { self.source }
    }

    fn usual_source(&self) -> Source {
        match self.controller {
            Controller::Traefik
            | Controller::Nginx
            | Controller::F5Nginx
            | Controller::Haproxy
            | Controller::HaproxyIngress
            | Controller::Contour
            | Controller::Other
            | Controller::Tunnel => Source::Pods,
            Controller::Alb | Controller::Gce | Controller::Azure => Source::Addresses,
            Controller::LoadBalancer | Controller::NodePort => Source::Anywhere,
            Controller::Gateway => match self.data_plane() {
                Some(DataPlane::Pods { .. } | DataPlane::OfGateway | DataPlane::Controller) | None => {
                    Source::Pods
                }
                Some(DataPlane::Nobody) => Source::Anywhere,
                Some(DataPlane::Outside) => Source::Addresses,
            },
        }
    }

    /// What carries the requests, where the class of the Gateway tells.
    pub fn data_plane(&self) -> Option<DataPlane> {
        let class = (self.controller == Controller::Gateway).then_some(self.gateway_class.as_str())?;
        implementations::of_class(class).map(|known| known.data_plane)
    }

    /// Whether the operator has to say by which namespace and label the pods are known that bring requests.
    pub fn asks_for_pods(&self) -> bool {
        let known = matches!(self.data_plane(), Some(DataPlane::Pods { .. } | DataPlane::OfGateway));
        self.source() == Source::Pods && !(self.source == Source::Usual && known)
    }

    /// Whether TLS ends with a certificate in a Secret of the forum's namespace. ALB has its certificates in ACM, nginx itself speaks plain HTTP only, and
    /// a Gateway that exists has its certificate in its own namespace.
    pub fn reads_certificate(&self) -> bool {
        let own = self.controller == Controller::Gateway && self.gateway == GatewayOwner::Own;
        own || (self.controller.reads_ingress() && self.controller != Controller::Alb)
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
            gateway: GatewayOwner::Own,
            gateway_class: DnsSubdomain::known("eg"),
            gateway_name: DnsLabel::known("gateway"),
            gateway_namespace: DnsLabel::known("gateway"),
            gateway_section: None,
            gateway_http_section: None,
        }
    }
}
