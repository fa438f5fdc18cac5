//! Everything that the picture shows: boxes and lines with their labels, and which of them are highlighted.
//!
//! Boxes and lines are separate signals: a letter more in the host name changes text in a box, but no line.

use std::collections::BTreeSet;

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::finding::{Finding, Severity};
use planner::layout::{self, Point, Rect};
use planner::sorting::sort_by_key;
use planner::topology::{Carries, Link, Node, NodeId, Topology};

use crate::ui::selection::{LinkKey, Selection, link_key};
use crate::ui::state::{AppState, distinct_signal, plural};

/// Which line.
pub type LineKey = LinkKey;

/// The picture and its boxes.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The left edge, chosen so that the present boxes are centred.
    pub left: i32,
    /// Width in the picture's units.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// The boxes.
    pub nodes: Vec<NodeView>,
}

/// The lines between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Routes(Vec<Route>);

/// The boxes that belong to the selection.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// Boxes.
    pub nodes: BTreeSet<NodeId>,
    /// The lines that belong to it, and those of the box under the pointer.
    pub lines: BTreeSet<LineKey>,
}

/// One box.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// Whose.
    pub node: Node,
    /// Where.
    pub rect: Rect,
    /// The worst finding about it.
    pub worst: Option<Severity>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Which.
    pub key: LineKey,
    /// The link that it shows.
    pub link: Link,
    /// Its corners.
    pub points: Vec<Point>,
    /// Where the first line of its rail ends.
    pub rail: Option<Point>,
    /// Whether it watches, copies or mends.
    pub care: bool,
    /// The words beside it.
    pub label: Option<(Point, String)>,
    /// The whole description, for the tooltip.
    pub description: String,
}

/// Where everything is. It follows from the topology alone, and is not computed while that stays as it is.
pub fn layout(app: AppState) -> Memo<layout::Drawing> {
    memo(move |_| {
        app.topology.track();
        app.project.outcome.with_untracked(|outcome| outcome.drawing.clone())
    })
}

/// The boxes of the plan's topology, with the worst of their findings.
pub fn boxes(app: AppState, layout: Memo<layout::Drawing>) -> ReadSignal<Scene> {
    distinct_signal(move || {
        let layout = layout.get();
        app.topology.with(|topology| {
            let node_view = |(rect, node): (Rect, &Node)| {
                let worst = app.findings.with(|findings| worst(findings, node.id, topology));
                NodeView { node: node.clone(), rect, worst }
            };
            let places = layout.boxes.iter().filter_map(|at| Some((at.rect, topology.find(at.node)?)));
            let mut nodes: Vec<NodeView> = places.map(node_view).collect();
            // The Tab key goes through them as one reads.
            sort_by_key(&mut nodes, |node_view| (node_view.rect.y, node_view.rect.x));
            Scene { left: off_centre(&layout), width: layout.width, height: layout.height, nodes }
        })
    })
}

/// How far the centre of the present boxes is to the right of the centre of all places.
fn off_centre(layout: &layout::Drawing) -> i32 {
    let least = layout.boxes.iter().map(|at| at.rect.x).min().unwrap_or(0);
    let most = layout.boxes.iter().map(|at| at.rect.right()).max().unwrap_or(layout.width);
    (least + most - layout.width) / 2
}

/// The lines of the plan's topology.
pub fn lines(app: AppState, layout: Memo<layout::Drawing>) -> ReadSignal<Routes> {
    distinct_signal(move || Routes(app.topology.with(|topology| routes(topology, layout.get().lines))))
}

/// What the selection lights, and the pointer.
pub fn lit(app: AppState, hovered: RwSignal<Option<NodeId>>) -> ReadSignal<Highlight> {
    distinct_signal(move || {
        let under = hovered.get().map_or(Selection::Nothing, Selection::Node);
        let selection = app.navigation.selection.get();
        app.topology.with(|topology| {
            let nodes = topology.nodes.iter().map(|node| node.id);
            let lines = (0..topology.links.len()).filter_map(|at| link_key(topology, at));
            let lights =
                |key: &LineKey| under.lights_line(*key, topology) || selection.lights_line(*key, topology);
            Highlight {
                nodes: nodes.filter(|id| selection.lights(*id, topology)).collect(),
                lines: lines.filter(lights).collect(),
            }
        })
    })
}

fn routes(topology: &Topology, lines: Vec<layout::PlacedLink>) -> Vec<Route> {
    lines
        .into_iter()
        .filter_map(|line| Some((topology.links.get(line.link)?, link_key(topology, line.link)?, line)))
        .map(|(link, key, line)| {
            let description = description(link, topology);
            let layout::PlacedLink { points, rail, care, label, .. } = line;
            Route { key, link: link.clone(), points, rail, care, label, description }
        })
        .collect()
}

