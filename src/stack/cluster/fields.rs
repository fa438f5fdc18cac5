//! What the form asks about the cluster.

use super::options::{Distribution, Version};
use crate::field::{Field, Subject, choice, count, optional, text};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(cluster.distribution: Distribution, "Distribution",
        "k3s brings Traefik, local-path storage, metrics and a controller that enforces network policies.").keywords("kubernetes k3s rke2 microk8s openshift eks gke aks minikube kind").subject(Subject::Cluster),
    choice!(cluster.version: Version, "Kubernetes version", "The first line of kubectl version on the server side.").advanced().keywords("upgrade release").subject(Subject::Cluster),
    count!(cluster.nodes, "Nodes", "Nodes that may run the forum's pods.", 1..=500, "nodes").keywords("servers machines workers hosts how many").subject(Subject::Cluster).under("Nodes"),
    text!(
        cluster.node_cpu,
        "CPU of a node",
        "What kubectl describe node calls allocatable, like 4 or 3500m."
    ).keywords("cores processor vcpu").subject(Subject::Cluster),
    text!(cluster.node_memory, "Memory of a node", "Allocatable memory of one node, like 8Gi.").keywords("ram").subject(Subject::Cluster),
    optional!(
        cluster.rwo_class,
        "Storage class, one node",
        "For PostgreSQL and Redis. Empty takes the cluster's default class; k3s has local-path."
    ).advanced().keywords("storageclass disk rwo readwriteonce local-path pvc persistent volume").subject(Subject::Cluster)
    .under("Storage"),
    optional!(
        cluster.rwx_class,
        "Storage class, many nodes",
        "A class that can do ReadWriteMany, like longhorn or nfs. Empty if there is none: local-path cannot."
    ).keywords("storageclass rwx readwritemany nfs longhorn shared disk pvc persistent volume uploads").subject(Subject::Cluster),
    text!(
        cluster.ingress_namespace,
        "Namespace of the ingress controller",
        "Network policies let nginx be reached from there only. k3s runs Traefik in kube-system."
    ).advanced_when(on_k3s).keywords("traefik network policy firewall").subject(Subject::Cluster)
    .under("Network"),
    text!(cluster.ingress_label, "Label of its pods", "One label that its pods carry, as key=value.").advanced_when(on_k3s).keywords("traefik network policy firewall").subject(Subject::Cluster),
    text!(
        cluster.dns_port,
        "Port of the DNS pods",
        "53, unless kubectl --namespace kube-system get endpointslices shows another for kube-dns."
    ).advanced().keywords("coredns").subject(Subject::Cluster),
    text!(cluster.domain, "Cluster domain", "The DNS domain of Services; nearly always cluster.local.").advanced().keywords("svc cluster.local").subject(Subject::Cluster),
];

fn on_k3s(plan: &Plan) -> bool {
    plan.cluster.distribution == Distribution::K3s
}
