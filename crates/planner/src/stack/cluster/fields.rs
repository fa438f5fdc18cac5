//! What the form asks about the cluster.

use super::kinds;
use super::options::{Distribution, Version};
use crate::field::{Field, Subject, choice, count, optional, text};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(cluster.distribution: Distribution, "Distribution",
        "Fills in what such a cluster has, where you have not written your own. k3s includes Traefik, local-path storage, metrics and network policies.").keywords("kubernetes k3s rke2 microk8s eks gke aks minikube kind linode ovh scaleway hetzner amazon google azure").subject(Subject::Cluster).bringing(kinds::chosen),
    choice!(cluster.version: Version, "Kubernetes version", "kubectl version shows it as Server Version.").advanced().keywords("upgrade release").subject(Subject::Cluster),
    count!(cluster.nodes, "Nodes", "How many nodes can run the forum's pods.", 1..=500, "nodes").keywords("servers machines workers hosts how many").subject(Subject::Cluster).under("Nodes"),
    text!(
        cluster.node_cpu,
        "CPU of a node",
        "The allocatable CPU of one node, as kubectl describe node shows it, like 4 or 3500m."
    ).keywords("cores processor vcpu").subject(Subject::Cluster),
    text!(cluster.node_memory, "Memory of a node", "The allocatable memory of one node, like 8Gi.").keywords("ram").subject(Subject::Cluster),
    optional!(
        cluster.node_labels,
        "Only on nodes with",
        "Labels that a node must have, separated by commas, like kubernetes.io/arch=amd64. Empty uses every node."
    ).advanced().keywords("nodeselector affinity pool dedicated arch arm64 amd64 placement schedule").subject(Subject::Cluster),
    optional!(
        cluster.tolerated_taints,
        "Tolerated taints",
        "Taints of nodes that the pods may use all the same, separated by commas, like dedicated=forum:NoSchedule."
    ).advanced().keywords("tolerations taint dedicated spot preemptible control-plane pool placement schedule").subject(Subject::Cluster),
    optional!(
        cluster.rwo_class,
        "Storage class, one node",
        "For PostgreSQL and Redis. Empty uses the cluster's default class; on k3s that is local-path."
    ).advanced().keywords("storageclass disk rwo readwriteonce local-path pvc persistent volume").subject(Subject::Cluster)
    .under("Storage"),
    optional!(
        cluster.rwx_class,
        "Storage class, many nodes",
        "A class that supports ReadWriteMany, like longhorn or nfs; local-path does not. Leave it empty if you \
         have none."
    ).keywords("storageclass rwx readwritemany nfs longhorn shared disk pvc persistent volume uploads").subject(Subject::Cluster),
    text!(
        cluster.ingress_namespace,
        "Namespace of the ingress controller",
        "Network policies let nginx be reached only from there. k3s runs Traefik in kube-system."
    ).advanced_when(on_k3s).keywords("traefik network policy firewall").subject(Subject::Cluster)
    .when(asks_pods).under("Network"),
    text!(cluster.ingress_label, "Label of its pods", "One label of the ingress controller's pods, as key=value.").advanced_when(on_k3s).keywords("traefik network policy firewall").subject(Subject::Cluster).when(asks_pods),
    text!(
        cluster.dns_port,
        "Port of the DNS pods",
        "Usually 53. kubectl --namespace kube-system get endpointslices shows it in the line of kube-dns."
    ).advanced().keywords("coredns").subject(Subject::Cluster),
    text!(cluster.domain, "Cluster domain", "The DNS domain of Services, almost always cluster.local.").advanced().keywords("svc cluster.local").subject(Subject::Cluster),
];

fn on_k3s(plan: &Plan) -> bool {
    plan.cluster.distribution == Distribution::K3s
}

fn asks_pods(plan: &Plan) -> bool {
    plan.ingress.asks_for_pods()
}
