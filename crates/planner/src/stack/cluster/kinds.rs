//! What clusters of a kind bring: one row each. Whoever chooses a kind gets these answers where they have not given
//! their own, and rules and README speak of that cluster. Sources: `docs/facts.md`, *Clusters*. None of the hosted ones
//! was tried.

use super::options::Distribution;
use crate::plan::Plan;
use crate::stack::ingress::options::Controller;
use crate::values::{Cidrs, DnsLabel, DnsSubdomain};

/// What a kind of cluster brings.
pub struct Kind {
    /// Which one it is.
    pub distribution: Distribution,
    /// As it stands in a sentence.
    pub name: &'static str,
    /// The default storage class.
    pub default_class: DefaultClass,
    /// The class that many nodes can mount and that is there without being installed.
    pub many_nodes: Option<&'static str>,
    /// Whether network policies have an effect.
    pub policies: Policies,
    /// The network of the pods, if it is the same in every cluster.
    pub pods: Option<&'static str>,
    /// The namespace of Traefik: where the cluster has it, or else where its chart installs it.
    pub traefik: &'static str,
    /// What puts an image into a node's own store.
    pub import: &'static str,
}

/// The storage class that a claim gets which names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultClass {
    /// This one.
    Named(&'static str),
    /// None: such a claim waits for ever.
    Missing,
    /// It differs from cluster to cluster.
    Unknown,
}

/// Whether the cluster enforces network policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policies {
    /// From the start.
    Enforced,
    /// Only once this was done, as a clause after "unless".
    Unless(&'static str),
    /// It differs from cluster to cluster.
    Unknown,
}

/// For containerd as Kubernetes itself installs it.
const CONTAINERD: &str = "sudo ctr --namespace k8s.io images import -";

const fn hosted(distribution: Distribution, name: &'static str, class: &'static str) -> Kind {
    Kind {
        distribution,
        name,
        default_class: DefaultClass::Named(class),
        many_nodes: None,
        policies: Policies::Enforced,
        pods: None,
        traefik: "traefik",
        import: CONTAINERD,
    }
}

const KINDS: &[Kind] = &[
    Kind {
        pods: Some("10.42.0.0/16"),
        traefik: "kube-system",
        import: "sudo k3s ctr images import -",
        ..hosted(Distribution::K3s, "k3s", "local-path")
    },
    Kind {
        default_class: DefaultClass::Missing,
        pods: Some("10.42.0.0/16"),
        traefik: "kube-system",
        import: "sudo /var/lib/rancher/rke2/bin/ctr --address /run/k3s/containerd/containerd.sock --namespace k8s.io \
                 images import -",
        ..hosted(Distribution::Rke2, "RKE2", "")
    },
    Kind {
        pods: Some("10.1.0.0/16"),
        import: "microk8s ctr image import -",
        ..hosted(Distribution::MicroK8s, "MicroK8s", "microk8s-hostpath")
    },
    Kind {
        default_class: DefaultClass::Missing,
        policies: Policies::Unless(
            "its network add-on enforces them: Calico, Cilium and Canal do, Flannel alone does not",
        ),
        ..hosted(Distribution::Kubeadm, "kubeadm", "")
    },
    Kind {
        default_class: DefaultClass::Unknown,
        policies: Policies::Unless(
            "you switched them on: enableNetworkPolicy of the add-on vpc-cni, or in Auto Mode the NodeClass and the \
             ConfigMap amazon-vpc-cni",
        ),
        ..hosted(Distribution::Eks, "Amazon EKS", "")
    },
    Kind {
        many_nodes: Some("standard-rwx"),
        policies: Policies::Unless("it uses Dataplane V2, as every Autopilot cluster does"),
        ..hosted(Distribution::Gke, "Google GKE", "standard-rwo")
    },
    Kind {
        many_nodes: Some("azurefile-csi"),
        policies: Policies::Unless("it was created with a network policy engine: Cilium, Calico or Azure"),
        ..hosted(Distribution::Aks, "Azure AKS", "default")
    },
    hosted(Distribution::DigitalOcean, "DigitalOcean", "do-block-storage"),
    hosted(Distribution::Akamai, "Akamai LKE", "linode-block-storage-retain"),
    Kind { default_class: DefaultClass::Unknown, ..hosted(Distribution::Scaleway, "Scaleway Kapsule", "") },
    hosted(Distribution::Ovh, "OVHcloud", "csi-cinder-high-speed"),
    Kind { policies: Policies::Unknown, ..hosted(Distribution::Hetzner, "Hetzner Cloud", "hcloud-volumes") },
    OTHER,
];

