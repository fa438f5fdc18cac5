//! What the form asks about the cluster.

use super::options::{Distribution, Version};
use crate::field::{Field, choice, count, optional, text};

pub(super) const FIELDS: &[Field] = &[
    choice!(cluster.distribution: Distribution, "Distribution",
        "k3s brings Traefik, local-path storage, metrics and a controller that enforces network policies."),
    choice!(cluster.version: Version, "Kubernetes version", "The first line of kubectl version on the server side."),
    count!(cluster.nodes, "Nodes", "Nodes that may run the forum's pods.", 1..=500, "nodes").under("Nodes"),
    text!(
        cluster.node_cpu,
        "CPU of a node",
        "What kubectl describe node calls allocatable, like 4 or 3500m."
    ),
    text!(cluster.node_memory, "Memory of a node", "Allocatable memory of one node, like 8Gi."),
    optional!(
        cluster.rwo_class,
        "Storage class, one node",
        "For PostgreSQL and Redis. Empty takes the cluster's default class; k3s has local-path."
    )
    .under("Storage"),
    optional!(
        cluster.rwx_class,
        "Storage class, many nodes",
        "A class that can do ReadWriteMany, like longhorn or nfs. Empty if there is none: local-path cannot."
    ),
    text!(
        cluster.ingress_namespace,
        "Namespace of the ingress controller",
        "Network policies let nginx be reached from there only. k3s runs Traefik in kube-system."
    )
    .under("Network"),
    text!(cluster.ingress_label, "Label of its pods", "One label that its pods carry, as key=value."),
    text!(
        cluster.dns_port,
        "Port of the DNS pods",
        "53, unless kubectl --namespace kube-system get endpointslices shows another for kube-dns."
    ),
    text!(cluster.domain, "Cluster domain", "The DNS domain of Services; nearly always cluster.local."),
];
