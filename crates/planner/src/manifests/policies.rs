//! Network policies, generated from the links. Everything is denied in both directions, and each link opens one port at
//! both of its ends, so the picture cannot show a connection that the cluster refuses.

use std::collections::{BTreeMap, BTreeSet};

use crate::sorting::{to_map, to_set};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::kube::{PartObjects, meta, pod_selector};
use crate::plan::Plan;
use crate::topology::{Carries, Link, Node, NodeId, Peer, Topology};
use crate::values::LabelPair;

/// The key under which the policies stand in the object set.
pub const KEY: &str = "policies";
/// Their file in `base/`.
pub(crate) const FILE: &str = "80-policies";
/// The name of the policy that denies everything that no other policy allows.
pub(crate) const DENY: &str = "default-deny";

/// Every IPv4 address.
const EVERYWHERE: &str = "0.0.0.0/0";
/// Addresses that a node answers itself.
const LINK_LOCAL: &str = "169.254.0.0/16";

/// Adds a policy for each group of pods, and one that denies the rest.
pub(crate) fn policies(plan: &Plan, topology: &Topology, part_objects: &mut PartObjects<'_>) {
    part_objects.put(policy(plan, DENY, LabelSelector::default(), Vec::new(), Vec::new()));
    for node in &topology.nodes {
        let incoming = incoming(topology, node);
        let outgoing = outgoing(plan, topology, node);
        for (name, pods) in guarded(node) {
            part_objects.put(policy(plan, name, pods, incoming.clone(), outgoing.clone()));
        }
    }
}

/// The policies of a node: their names, and the pods that each selects. All policy names come from here.
fn guarded(node: &Node) -> Vec<(&'static str, LabelSelector)> {
    match &node.peer {
        Peer::Pods(components) => {
            components.iter().map(|component| (*component, pod_selector(component))).collect()
        }
        Peer::OperatorPods { policy: name, label } => vec![(*name, one_label(label))],
        Peer::Foreign { .. }
        | Peer::Namespace(_)
        | Peer::Outside(_)
        | Peer::ApiServer
        | Peer::Networks(_)
        | Peer::AnyPod
        | Peer::Anyone
        | Peer::Volume
        | Peer::Visitors => Vec::new(),
    }
}

/// The names of the policies that allow a link. An end outside the namespace has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Those that let the client out.
    pub out: Vec<&'static str>,
    /// Those that let it in at the server.
    pub into: Vec<&'static str>,
}

/// Which policies let a link through; none for files, which are mounted and not dialled.
pub fn allowed(topology: &Topology, link: &Link) -> Allowed {
    if matches!(link.carries, Carries::Files { .. }) {
        return Allowed::default();
    }
    Allowed { out: names(topology, link.from), into: names(topology, link.to) }
}

/// The names of a node's policies.
pub(crate) fn names(topology: &Topology, node: NodeId) -> Vec<&'static str> {
    topology
        .find(node)
        .map(|node| guarded(node).into_iter().map(|(name, _)| name).collect())
        .unwrap_or_default()
}

fn policy(
    plan: &Plan,
    name: &str,
    pods: LabelSelector,
    ingress: Vec<NetworkPolicyIngressRule>,
    egress: Vec<NetworkPolicyEgressRule>,
) -> NetworkPolicy {
    NetworkPolicy {
        metadata: meta(plan, name, "network-policy"),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(pods),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ingress: (!ingress.is_empty()).then_some(ingress),
            egress: (!egress.is_empty()).then_some(egress),
        }),
    }
}

/// Who may open a connection to this node's pods, one rule a port.
fn incoming(topology: &Topology, node: &Node) -> Vec<NetworkPolicyIngressRule> {
    by_port(topology.links.iter().filter(|link| link.to == node.id))
        .into_iter()
        .map(|(port, links)| {
            let clients = || links.iter().filter_map(|link| topology.find(link.from));
            // A rule that names no peer lets everyone in, also what has no pod and no address of its own: Cilium's
            // proxy is known to policies by an identity that no selector and no address block meets.
            let open = clients().any(|node| node.peer == Peer::Anyone);
            NetworkPolicyIngressRule { from: (!open).then(|| peers(clients())), ports: Some(vec![tcp(port)]) }
        })
        .collect()
}

/// Whom this node's pods may open a connection to, one rule a port, and the cluster's DNS.
fn outgoing(plan: &Plan, topology: &Topology, node: &Node) -> Vec<NetworkPolicyEgressRule> {
    let mut rules: Vec<NetworkPolicyEgressRule> =
        by_port(topology.links.iter().filter(|link| link.from == node.id))
            .into_iter()
            .map(|(port, links)| NetworkPolicyEgressRule {
                to: Some(peers(links.iter().filter_map(|link| topology.find(link.to)))),
                ports: Some(vec![tcp(port)]),
            })
            .collect();
    if !rules.is_empty() {
        rules.extend(dns(plan));
    }
    rules
}

