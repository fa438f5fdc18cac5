//! What stands where, from left to right. The table is the picture: changing a number here moves one
//! box, and nothing else is needed to try another arrangement.

use super::text;
use crate::topology::{Lane, Node, Topology};

/// Space around the picture.
pub(super) const MARGIN: i32 = 8;
/// Width of the picture, unless nodes that have no place in the table make it wider.
pub(super) const WIDTH: i32 = 664;
/// Where the requests come down: between the strip and the right margin.
pub(super) const CENTRE: i32 = 332;
/// Where the lines of those who watch run down: in the middle of the strip left of all boxes, which
/// is 12 wide, so that they are 6 from both.
pub(super) const STRIP: i32 = 6;
/// Between a box that has no place in the table and its neighbour.
const GAP: i32 = 10;

/// One row of boxes, the channel above it and the rails of the channel below it.
pub(super) struct Row {
    /// Its places from left to right.
    pub(super) slots: &'static [Slot],
    /// Lines of text that its boxes have room for, used or not: a box that loses its last line must
    /// not pull everything below it up.
    pub(super) lines: i32,
    /// Height of the channel above, at least.
    pub(super) above: i32,
    /// The rails of the channel below, from the top; those in one list share a height, because they
    /// lead to different sides. A rail keeps its height when another one has nothing to carry.
    pub(super) below: &'static [&'static [Rail]],
    /// Whether the row is there at all while nobody stands in it.
    always: bool,
}

