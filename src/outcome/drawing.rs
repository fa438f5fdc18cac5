//! The picture: a topology as boxes and lines, in plain numbers.

use crate::topology::{NodeId, Topology};

/// A point, in the picture's own units (CSS pixels at 100 %).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// Where a node stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which node.
    pub node: NodeId,
    /// Its box.
    pub rect: Rect,
}

/// How a link runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in [`Topology::links`].
    pub link: usize,
    /// Corner points from the client's box to the server's, horizontal and vertical by turns.
    pub points: Vec<Point>,
    /// The words beside the line and where their middle is; none where another line says the same.
    pub label: Option<(Point, String)>,
}

/// A laid-out picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Width of the whole.
    pub width: i32,
    /// Height of the whole.
    pub height: i32,
    /// The boxes, in the order of the topology's nodes.
    pub boxes: Vec<Placed>,
    /// The lines, in the order of the topology's links.
    pub lines: Vec<Line>,
}

/// Lays a topology out.
pub fn drawing(_topology: &Topology) -> Drawing {
    Drawing { width: 720, height: 520, boxes: Vec::new(), lines: Vec::new() }
}

/// The picture as a file of its own.
pub fn svg(_topology: &Topology) -> String {
    String::new()
}
