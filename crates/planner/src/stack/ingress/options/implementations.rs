//! Implementations of Gateway API, by the names of their GatewayClasses, and what a plan has to know of them. For a class
//! with another name the planner believes what the operator says.

/// An implementation as it is usually installed.
#[derive(Debug)]
pub struct Implementation {
    /// What it is called.
    pub name: &'static str,
    /// Its GatewayClasses; one that ends in `*` stands for all that begin so.
    pub classes: &'static [&'static str],
    /// What carries the requests.
    pub data_plane: DataPlane,
    /// The ports of a Gateway's listeners for plain HTTP and for HTTPS.
    pub ports: (u16, u16),
    /// Why uploads fail with it until something is set.
    pub body_limit: Option<BodyLimit>,
}

/// What carries the requests from visitors to nginx, as a network policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataPlane {
    /// Pods of one namespace, whichever Gateway they serve.
    Pods {
        /// The namespace that its manual installs it in.
        namespace: &'static str,
        /// The label of the pods that carry requests, as `key=value`.
        label: &'static str,
    },
    /// Pods that are started in the Gateway's own namespace, with a label that names the Gateway.
    OfGateway,
    /// The pods of the ingress controller that a plan names anyhow.
    Controller,
    /// No pod and no address: only a policy that lets in everyone does.
    Nobody,
    /// Load balancers outside the cluster.
    Outside,
}

/// The largest request body, until it is raised.
#[derive(Debug)]
pub struct BodyLimit {
    /// As its manual states it.
    pub usual: &'static str,
    /// What raises it.
    pub cure: &'static str,
}

/// The label by which the pods of a Gateway are known.
pub const OF_GATEWAY: &str = "gateway.networking.k8s.io/gateway-name";

/// Sources: `docs/facts.md`, *Gateway API*.
const IMPLEMENTATIONS: &[Implementation] = &[
    Implementation {
        name: "Envoy Gateway",
        classes: &["eg", "envoy-gateway", "envoy"],
        data_plane: DataPlane::Pods {
            namespace: "envoy-gateway-system",
            label: "app.kubernetes.io/name=envoy",
        },
        ports: STANDARD,
        body_limit: None,
    },
    // Its listeners must have the ports of its entry points, which are not those of its Service.
    Implementation {
        name: "Traefik",
        classes: &["traefik"],
        data_plane: DataPlane::Controller,
        ports: (8000, 8443),
        body_limit: None,
    },
    Implementation {
        name: "NGINX Gateway Fabric",
        classes: &["nginx"],
        data_plane: DataPlane::OfGateway,
        ports: STANDARD,
        body_limit: Some(BodyLimit {
            usual: "1 MB",
            cure: "a ClientSettingsPolicy (gateway.nginx.org/v1alpha1) for the HTTPRoute “forum” with body.maxSize: 16m",
        }),
    },
    Implementation {
        name: "Istio",
        classes: &["istio", "approuting-istio"],
        data_plane: DataPlane::OfGateway,
        ports: STANDARD,
        body_limit: None,
    },
    Implementation {
        name: "kgateway",
        classes: &["kgateway"],
        data_plane: DataPlane::OfGateway,
        ports: STANDARD,
        body_limit: None,
    },
    Implementation {
        name: "Cilium",
        classes: &["cilium"],
        data_plane: DataPlane::Nobody,
        ports: STANDARD,
        body_limit: None,
    },
    Implementation {
        name: "Contour",
        classes: &["contour"],
        data_plane: DataPlane::Pods { namespace: "projectcontour", label: "app=envoy" },
        ports: STANDARD,
        body_limit: None,
    },
    Implementation {
        name: "GKE's Gateway controller",
        classes: &["gke-l7-*"],
        data_plane: DataPlane::Outside,
        ports: STANDARD,
        body_limit: None,
    },
];

const STANDARD: (u16, u16) = (80, 443);

/// The implementation behind a GatewayClass.
pub fn of_class(class: &str) -> Option<&'static Implementation> {
    let is = |known: &&str| known.strip_suffix('*').map_or(*known == class, |start| class.starts_with(start));
    IMPLEMENTATIONS.iter().find(|known| known.classes.iter().any(&is))
}

/// The ports of the listeners of a Gateway of this class.
pub fn ports(class: &str) -> (u16, u16) {
    of_class(class).map_or(STANDARD, |known| known.ports)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::values::{DnsLabel, LabelPair};

    #[test]
    fn every_class_is_of_one_implementation_and_its_names_are_valid() {
        let all: Vec<&str> = IMPLEMENTATIONS.iter().flat_map(|known| known.classes).copied().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        for known in IMPLEMENTATIONS {
            for class in known.classes {
                let found = of_class(&class.replace('*', "global-external-managed"));
                assert_eq!(found.map(|found| found.name), Some(known.name), "{class}");
            }
            if let DataPlane::Pods { namespace, label } = known.data_plane {
                assert!(
                    namespace.parse::<DnsLabel>().is_ok() && label.parse::<LabelPair>().is_ok(),
                    "{namespace}"
                );
            }
        }
        assert!(of_class("my-own").is_none() && ports("my-own") == (80, 443));
    }
}
