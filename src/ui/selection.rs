//! The selection, shared by all panes. A field highlights the nodes that it affects, a node its lines, and a line of the
//! picture its two ends.

use planner::field::FieldId;
use planner::topology::{Link, Node, NodeId, Topology};

/// Identifies a line of the picture: its two ends, and its number among the lines with the same ends.
pub type LinkKey = (NodeId, NodeId, usize);

/// The key of one of the topology's links.
pub fn link_key(topology: &Topology, at: usize) -> Option<LinkKey> {
    let link = topology.links.get(at)?;
    let same = topology.links.iter().take(at + 1).filter(|l| (l.from, l.to) == (link.from, link.to));
    Some((link.from, link.to, same.count()))
}

/// The link with this key.
pub fn find_link(topology: &Topology, (from, to, nth): LinkKey) -> Option<&Link> {
    topology.links.iter().filter(|link| (link.from, link.to) == (from, to)).nth(nth.saturating_sub(1))
}

/// What the reader looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A part of the stack: its section or its file.
    Part(&'static str),
    /// One question of the form.
    Field(FieldId),
    /// One box of the picture.
    Node(NodeId),
    /// One line of it.
    Link(LinkKey),
}

impl Selection {
    /// The part of the stack it belongs to.
    pub fn part(self) -> Option<&'static str> {
        match self {
            Self::Nothing | Self::Link(_) => None,
            Self::Part(part) => Some(part),
            Self::Field(field) => Some(field.part()),
            Self::Node(node) => Some(node.part()),
        }
    }

    /// The question of the form that is selected.
    pub fn field(self) -> Option<FieldId> {
        match self {
            Self::Field(field) => Some(field),
            _ => None,
        }
    }

    /// Whether a node belongs to the selection.
    pub fn lights(self, node: NodeId, topology: &Topology) -> bool {
        match self {
            Self::Nothing => false,
            Self::Part(part) => owns(part, node),
            Self::Node(selected) => selected == node,
            Self::Link((from, to, _)) => from == node || to == node,
            Self::Field(field) => {
                let mut best = topology.nodes.iter().map(|n| n.id).filter(|id| under(field, *id)).peekable();
                if best.peek().is_some() { best.any(|id| id == node) } else { decides(field, node) }
            }
        }
    }

    /// Whether a line belongs to the selection: it is selected itself, or one of its ends is.
    pub fn lights_line(self, key: LinkKey, topology: &Topology) -> bool {
        match self {
            Self::Link(selected) => selected == key,
            _ => self.lights(key.0, topology) || self.lights(key.1, topology),
        }
    }
}

/// `web.pages.replicas` stands under the node `web.pages`; a part's own node does not count here.
fn under(field: FieldId, node: NodeId) -> bool {
    node.0.contains('.')
        && field.0.strip_prefix(node.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Fields whose effect shows on another part's node.
fn decides(field: FieldId, node: NodeId) -> bool {
    match field.0 {
        "secrets.postgres" => node.0 == "postgres",
        "secrets.redis" => node.0 == "redis",
        "secrets.mail" => node.0 == "site.mail",
        "cluster.rwx_class" => node.0 == "storage",
        "cluster.rwo_class" => matches!(node.0, "postgres" | "redis"),
        id if id.starts_with("cluster.ingress") => node.0 == "ingress",
        id if id.starts_with("site.mail") || id.starts_with("site.smtp") => node.0 == "site.mail",
        id if id.starts_with("site.host") || id.starts_with("site.tls") || id.starts_with("site.issuer") => {
            node.0 == "ingress"
        }
        _ => owns(field.part(), node),
    }
}

/// Whether a part of the stack is behind a node. Every pod of the forum runs the image; the site has
/// no box of its own but the mail server.
fn owns(part: &str, node: NodeId) -> bool {
    match part {
        "image" => matches!(node.part(), "web" | "celery" | "jobs") && node.0 != "web.internet",
        "site" => false,
        _ => node.part() == part,
    }
}

/// The name of a node's objects, to find them in their file.
pub fn component(node: &Node) -> Option<&'static str> {
    match &node.peer {
        planner::topology::Peer::Pods(names) => names.first().copied(),
        _ => None,
    }
}