fn worst(findings: &[Finding], node: NodeId, topology: &Topology) -> Option<Severity> {
    findings
        .iter()
        .filter(|f| f.fields.first().is_some_and(|id| Selection::Field(*id).lights(node, topology)))
        .map(|finding| finding.severity)
        .max()
}

/// "nginx to Django pages, http on port 8001: to pass on everything that is no file".
fn description(link: &Link, topology: &Topology) -> String {
    let (from, to) = (title(link.from, topology), title(link.to, topology));
    format!("{from} to {to}, {}: to {}", over(link), link.why)
}

/// "http on port 8001", "files, read and write".
pub fn over(link: &Link) -> String {
    match &link.carries {
        Carries::Tcp { port, service_port, protocol } if port == service_port => {
            format!("{protocol} on port {port}")
        }
        Carries::Tcp { port, service_port, protocol } => {
            format!("{protocol} on port {service_port} (pods {port})")
        }
        Carries::Files { writes: true } => "files, read and write".to_owned(),
        Carries::Files { writes: false } => "files, read only".to_owned(),
    }
}

/// A node's title.
pub fn title(id: NodeId, topology: &Topology) -> String {
    topology.find(id).map_or_else(|| id.to_string(), |node| node.title.clone())
}

/// Everything a box says, in words.
pub fn words(node_view: &NodeView) -> String {
    let node = &node_view.node;
    let mut words = vec![node.title.clone()];
    if node.replicas > 0 {
        words.push(plural(node.replicas as usize, "pod"));
    }
    words.extend(node.grows_to.map(|most| format!("up to {most} under load")));
    words.extend(node.facts.iter().cloned());
    words.extend(volumes(node));
    words.extend(node.single_point.as_ref().map(|why| format!("single point of failure: {why}")));
    words.extend(node_view.worst.map(|severity| format!("has findings, the worst: {}", severity.word())));
    words.join(", ")
}

/// "20Gi", "3 × 1Gi".
pub fn volumes(node: &Node) -> Option<String> {
    let (size, count) = node.storage?;
    Some(if count == 1 { size.to_string() } else { format!("{count} × {size}") })
}

impl Routes {
    /// The lines' keys.
    pub fn keys(&self) -> Vec<LineKey> {
        self.0.iter().map(|line| line.key).collect()
    }

    /// The rails, by where the first line of each ends: first those who watch, copy or mend, so that
    /// the lines of requests pass over theirs.
    pub fn rails(&self) -> Vec<(i32, i32)> {
        let mut rails = Vec::new();
        for care in [true, false] {
            for rail in self.0.iter().filter(|line| line.care == care).filter_map(|line| line.rail) {
                if !rails.contains(&(rail.x, rail.y)) {
                    rails.push((rail.x, rail.y));
                }
            }
        }
        rails
    }

    /// The lines of a rail.
    pub fn rail(&self, (x, y): (i32, i32)) -> impl Iterator<Item = &Route> {
        self.0.iter().filter(move |line| line.rail == Some(Point { x, y }))
    }

    /// One line.
    pub fn line(&self, key: LineKey) -> Option<&Route> {
        self.0.iter().find(|line| line.key == key)
    }
}

impl Scene {
    /// The boxes' keys.
    pub fn node_keys(&self) -> Vec<NodeId> {
        self.nodes.iter().map(|node_view| node_view.node.id).collect()
    }

    /// One box.
    pub fn node(&self, id: NodeId) -> Option<&NodeView> {
        self.nodes.iter().find(|node_view| node_view.node.id == id)
    }

    /// The first box, or the last.
    pub fn edge(&self, last: bool) -> Option<NodeId> {
        let node_view = if last { self.nodes.last() } else { self.nodes.first() };
        node_view.map(|node_view| node_view.node.id)
    }

    /// The nearest box in a direction.
    pub fn beside(&self, id: NodeId, (right, down): (i32, i32)) -> Option<NodeId> {
        let middle = |rect: Rect| (rect.x + rect.width / 2, rect.y + rect.height / 2);
        let (x, y) = middle(self.node(id)?.rect);
        let distance = |node_view: &&NodeView| {
            let (to_x, to_y) = middle(node_view.rect);
            // Up and down lead to the next row, left and right stay in the row.
            let (ahead, far) = match (right, down) {
                (0, down) => ((to_y - y) * down, 2 * (to_y - y).abs() + (to_x - x).abs()),
                (right, _) => ((to_x - x) * right, (to_x - x).abs() + 4 * (to_y - y).abs()),
            };
            (ahead > 8).then_some(far)
        };
        let there = self.nodes.iter().filter(|node_view| distance(node_view).is_some());
        there.min_by_key(|node_view| distance(node_view)).map(|node_view| node_view.node.id)
    }
}