const OTHER: Kind = Kind {
    default_class: DefaultClass::Unknown,
    policies: Policies::Unknown,
    ..hosted(Distribution::Other, "Kubernetes", "")
};

/// The row of a kind.
pub fn of(distribution: Distribution) -> &'static Kind {
    KINDS.iter().find(|kind| kind.distribution == distribution).unwrap_or(&OTHER)
}

/// The row of a plan's cluster.
pub fn of_plan(plan: &Plan) -> &'static Kind {
    of(plan.cluster.distribution)
}

/// The class for uploads that is proposed where the cluster brings none: the default plan's.
const INSTALLED: &str = "longhorn";

/// Answers that the new kind has and the operator has not changed: what stands there is what the former kind brought.
/// Anything else is the operator's own and stays.
pub(super) fn chosen(before: &Plan, plan: &mut Plan) {
    let (was, is) = (of_plan(before), of_plan(plan));
    let cluster = &mut plan.cluster;
    let many = |kind: &Kind| DnsSubdomain::known(kind.many_nodes.unwrap_or(INSTALLED));
    if cluster.rwx_class == Some(many(was)) {
        cluster.rwx_class = Some(many(is));
    }
    if cluster.ingress_namespace.as_str() == was.traefik && plan.ingress.controller == Controller::Traefik {
        cluster.ingress_namespace = DnsLabel::known(is.traefik);
    }
    if let (Some(was), Some(is)) = (was.pods, is.pods)
        && plan.nginx.real_ip_from.as_str() == was
    {
        plan.nginx.real_ip_from = Cidrs::known(is);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::cluster::classes;
    use crate::values::Choices;

    #[test]
    fn every_kind_has_one_row_with_classes_that_are_known_for_what_they_are() {
        assert_eq!(KINDS.len(), Distribution::ALL.len());
        for distribution in Distribution::ALL {
            let kind = of(*distribution);
            assert_eq!(kind.distribution, *distribution, "{}", distribution.key());
            if let DefaultClass::Named(class) = kind.default_class {
                assert!(classes::one_node(class).is_some(), "{class}");
            }
            assert!(kind.many_nodes.is_none_or(|class| classes::one_node(class).is_none()), "{}", kind.name);
        }
    }

    #[test]
    fn choosing_a_kind_fills_in_what_it_has_and_leaves_what_somebody_wrote() {
        let to = |distribution, change: fn(&mut Plan)| {
            let mut before = Plan::default();
            change(&mut before);
            let mut plan = before.clone();
            plan.cluster.distribution = distribution;
            chosen(&before, &mut plan);
            plan
        };
        let gke = to(Distribution::Gke, |_| {});
        assert_eq!(gke.cluster.rwx_class, Some(DnsSubdomain::known("standard-rwx")));
        assert_eq!(gke.cluster.ingress_namespace.as_str(), "traefik");
        assert_eq!(to(Distribution::MicroK8s, |_| {}).nginx.real_ip_from.as_str(), "10.1.0.0/16");
        let own = to(Distribution::Gke, |plan| {
            plan.cluster.rwx_class = Some(DnsSubdomain::known("nfs"));
            plan.cluster.ingress_namespace = DnsLabel::known("edge");
            plan.nginx.real_ip_from = Cidrs::known("10.9.0.0/16");
        });
        assert_eq!(own.cluster.rwx_class, Some(DnsSubdomain::known("nfs")));
        assert_eq!(own.cluster.ingress_namespace.as_str(), "edge");
        assert_eq!(own.nginx.real_ip_from.as_str(), "10.9.0.0/16");
        // And back again.
        let mut back = gke.clone();
        back.cluster.distribution = Distribution::K3s;
        chosen(&gke, &mut back);
        assert_eq!(back, Plan::default());
    }
}
