//! The layout of the picture: the topology as boxes and lines with coordinates.
//!
//! The same topology always gives the same coordinates, and a small change moves little: every node that a plan can have
//! keeps its place ([`Place`]) even while it is absent. Lines run in the channels between the rows. All lines to one box
//! share a rail and one arrow ([`routing`]); four kinds of pods that each connect to five servers would be a tangle
//! otherwise. The page paints a [`Drawing`]; [`svg`] writes the same picture as a file. Colours are not decided here.

mod columns;
mod inside;
mod labels;
mod routing;
mod rows;
mod svg;
mod text;

use crate::topology::{NodeId, Place, Topology};
pub use inside::{Inside, Kind, Words, inside};
pub use svg::{drum, svg};

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

impl Rect {
    /// The right edge.
    pub fn right(self) -> i32 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// A node's box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which node.
    pub node: NodeId,
    /// Its box.
    pub rect: Rect,
}

/// A link's line in the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedLink {
    /// Its index in [`Topology::links`].
    pub link: usize,
    /// Corner points from the client's box to the server's, horizontal and vertical by turns. None
    /// for a link to or from a node that is not there.
    pub points: Vec<Point>,
    /// Where the first line ends that shares a rail with this one: all of these are drawn as one shape.
    pub rail: Option<Point>,
    /// Whether it is for monitoring, backups or maintenance rather than for a request. It is drawn paler.
    pub care: bool,
    /// The label and its centre; None where another line has the same label.
    pub label: Option<(Point, String)>,
}

impl PlacedLink {
    fn nowhere(link: usize) -> Self {
        Self { link, points: Vec::new(), rail: None, care: false, label: None }
    }
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
    pub lines: Vec<PlacedLink>,
}

/// Lays a topology out: first the horizontal positions, then the rails, then the vertical positions that leave room for the
/// rails, and the labels last. `places` are those of all parts.
pub fn drawing(topology: &Topology, places: &[Place]) -> Drawing {
    let columns = columns::columns(topology, places);
    let routes = routing::routes(topology, &columns);
    let rows = rows::rows(topology, &columns, &routes);
    let boxes = topology.nodes.iter().zip(&columns.spots).map(|(node, spot)| {
        let (y, height) = rows.row(spot.row);
        Placed { node: node.id, rect: Rect { x: spot.left, y, width: spot.width, height } }
    });
    let lines = (0..topology.links.len()).map(|link| {
        let Some(route) = routes.iter().find(|route| route.link == link) else {
            return PlacedLink::nowhere(link);
        };
        let first = routes.iter().find(|other| other.net == route.net).unwrap_or(route);
        PlacedLink {
            points: rows.points(route),
            rail: rows.points(first).last().copied(),
            care: columns.spots[route.client].care || columns.spots[route.server].care,
            ..PlacedLink::nowhere(link)
        }
    });
    let mut drawing = Drawing {
        width: routing::width(&columns, &routes),
        height: rows.bottom(),
        boxes: boxes.collect(),
        lines: lines.collect(),
    };
    labels::place(topology, &mut drawing);
    drawing
}