fn by_port<'a>(links: impl Iterator<Item = &'a Link>) -> BTreeMap<u16, Vec<&'a Link>> {
    let mut by_port: BTreeMap<u16, Vec<&Link>> = BTreeMap::new();
    for link in links {
        if let Carries::Tcp { port, .. } = link.carries {
            by_port.entry(port).or_default().push(link);
        }
    }
    by_port
}

fn peers<'a>(nodes: impl Iterator<Item = &'a Node>) -> Vec<NetworkPolicyPeer> {
    let mut peers = Vec::new();
    let mut blocks = BTreeSet::new();
    for node in nodes {
        match &node.peer {
            Peer::Pods(components) => peers.extend(components.iter().map(|component| NetworkPolicyPeer {
                pod_selector: Some(pod_selector(component)),
                ..NetworkPolicyPeer::default()
            })),
            Peer::OperatorPods { label, .. } => peers.push(NetworkPolicyPeer {
                pod_selector: Some(one_label(label)),
                ..NetworkPolicyPeer::default()
            }),
            Peer::Foreign { namespace, label } => peers.push(foreign(namespace, label)),
            Peer::Namespace(name) => peers.push(NetworkPolicyPeer {
                namespace_selector: Some(namespace(name)),
                ..NetworkPolicyPeer::default()
            }),
            Peer::Outside(Some(address)) => {
                blocks.insert(format!("{address}/32"));
            }
            // A policy takes addresses, not host names, so a peer that has only a name may be anywhere.
            Peer::Outside(None) | Peer::ApiServer => {
                blocks.extend([EVERYWHERE.to_owned(), "::/0".to_owned()])
            }
            Peer::Networks(networks) => blocks.extend(networks.iter().cloned()),
            Peer::AnyPod => peers.push(NetworkPolicyPeer {
                namespace_selector: Some(LabelSelector::default()),
                ..NetworkPolicyPeer::default()
            }),
            Peer::Anyone | Peer::Volume | Peer::Visitors => {}
        }
    }
    peers.extend(blocks.into_iter().map(|cidr| NetworkPolicyPeer {
        // Clouds hand out credentials on a link-local address, and Misago fetches what members name.
        ip_block: Some(IPBlock { except: (cidr == EVERYWHERE).then(|| vec![LINK_LOCAL.to_owned()]), cidr }),
        ..NetworkPolicyPeer::default()
    }));
    peers
}

fn foreign(name: &str, label: &LabelPair) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        namespace_selector: Some(namespace(name)),
        pod_selector: Some(one_label(label)),
        ip_block: None,
    }
}

/// By the label that Kubernetes itself gives to every namespace.
fn namespace(name: &str) -> LabelSelector {
    LabelSelector {
        match_labels: Some(to_map([("kubernetes.io/metadata.name".to_owned(), name.to_owned())])),
        ..LabelSelector::default()
    }
}

fn one_label(label: &LabelPair) -> LabelSelector {
    LabelSelector {
        match_labels: Some(to_map([(label.key().to_owned(), label.value().to_owned())])),
        ..LabelSelector::default()
    }
}

fn tcp(port: u16) -> NetworkPolicyPort {
    NetworkPolicyPort {
        protocol: Some("TCP".to_owned()),
        port: Some(IntOrString::Int(i32::from(port))),
        ..NetworkPolicyPort::default()
    }
}

/// The cluster's DNS: CoreDNS under the label that every distribution keeps, or a cache on the node, which
/// answers on a link-local address and is no pod that a selector could name. Clients dial 53; what a policy
/// sees is the port of the pod, which may be another (measured: both had to be open).
fn dns(plan: &Plan) -> [NetworkPolicyEgressRule; 2] {
    let pods = foreign("kube-system", &LabelPair::known("k8s-app=kube-dns"));
    let on_the_node = NetworkPolicyPeer {
        ip_block: Some(IPBlock { cidr: LINK_LOCAL.to_owned(), except: None }),
        ..NetworkPolicyPeer::default()
    };
    let port = |protocol: &str, port| NetworkPolicyPort { protocol: Some(protocol.to_owned()), ..tcp(port) };
    let rule = |peer, numbers: BTreeSet<u16>| NetworkPolicyEgressRule {
        to: Some(vec![peer]),
        ports: Some(
            numbers.into_iter().flat_map(|number| [port("UDP", number), port("TCP", number)]).collect(),
        ),
    };
    [rule(pods, to_set([53, plan.cluster.dns_port.number()])), rule(on_the_node, to_set([53]))]
}
