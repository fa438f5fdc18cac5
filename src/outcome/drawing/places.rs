//! What stands where, from left to right. The table is the picture: changing a number here moves one
//! box, and nothing else is needed to try another arrangement.

use super::text;
use super::ways::Way;
use crate::topology::{Lane, Node, Topology};

/// Space around the picture.
pub(super) const MARGIN: i32 = 8;
/// Width of the picture, unless nodes that have no place in the table make it wider.
const WIDTH: i32 = 660;
/// Between a box that has no place in the table and its neighbour.
const GAP: i32 = 10;

/// One row of boxes and the channel above it.
pub(super) struct Row {
    /// Its places from left to right.
    pub(super) slots: &'static [Slot],
    /// Lines of text that its boxes have room for, used or not: a box that loses its last line must
    /// not pull everything below it up.
    pub(super) lines: i32,
    /// Height of the channel above, at least.
    pub(super) above: i32,
    /// Whose rails run in the channel above, from the top. A rail keeps its height when another one
    /// has nothing to carry. The order is the one with the fewest crossings: the further out a box,
    /// the higher its rail; media before its neighbours, because nginx comes down to it.
    pub(super) rails: &'static [&'static str],
}

/// A place in a row.
pub(super) struct Slot {
    /// Who stands there; nobody in an aisle, where lines from further up pass.
    pub(super) id: &'static str,
    pub(super) left: i32,
    pub(super) width: i32,
    /// Where lines from above arrive: in the middle, or straight below a port of the row above.
    entry: i32,
}

impl Slot {
    const fn new(id: &'static str, left: i32, width: i32, entry: i32) -> Self {
        Self { id, left, width, entry }
    }

    const fn aisle(left: i32, width: i32) -> Self {
        Self::new("", left, width, left + width / 2)
    }
}

/// The rows, from the visitor inwards.
pub(super) static ROWS: [Row; 5] = [
    Row { slots: &[Slot::new("ingress.visitors", 278, 104, 330)], lines: 1, above: MARGIN, rails: &[] },
    Row { slots: &[Slot::new("ingress", 220, 220, 330)], lines: 2, above: 34, rails: &[] },
    Row {
        // The empty place on the left keeps nginx in the middle.
        slots: &[
            Slot::aisle(34, 156),
            Slot::new("nginx", 250, 160, 330),
            Slot::new("ingress.solver", 470, 156, 548),
        ],
        lines: 3,
        above: 34,
        rails: &["ingress.solver"],
    },
    Row {
        slots: &[
            Slot::new("web.api", 8, 148, 82),
            Slot::new("web.pages", 166, 148, 240),
            Slot::aisle(314, 32),
            Slot::new("celery", 346, 148, 420),
            Slot::new("jobs", 504, 148, 578),
        ],
        lines: 3,
        above: 34,
        rails: &["web.api", "web.pages"],
    },
    Row {
        slots: &[
            Slot::new("site.mail", 8, 120, 42),
            Slot::new("redis", 138, 124, 220),
            Slot::new("storage", 272, 104, 330),
            Slot::new("postgres", 386, 124, 440),
            Slot::new("web.internet", 520, 132, 608),
        ],
        lines: 4,
        above: 34,
        rails: &["site.mail", "web.internet", "storage", "redis", "postgres"],
    },
];

/// Where a node stands, as far as left and right go.
pub(super) struct Spot {
    pub(super) row: usize,
    pub(super) left: i32,
    pub(super) width: i32,
    /// Where lines from above would like to arrive.
    pub(super) entry: i32,
    /// Which rail of the channel above is its own, if the table knows it.
    pub(super) rail: Option<usize>,
}

impl Spot {
    pub(super) fn right(&self) -> i32 {
        self.left + self.width
    }
}

/// Every node's spot, in the order of the nodes. Nodes that the table does not know, or that are
/// there twice, stand to the right of the others.
pub(super) fn spots(topology: &Topology) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (at, node) in topology.nodes.iter().enumerate() {
        let row = row_of(node.lane);
        let again = topology.nodes.iter().take(at).any(|earlier| earlier.id == node.id);
        let slot = ROWS[row].slots.iter().find(|slot| slot.id == node.id.0 && !again);
        let spot = slot.map_or_else(|| guest(node, row, &spots), |slot| own(slot, row));
        spots.push(spot);
    }
    spots
}

/// How many columns a row has without guests, so that guests do not push ports aside.
pub(super) fn column_count(row: usize) -> i32 {
    ROWS.get(row).and_then(|row| i32::try_from(row.slots.len()).ok()).map_or(2, |slots| slots + 2)
}

/// The columns of a row: the picture's two margins, every place of the table and every guest.
pub(super) fn columns(row: usize, spots: &[Spot]) -> Vec<(i32, i32)> {
    let slots = ROWS.get(row).map_or(&[][..], |row| row.slots);
    let mut columns: Vec<(i32, i32)> = slots.iter().map(|slot| (slot.left, slot.left + slot.width)).collect();
    columns.extend(guests(row, spots).map(|spot| (spot.left, spot.right())));
    let end = columns.iter().map(|column| column.1).max().unwrap_or(0);
    columns.push((i32::MIN / 2, 0));
    columns.push((end + MARGIN, i32::MAX / 2));
    columns.sort_unstable();
    columns
}

/// Whether a line may pass through a row at `x`. A place of the table is kept free for its node.
pub(super) fn is_clear(row: usize, x: i32, spots: &[Spot]) -> bool {
    let clear = |left: i32, right: i32| x <= left - 5 || x >= right + 5;
    let slots = ROWS.get(row).map_or(&[][..], |row| row.slots);
    slots.iter().filter(|slot| !slot.id.is_empty()).all(|slot| clear(slot.left, slot.left + slot.width))
        && guests(row, spots).all(|spot| clear(spot.left, spot.right()))
}

/// Width of the whole picture.
pub(super) fn width(spots: &[Spot], ways: &[Way]) -> i32 {
    let boxes = spots.iter().map(Spot::right);
    let lines = ways.iter().map(|way| way.pass);
    boxes.chain(lines).map(|right| right + MARGIN).fold(WIDTH, i32::max)
}

fn row_of(lane: Lane) -> usize {
    match lane {
        Lane::Visitors => 0,
        Lane::Edge => 1,
        Lane::Proxy => 2,
        Lane::Web | Lane::Background => 3,
        Lane::Pool | Lane::Data | Lane::Care => 4,
    }
}

fn own(slot: &Slot, row: usize) -> Spot {
    let rail = ROWS[row].rails.iter().position(|id| *id == slot.id);
    Spot { row, left: slot.left, width: slot.width, entry: slot.entry, rail }
}

fn guest(node: &Node, row: usize, spots: &[Spot]) -> Spot {
    let slots = ROWS[row].slots.iter().map(|slot| slot.left + slot.width);
    let end = slots.chain(guests(row, spots).map(Spot::right)).max().unwrap_or(0);
    let words = node.facts.iter().map(|fact| text::width(fact, text::FACT));
    let words = words.chain([text::width(&node.title, text::TITLE)]).max().unwrap_or(0);
    let (left, width) = (end + GAP, (words + 20).clamp(112, 220));
    Spot { row, left, width, entry: left + width / 2, rail: None }
}

/// Those in a row that the table does not know: they stand right of all of its places.
fn guests(row: usize, spots: &[Spot]) -> impl Iterator<Item = &Spot> {
    let end =
        ROWS.get(row).map_or(0, |row| row.slots.iter().map(|slot| slot.left + slot.width).max().unwrap_or(0));
    spots.iter().filter(move |spot| spot.row == row && spot.left > end)
}