/// A rail by whom it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rail {
    /// To the upper edge of this box.
    Over(&'static str),
    /// To its lower edge.
    Under(&'static str),
    /// From it to itself.
    Around(&'static str),
    /// From those who watch to all that they watch.
    Watch,
}

/// A place in a row.
pub(super) struct Slot {
    /// Who stands there; nobody in an aisle, where lines from further up pass.
    pub(super) id: &'static str,
    pub(super) left: i32,
    pub(super) width: i32,
    /// Where lines from above arrive: in the middle, or straight below a port of the row above.
    entry: i32,
    /// Where lines from below arrive.
    foot: i32,
    /// Whether it watches or copies others, which is drawn more quietly.
    care: bool,
}

impl Slot {
    const fn new(id: &'static str, left: i32, width: i32, entry: i32) -> Self {
        Self { id, left, width, entry, foot: left + width / 2, care: false }
    }

    const fn aisle(left: i32, width: i32) -> Self {
        Self::new("", left, width, left + width / 2)
    }

    /// A place of somebody who watches or copies others.
    const fn care(id: &'static str, left: i32, width: i32) -> Self {
        Self { care: true, ..Self::new(id, left, width, left + width / 2) }
    }

    const fn foot(self, foot: i32) -> Self {
        Self { foot, ..self }
    }
}

use Rail::{Around, Over, Under, Watch};

/// The rows, from the visitor inwards. Requests run down the middle. What watches stands at the upper
/// left, where no request passes, and reaches what it watches along the strip and from below; what
/// copies and mends stands below what it copies and mends.
///
/// Widths are those of the widest usual words: 132 for "gravatar, social login", 124 for
/// "PostgreSQL 17", 193 for "CloudNativePG operator".
static ROWS: [Row; 7] = [
    Row {
        slots: &[Slot::new("ingress.visitors", 280, 104, CENTRE)],
        lines: 1,
        above: MARGIN,
        below: &[],
        always: true,
    },
    Row {
        // The empty place on the right keeps the ingress in the middle.
        slots: &[
            Slot::care("monitoring.celery", 12, 136),
            Slot::new("ingress", 222, 220, CENTRE),
            Slot::aisle(470, 156),
        ],
        lines: 2,
        above: 29,
        below: &[&[Over("ingress.solver"), Watch]],
        always: true,
    },
    Row {
        slots: &[
            Slot::care("monitoring.prometheus", 12, 136),
            Slot::new("nginx", 252, 160, CENTRE),
            Slot::new("ingress.solver", 470, 156, 548),
        ],
        lines: 3,
        above: 29,
        below: &[&[Over("web.api"), Watch], &[Over("web.pages")]],
        always: true,
    },
    Row {
        slots: &[
            Slot::new("web.api", 12, 148, 86),
            Slot::new("web.pages", 170, 148, 244),
            Slot::aisle(318, 28),
            Slot::new("celery", 346, 148, 420),
            Slot::new("jobs", 504, 148, 578),
        ],
        lines: 3,
        above: 29,
        // The order is the one with the fewest crossings: the further out a box, the higher its rail;
        // media before its neighbours, because nginx comes down to it. Those who ask PgBouncer stand
        // left of it, those who ask PostgreSQL beside it stand right.
        below: &[
            &[Over("site.mail")],
            &[Over("web.internet")],
            &[Over("storage")],
            &[Over("redis")],
            &[Over("postgres"), Over("pgbouncer")],
        ],
        always: true,
    },
    Row {
        // The columns of the row below, so that the tiers keep their ports when this row comes.
        slots: &[
            Slot::aisle(12, 119),
            Slot::aisle(139, 134),
            Slot::aisle(281, 98),
            Slot::new("pgbouncer", 387, 124, 440),
            Slot::aisle(519, 132),
        ],
        lines: 2,
        above: 29,
        // CloudNativePG's pooler asks the API server, past the servers on the right.
        below: &[&[Over("postgres")], &[Over("postgres.api")]],
        always: false,
    },
    Row {
        slots: &[
            Slot::new("site.mail", 12, 119, 46),
            Slot::new("redis", 139, 134, 224),
            Slot::new("storage", 281, 98, CENTRE).foot(290),
            Slot::new("postgres", 387, 124, 440).foot(440),
            Slot::new("web.internet", 519, 132, 608),
        ],
        lines: 4,
        above: 29,
        // No two cross below PostgreSQL: its ports have the same order from left to right.
        below: &[
            &[Around("redis"), Around("postgres")],
            &[Watch],
            &[Over("postgres.api")],
            &[Over("backup.store")],
            &[Under("postgres"), Under("storage")],
        ],
        always: true,
    },
    Row {
        // The empty place on the right keeps the line to the API away from PostgreSQL's loop.
        slots: &[
            Slot::care("backup.store", 56, 133),
            Slot::care("backup", 199, 112),
            Slot::care("postgres.operator", 321, 193),
            Slot::care("postgres.api", 524, 128),
            Slot::aisle(652, 0),
        ],
        lines: 3,
        above: 29,
        below: &[],
        always: false,
    },
];

/// The rows of one picture and who stands where in them.
pub(super) struct Places {
    pub(super) rows: Vec<&'static Row>,
    /// In the order of the nodes.
    pub(super) spots: Vec<Spot>,
}

/// Where a node stands, as far as left and right go.
pub(super) struct Spot {
    pub(super) row: usize,
    pub(super) left: i32,
    pub(super) width: i32,
    /// Where lines from above would like to arrive.
    pub(super) entry: i32,
    /// Where lines from below would like to arrive.
    pub(super) foot: i32,
    /// Whether it watches or copies others.
    pub(super) care: bool,
}

impl Spot {
    pub(super) fn right(&self) -> i32 {
        self.left + self.width
    }

    pub(super) fn middle(&self) -> i32 {
        self.left + self.width / 2
    }
}

/// The rows that this topology needs, and every node's spot in them. Nodes that the table does not
/// know, or that are there twice, stand to the right of the others of their lane.
pub(super) fn places(topology: &Topology) -> Places {
    let homes: Vec<(usize, Option<&'static Slot>)> = topology
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let again = topology.nodes.iter().take(at).any(|earlier| earlier.id == node.id);
            home(node).filter(|_| !again).map_or((row_of(node.lane), None), |(row, slot)| (row, Some(slot)))
        })
        .collect();
    let needed = |row: usize| ROWS[row].always || homes.iter().any(|home| home.0 == row);
    let kept: Vec<usize> = (0..ROWS.len()).filter(|&row| needed(row)).collect();
    let mut places = Places { rows: kept.iter().map(|&row| &ROWS[row]).collect(), spots: Vec::new() };
    for (node, (home, slot)) in topology.nodes.iter().zip(homes) {
        let row = kept.iter().position(|&row| row == home).unwrap_or(0);
        let spot = slot.map_or_else(|| places.guest(node, row), |slot| own(slot, row));
        places.spots.push(spot);
    }
    places
}

impl Places {
    fn slots(&self, row: usize) -> &'static [Slot] {
        self.rows.get(row).map_or(&[], |row| row.slots)
    }

    /// How many columns a row has without guests, so that guests do not push ports aside.
    pub(super) fn column_count(&self, row: usize) -> i32 {
        i32::try_from(self.slots(row).len() + 2).unwrap_or(2)
    }

    /// The columns of a row: the picture's two margins, every place of the table and every guest.
    pub(super) fn columns(&self, row: usize) -> Vec<(i32, i32)> {
        let slots = self.slots(row).iter();
        let mut columns: Vec<(i32, i32)> = slots.map(|slot| (slot.left, slot.left + slot.width)).collect();
        columns.extend(self.guests(row).map(|spot| (spot.left, spot.right())));
        let end = columns.iter().map(|column| column.1).max().unwrap_or(0);
        columns.push((i32::MIN / 2, 0));
        columns.push((end + MARGIN, i32::MAX / 2));
        columns.sort_unstable();
        columns
    }

    /// Whether a line may pass through a row at `x`. A place of the table is kept free for its node.
    pub(super) fn is_clear(&self, row: usize, x: i32) -> bool {
        let clear = |left: i32, right: i32| x <= left - 5 || x >= right + 5;
        let mut slots = self.slots(row).iter().filter(|slot| !slot.id.is_empty());
        slots.all(|slot| clear(slot.left, slot.left + slot.width))
            && self.guests(row).all(|spot| clear(spot.left, spot.right()))
    }

    fn guest(&self, node: &Node, row: usize) -> Spot {
        let end = self.guests(row).map(Spot::right).fold(end(self.slots(row)), i32::max);
        let words = node.facts.iter().map(|fact| text::width(fact, text::FACT));
        let words = words.chain([text::width(&node.title, text::TITLE)]).max().unwrap_or(0);
        let (left, width) = (end + GAP, (words + 20).clamp(112, 220));
        let middle = left + width / 2;
        Spot { row, left, width, entry: middle, foot: middle, care: node.lane == Lane::Operations }
    }

    /// Those in a row that the table does not know: they stand right of all of its places.
    fn guests(&self, row: usize) -> impl Iterator<Item = &Spot> {
        let end = end(self.slots(row));
        self.spots.iter().filter(move |spot| spot.row == row && spot.left > end)
    }
}

fn end(slots: &[Slot]) -> i32 {
    slots.iter().map(|slot| slot.left + slot.width).max().unwrap_or(0)
}

/// The place of the table that is a node's own, whatever its lane.
fn home(node: &Node) -> Option<(usize, &'static Slot)> {
    let rows = ROWS.iter().enumerate();
    rows.flat_map(|(row, Row { slots, .. })| slots.iter().map(move |slot| (row, slot)))
        .find(|(_, slot)| slot.id == node.id.0)
}

fn row_of(lane: Lane) -> usize {
    match lane {
        Lane::Visitors => 0,
        Lane::Edge => 1,
        Lane::Proxy => 2,
        Lane::Web | Lane::Background => 3,
        Lane::Pool => 4,
        Lane::Data => 5,
        Lane::Operations => 6,
    }
}

fn own(slot: &Slot, row: usize) -> Spot {
    let Slot { left, width, entry, foot, care, .. } = *slot;
    Spot { row, left, width, entry, foot, care }
}
