//! The topology: the nodes of the stack, and which connects to which.
//!
//! Parts declare nodes and links once. The picture's edges, the NetworkPolicies and the port table in the bundle's README
//! are all generated from the same links.

use std::fmt;

use crate::values::{LabelPair, Memory, Resources};

/// A node's name: a part's key, or a path below it like `web.pages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub &'static str);

impl NodeId {
    /// The key of the part that declared the node.
    pub fn part(self) -> &'static str {
        self.0.split('.').next().unwrap_or(self.0)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A row of the picture, from the visitor inwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// Who asks for pages. This row, [`Row::Edge`] and [`Row::Proxy`] share their columns.
    Visitors,
    /// The ingress controller.
    Edge,
    /// The proxy inside.
    Proxy,
    /// All pods of the forum image. Its middle is an aisle, unless a place has order 0.
    Tiers,
    /// What shares connections. It stands in the columns of [`Row::Data`]: the same order is the same column.
    Pool,
    /// What keeps data, and servers outside.
    Data,
    /// What copies and manages what stands above.
    Operations,
}

/// Where the picture has a node. A place keeps its room whether the plan has the node or not, so that an option
/// moves nothing but what it adds or removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose place it is.
    pub node: NodeId,
    /// Its row.
    pub row: Row,
    /// From left to right. 0 is the middle, where the requests come down; below 0 is left of it, above 0 right.
    pub order: i32,
    /// Width of the box in pixels at 100 %: its widest usual words (a fact has 11 px letters, a title bold ones of
    /// 13 px), and 16 for what stands around them.
    pub width: i32,
    /// The rows from which lines come that do not run straight: below each of these rows, a rail is kept for them.
    /// Its own row is for lines from the node to itself; those of a row further down arrive from below. A line
    /// that is not foreseen here gets a rail too, but moves everything below it by the height of that rail.
    pub rails: &'static [Row],
}

impl Place {
    /// A place without rails.
    pub const fn new(node: &'static str, row: Row, order: i32, width: i32) -> Self {
        Self { node: NodeId(node), row, order, width, rails: &[] }
    }

    /// With rails for lines from these rows.
    pub const fn rails(self, rails: &'static [Row]) -> Self {
        Self { rails, ..self }
    }
}

/// What a node is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// People with browsers.
    Visitors,
    /// The ingress.
    Edge,
    /// The proxy inside.
    Proxy,
    /// The Django tiers.
    Web,
    /// What works in the background.
    Background,
    /// What shares connections between those above and the servers below.
    Pool,
    /// What keeps data, and servers outside.
    Data,
    /// What watches, copies and manages the others.
    Operations,
}

/// Who stands behind a node, as a network policy would name it.
#[derive(Clone, Debug, PartialEq)]
pub enum Peer {
    /// Pods of this bundle, by their component labels.
    Pods(Vec<&'static str>),
    /// Pods of another namespace.
    Foreign {
        /// That namespace's name.
        namespace: String,
        /// The label of the pods in it.
        label: LabelPair,
    },
    /// Any pod of another namespace: what a Service there selects is not known here.
    Namespace(String),
    /// Pods of this namespace that an operator makes.
    OperatorPods {
        /// The name of their policy.
        policy: &'static str,
        /// The label they carry.
        label: LabelPair,
    },
    /// One address outside, or any when it is known by name only.
    Outside(Option<std::net::Ipv4Addr>),
    /// The cluster's own API server: no pod, and at an address that no plan knows.
    ApiServer,
    /// Everything at these addresses, in CIDR notation.
    Networks(Vec<String>),
    /// Every pod of the cluster.
    AnyPod,
    /// Everything that reaches the port, from inside the cluster and outside.
    Anyone,
    /// A volume: mounted, not talked to.
    Volume,
    /// Visitors: they reach the ingress through the cluster's load balancer or node ports.
    Visitors,
}

/// One box of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name.
    pub id: NodeId,
    /// The words in the box.
    pub title: String,
    /// One or two short facts of the plan under the title.
    pub facts: Vec<String>,
    /// What it is there for.
    pub lane: Lane,
    /// Who it is on the network.
    pub peer: Peer,
    /// How many pods run all the time; 0 for nodes without pods and for jobs.
    pub replicas: u32,
    /// How many an autoscaler may make of them.
    pub grows_to: Option<u32>,
    /// Requests and limits of one pod; None if it is not a pod of the bundle.
    pub resources: Option<Resources>,
    /// Volumes: size of each and how many.
    pub storage: Option<(Memory, u32)>,
    /// Its ports for Prometheus; empty if it is not scraped.
    pub metrics: Vec<Metrics>,
    /// What stops with one pod of it. A part leaves it empty: `analysis::whatif` computes it.
    pub single_point: Option<String>,
}

impl Node {
    /// A node with nothing but a name, a purpose and an identity.
    pub fn new(id: &'static str, title: impl Into<String>, lane: Lane, peer: Peer) -> Self {
        Self {
            id: NodeId(id),
            title: title.into(),
            facts: Vec::new(),
            lane,
            peer,
            replicas: 0,
            grows_to: None,
            resources: None,
            storage: None,
            metrics: Vec::new(),
            single_point: None,
        }
    }
}

/// A port on which a pod answers Prometheus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// The number.
    pub port: u16,
    /// What for, in words that fit after "to".
    pub why: &'static str,
}

/// What goes over a link.
#[derive(Clone, Debug, PartialEq)]
pub enum Carries {
    /// A TCP connection.
    Tcp {
        /// The port of the pods behind the Service: the one that policies name.
        port: u16,
        /// The port that the client dials, of the Service.
        service_port: u16,
        /// What is spoken.
        protocol: &'static str,
    },
    /// Files on a shared volume.
    Files {
        /// Whether the client writes.
        writes: bool,
    },
}

/// One line of the picture: `from` opens the connection, `to` answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Who opens it.
    pub from: NodeId,
    /// Who answers.
    pub to: NodeId,
    /// What goes over it.
    pub carries: Carries,
    /// What for, in words that fit after "to".
    pub why: &'static str,
}

/// The nodes in the order of the parts, and the links between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topology {
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The lines.
    pub links: Vec<Link>,
}

impl Topology {
    /// Adds a box.
    pub fn node(&mut self, node: Node) {
        self.nodes.push(node);
    }

    /// Adds a TCP line to a server whose Service has the pods' own port.
    pub fn tcp(
        &mut self,
        from: &'static str,
        to: &'static str,
        port: u16,
        protocol: &'static str,
        why: &'static str,
    ) {
        self.tcp_through(from, to, port, port, protocol, why);
    }

    /// Adds a TCP line through a Service on a port of its own.
    pub fn tcp_through(
        &mut self,
        from: &'static str,
        to: &'static str,
        service_port: u16,
        port: u16,
        protocol: &'static str,
        why: &'static str,
    ) {
        let carries = Carries::Tcp { port, service_port, protocol };
        self.links.push(Link { from: NodeId(from), to: NodeId(to), carries, why });
    }

    /// Adds a line to a volume.
    pub fn files(&mut self, from: &'static str, to: &'static str, writes: bool, why: &'static str) {
        self.links.push(Link { from: NodeId(from), to: NodeId(to), carries: Carries::Files { writes }, why });
    }

    /// The node of this name.
    pub fn find(&self, id: NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }
}
