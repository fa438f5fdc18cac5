//! What a NetworkPolicy means: which pods it isolates, and what each of its rules lets through.

use serde_json::{Value, json};

use super::super::view::{Labelled, ManifestSet, Object, Pod, Port, ValueExt, selects};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

use Direction::{Egress, Ingress};

impl Direction {
    pub(super) const BOTH: [Direction; 2] = [Ingress, Egress];

    /// As `policyTypes` spells it.
    pub(super) fn name(self) -> &'static str {
        if self == Ingress { "Ingress" } else { "Egress" }
    }

    /// The field that holds the rules.
    pub(super) fn field(self) -> &'static str {
        if self == Ingress { "ingress" } else { "egress" }
    }
}

/// One rule of a policy: these peers, on these ports. Without peers it allows all peers, without ports all ports.
#[derive(Clone, Copy)]
pub(super) struct Rule<'a> {
    pub policy: Object<'a>,
    pub direction: Direction,
    value: &'a Value,
}

pub(super) fn governs(policy: Object, direction: Direction) -> bool {
    let types = policy.spec()["policyTypes"].list();
    let named = types.iter().any(|it| it == direction.name());
    // Without a list a policy is about what comes in, and about what goes out if it has rules for that.
    named || types.is_empty() && (direction == Ingress || !policy.spec()["egress"].list().is_empty())
}

pub(super) fn covers(policy: Object, pod: Pod) -> bool {
    policy.namespace == pod.owner.namespace && selects(&policy.spec()["podSelector"], &pod)
}

/// Whether some policy shuts this direction for the pod: from then on only rules open it.
pub(super) fn is_isolated(manifests: &ManifestSet, pod: Pod, direction: Direction) -> bool {
    manifests.of("NetworkPolicy").any(|policy| governs(policy, direction) && covers(policy, pod))
}

/// The rules of a policy that are in force.
pub(super) fn rules<'a>(policy: Object<'a>, direction: Direction) -> impl Iterator<Item = Rule<'a>> {
    let rules = policy.spec()[direction.field()].list().iter().filter(move |_| governs(policy, direction));
    rules.map(move |value| Rule { policy, direction, value })
}

/// The rules that apply to a pod.
pub(super) fn rules_for<'a>(manifests: &ManifestSet<'a>, pod: Pod, direction: Direction) -> Vec<Rule<'a>> {
    let policies = manifests.of("NetworkPolicy").filter(|policy| covers(*policy, pod));
    policies.flat_map(|policy| rules(policy, direction)).collect()
}

/// Whether a connection may leave its source, or enter its target, as far as this direction goes.
pub(super) fn opens(manifests: &ManifestSet, direction: Direction, from: Pod, to: Pod, port: &Port) -> bool {
    let (here, there) = if direction == Ingress { (to, from) } else { (from, to) };
    !is_isolated(manifests, here, direction)
        || rules_for(manifests, here, direction)
            .iter()
            .any(|rule| (rule.peers().is_empty() || rule.meets(manifests, there)) && rule.takes(port))
}

impl<'a> Rule<'a> {
    pub(super) fn peers(&self) -> &'a [Value] {
        let field = if self.direction == Ingress { "from" } else { "to" };
        self.value[field].list()
    }

    pub(super) fn ports(&self) -> &'a [Value] {
        self.value["ports"].list()
    }

    /// Whether a peer of the rule names this pod. Address blocks name no pods.
    pub(super) fn meets(&self, manifests: &ManifestSet<'a>, pod: Pod<'a>) -> bool {
        self.peers().iter().any(|peer| self.peer_meets(manifests, peer, pod))
    }

    /// Whether a peer of the rule means this pod in particular. "Any pod of the cluster" means none: most of them will
    /// never connect, and need not be let out.
    pub(super) fn means(&self, manifests: &ManifestSet<'a>, pod: Pod<'a>) -> bool {
        let any_pod = |peer: &Value| peer["namespaceSelector"] == json!({}) && !peer.has("podSelector");
        self.peers().iter().any(|peer| !any_pod(peer) && self.peer_meets(manifests, peer, pod))
    }

    pub(super) fn peer_meets(&self, manifests: &ManifestSet<'a>, peer: &Value, pod: Pod<'a>) -> bool {
        let near = match peer.has("namespaceSelector") {
            true => selects(&peer["namespaceSelector"], &namespace(manifests, pod.owner.namespace)),
            false => pod.owner.namespace == self.policy.namespace,
        };
        near && !peer.has("ipBlock") && peer.is_object() && selects(&peer["podSelector"], &pod)
    }

    /// Whether the rule reaches beyond the namespace: to all peers, to addresses, or to other namespaces.
    pub(super) fn reaches_out(&self) -> bool {
        let out = |peer: &Value| peer.has("ipBlock") || peer.has("namespaceSelector");
        self.peers().is_empty() || self.peers().iter().any(out)
    }

    /// Whether the rule reaches the cluster's DNS: pods with the label `k8s-app: kube-dns` in kube-system, on
    /// k3s as on nearly every other cluster. Addresses may be those of a resolver on the node.
    pub(super) fn reaches_dns(&self) -> bool {
        let labels = json!({ "k8s-app": "kube-dns" });
        let (home, dns) =
            (Labels { name: "kube-system", labels: &Value::Null }, Labels { name: "", labels: &labels });
        let meets = |peer: &Value| {
            let there = peer.has("namespaceSelector") && selects(&peer["namespaceSelector"], &home);
            peer.has("ipBlock") || (there && selects(&peer["podSelector"], &dns))
        };
        self.peers().is_empty() || self.peers().iter().any(meets)
    }

    pub(super) fn takes(&self, port: &Port) -> bool {
        self.ports().is_empty() || self.ports().iter().any(|rule| takes(rule, port))
    }
}

/// Whether one port of a rule is this port of a pod: by number, by name, or within a range.
pub(super) fn takes(rule: &Value, port: &Port) -> bool {
    let wanted = &rule["port"];
    let last = rule["endPort"].as_u64();
    let in_range =
        wanted.as_u64().zip(last).is_some_and(|(first, last)| (first..=last).contains(&port.number));
    rule["protocol"].as_str().unwrap_or("TCP") == port.protocol
        && (wanted.is_null() || port.answers_to(wanted) || in_range)
}

/// A namespace as a selector sees it. The server gives each one a label with its name.
struct Labels<'a> {
    name: &'a str,
    labels: &'a Value,
}

impl Labelled for Labels<'_> {
    fn is_labelled(&self, key: &str, value: &str) -> bool {
        self.labels[key] == value || (key == "kubernetes.io/metadata.name" && self.name == value)
    }

    fn has_label(&self, key: &str) -> bool {
        self.labels.has(key) || key == "kubernetes.io/metadata.name"
    }
}

fn namespace<'a>(manifests: &ManifestSet<'a>, name: &'a str) -> Labels<'a> {
    let labels =
        manifests.named("Namespace", name).map_or(&Value::Null, |it| &it.value["metadata"]["labels"]);
    Labels { name, labels }
}
