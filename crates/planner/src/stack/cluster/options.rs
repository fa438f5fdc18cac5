//! What the operator knows of the cluster. None of these options becomes an object; other parts read them.

use serde::Serialize;

use crate::values::{
    DnsLabel, DnsSubdomain, LabelPair, Memory, Millicores, NodeLabels, Port, Taints, choices,
};

choices! {
    /// Which Kubernetes it is. What each brings stands in `kinds.rs`.
    Distribution {
        /// k3s: Traefik, local-path storage, metrics-server and a network policy controller are there.
        K3s = "k3s", "k3s";
        /// Rancher's RKE2.
        Rke2 = "rke2", "RKE2";
        /// Canonical's.
        MicroK8s = "microk8s", "MicroK8s";
        /// As Kubernetes' own installer leaves it.
        Kubeadm = "kubeadm", "kubeadm";
        /// Amazon's.
        Eks = "eks", "Amazon EKS";
        /// Google's.
        Gke = "gke", "Google GKE";
        /// Microsoft's.
        Aks = "aks", "Azure AKS";
        /// DigitalOcean's.
        DigitalOcean = "digitalocean", "DigitalOcean Kubernetes";
        /// Akamai's, formerly Linode's.
        Akamai = "akamai", "Akamai (Linode) LKE";
        /// Scaleway's.
        Scaleway = "scaleway", "Scaleway Kapsule";
        /// OVHcloud's.
        Ovh = "ovh", "OVHcloud Managed Kubernetes";
        /// Any Kubernetes on Hetzner's cloud with its driver for volumes.
        Hetzner = "hetzner", "Hetzner Cloud";
        /// Any other: what is there is what the operator installed.
        Other = "other", "another Kubernetes";
    }
}

choices! {
    /// The cluster's minor version.
    Version {
        /// End of life 2027-06-28.
        V1_36 = "1.36", "1.36";
        /// End of life 2027-10-28.
        V1_37 = "1.37", "1.37";
        /// End of life 2027-02-28.
        V1_35 = "1.35", "1.35";
        /// Past its end of life.
        V1_34 = "1.34", "1.34 (end of life)";
        /// Past its end of life.
        V1_33 = "1.33", "1.33 (end of life)";
    }
}

/// Where the forum runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    /// Which Kubernetes.
    pub distribution: Distribution,
    /// Its minor version.
    pub version: Version,
    /// Nodes that may run the forum's pods.
    pub nodes: u32,
    /// CPU of one node.
    pub node_cpu: Millicores,
    /// Memory of one node.
    pub node_memory: Memory,
    /// Labels that the nodes of all the forum's pods have; any node if not set.
    pub node_labels: Option<NodeLabels>,
    /// Taints of nodes on which the forum's pods may run all the same.
    pub tolerated_taints: Option<Taints>,
    /// The StorageClass of volumes that only one node mounts; the cluster's default if not set.
    pub rwo_class: Option<DnsSubdomain>,
    /// StorageClass for volumes that many nodes mount, if there is one.
    pub rwx_class: Option<DnsSubdomain>,
    /// The cluster's DNS domain.
    pub domain: DnsSubdomain,
    /// The port on which the DNS pods listen, which is the one that policies apply to.
    pub dns_port: Port,
    /// Namespace of the ingress controller: policies let it in.
    pub ingress_namespace: DnsLabel,
    /// Label of the ingress controller's pods: policies let them in.
    pub ingress_label: LabelPair,
}

impl Default for Cluster {
    /// Three small k3s nodes with Longhorn: k3s runs Traefik in kube-system under this label and
    /// has local-path as its default class, which cannot be mounted by many nodes.
    fn default() -> Self {
        Self {
            distribution: Distribution::K3s,
            version: Version::V1_36,
            nodes: 3,
            node_cpu: Millicores::new(4000),
            node_memory: Memory::gib(8),
            node_labels: None,
            tolerated_taints: None,
            rwo_class: None,
            rwx_class: Some(DnsSubdomain::known("longhorn")),
            domain: DnsSubdomain::known("cluster.local"),
            dns_port: Port::known(53),
            ingress_namespace: DnsLabel::known("kube-system"),
            ingress_label: LabelPair::known("app.kubernetes.io/name=traefik"),
        }
    }
}
