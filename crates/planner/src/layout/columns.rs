//! Horizontal positions of the boxes. A part gives the row and the order of its nodes ([`Place`]); here the rows are
//! packed, and the rails below each row follow from that. No part is named here.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::text;
use crate::sorting::{sort_by_key, to_map};
use crate::topology::{Lane, Node, NodeId, Place, Row, Topology};

/// Space around the picture.
pub(super) const MARGIN: i32 = 8;
/// Width of the picture, unless places or nodes without one make it wider: that of the page's middle pane.
const WIDTH: i32 = 664;
/// Between two upright lines.
pub(super) const SPACE: i32 = 8;
/// Where the lines of monitoring run down: in the middle of the strip left of all boxes, 6 from both.
pub(super) const STRIP: i32 = 6;
/// From the picture's edges to the boxes: the strip.
const EDGE: i32 = 12;
/// Between boxes.
const GAP: i32 = 10;
/// Between boxes of the data row, which has the most of them.
const NARROW: i32 = 8;
/// Where lines from further up pass: in the middle of the tiers, and beside the ingress.
const AISLE: i32 = 28;
/// From the picture's right edge to the last line: room for its words, "http 80" is 46 wide.
const WORDS: i32 = 56;
/// From the middle of a box to where lines arrive, at most: further out, the words of a neighbour's lines stand.
const ASIDE: i32 = 34;
/// From a box's right edge to the line beside the one at its corner: 8 to that, 13 between the two.
const CORNER: i32 = 21;
/// Between two ports of a box, where it is wide enough.
const PITCH: i32 = 20;

/// From the top: each row, the lines of text that its boxes have room for, used or not (a box that loses its last
/// line must not pull everything below it up), and whether the row is there while none of its nodes is.
const ROWS: [(Row, i32, bool); 7] = [
    (Row::Visitors, 1, true),
    (Row::Edge, 2, true),
    (Row::Proxy, 3, true),
    (Row::Tiers, 3, true),
    (Row::Pool, 2, false),
    (Row::Data, 4, true),
    (Row::Operations, 3, false),
];

/// Rows that share their columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Band {
    Front,
    Tiers,
    Data,
    Operations,
}

impl Band {
    fn of(row: Row) -> Self {
        match row {
            Row::Visitors | Row::Edge | Row::Proxy => Self::Front,
            Row::Tiers => Self::Tiers,
            Row::Pool | Row::Data => Self::Data,
            Row::Operations => Self::Operations,
        }
    }
}

/// A column of a band.
#[derive(Clone, Copy)]
struct Column {
    order: i32,
    left: i32,
    width: i32,
}

impl Column {
    fn right(self) -> i32 {
        self.left + self.width
    }

    fn middle(self) -> i32 {
        self.left + self.width / 2
    }
}

/// One row of boxes, the channel above it and the rails of the channel below it.
pub(super) struct RowColumns {
    row: Row,
    slots: Vec<Slot>,
    /// Lines of text that its boxes have room for.
    pub(super) lines: i32,
    /// Height of the channel above, at least.
    pub(super) above: i32,
    /// The rails of the channel below, from the top; those in one list share a height, because they lead to
    /// different sides. A rail keeps its height when another one has nothing to carry.
    pub(super) below: Vec<Vec<Rail>>,
}

/// A rail by what it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rail {
    /// To the upper edge of this box.
    Over(NodeId),
    /// To its lower edge.
    Under(NodeId),
    /// From it to itself.
    Around(NodeId),
    /// From monitoring to all that it watches.
    Watch,
}

/// A column in one row: a place, or an aisle for lines from further up.
#[derive(Clone, Copy)]
struct Slot {
    /// Whose place it is; none for an aisle.
    node: Option<NodeId>,
    left: i32,
    width: i32,
    /// Where lines from above arrive: in the middle, or straight below a port of the row above.
    entry: i32,
    /// Where lines from below arrive.
    foot: i32,
}

impl Slot {
    fn right(&self) -> i32 {
        self.left + self.width
    }
}

/// The rows of a picture, and the position of each node in them.
pub(super) struct Columns {
    pub(super) rows: Vec<RowColumns>,
    /// In the order of the nodes.
    pub(super) spots: Vec<Spot>,
    /// Where the requests come down.
    pub(super) centre: i32,
    /// Width of the picture without nodes that have no place.
    pub(super) width: i32,
}

/// The horizontal position of a node.
pub(super) struct Spot {
    pub(super) row: usize,
    pub(super) left: i32,
    pub(super) width: i32,
    /// Where lines from above would like to arrive.
    pub(super) entry: i32,
    /// Where lines from below would like to arrive.
    pub(super) foot: i32,
    /// Whether it watches, copies or manages others, which is drawn more quietly.
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

/// The rows that this topology needs, and every node's spot in them. Nodes without a place, or that are there
/// twice, stand to the right of the others of their lane.
pub(super) fn columns(topology: &Topology, places: &[Place]) -> Columns {
    let grid = Grid::new(places);
    let mut rows: Vec<RowColumns> = ROWS.iter().map(|(row, lines, _)| grid.row(*row, *lines)).collect();
    let homes: Vec<(Row, Option<Slot>)> = topology
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let again = topology.nodes.iter().take(at).any(|earlier| earlier.id == node.id);
            home(node, &rows).filter(|_| !again).unwrap_or((row_of(node.lane), None))
        })
        .collect();
    let always = |row: Row| ROWS.iter().any(|(one, _, always)| *one == row && *always);
    rows.retain(|one| always(one.row) || homes.iter().any(|home| home.0 == one.row));
    let mut columns = Columns { rows, spots: Vec::new(), centre: grid.centre, width: grid.width };
    for (node, (row, slot)) in topology.nodes.iter().zip(homes) {
        let at = columns.rows.iter().position(|one| one.row == row).unwrap_or(0);
        let spot = slot.map_or_else(
            || columns.guest(node, at),
            |Slot { left, width, entry, foot, .. }| Spot {
                row: at,
                left,
                width,
                entry,
                foot,
                care: row == Row::Operations || node.lane == Lane::Operations,
            },
        );
        columns.spots.push(spot);
    }
    columns
}

/// The row and slot of a node.
fn home(node: &Node, rows: &[RowColumns]) -> Option<(Row, Option<Slot>)> {
    rows.iter().find_map(|row| {
        let slot = row.slots.iter().find(|slot| slot.node == Some(node.id))?;
        Some((row.row, Some(*slot)))
    })
}

fn row_of(lane: Lane) -> Row {
    match lane {
        Lane::Visitors => Row::Visitors,
        Lane::Edge => Row::Edge,
        Lane::Proxy => Row::Proxy,
        Lane::Web | Lane::Background => Row::Tiers,
        Lane::Pool => Row::Pool,
        Lane::Data => Row::Data,
        Lane::Operations => Row::Operations,
    }
}

/// The port of a box for one of the columns that it faces.
pub(super) fn port(left: i32, width: i32, column: i32, count: i32) -> i32 {
    let pitch = PITCH.min(width / count.max(1));
    left + width / 2 + (2 * column - (count - 1)) * pitch / 2
}

impl Columns {
    fn slots(&self, row: usize) -> &[Slot] {
        self.rows.get(row).map_or(&[], |row| &row.slots)
    }

    /// How many columns a row has without guests, so that guests do not push ports aside.
    pub(super) fn column_count(&self, row: usize) -> i32 {
        counted(self.slots(row).len())
    }

    /// The columns of a row: the picture's two margins, every place and aisle, and every guest.
    pub(super) fn columns(&self, row: usize) -> Vec<(i32, i32)> {
        let slots = self.slots(row).iter();
        let mut columns: Vec<(i32, i32)> = slots.map(|slot| (slot.left, slot.right())).collect();
        columns.extend(self.guests(row).map(|spot| (spot.left, spot.right())));
        let end = columns.iter().map(|column| column.1).max().unwrap_or(0);
        columns.push((i32::MIN / 2, 0));
        columns.push((end + MARGIN, i32::MAX / 2));
        sort_by_key(&mut columns, |column| *column);
        columns
    }

    /// Whether a line may pass through a row at `x`. A place is kept free for its node.
    pub(super) fn is_clear(&self, row: usize, x: i32) -> bool {
        let clear = |left: i32, right: i32| x <= left - 5 || x >= right + 5;
        let mut slots = self.slots(row).iter().filter(|slot| slot.node.is_some());
        slots.all(|slot| clear(slot.left, slot.right()))
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

    /// The nodes of a row that have no place. They are put to the right of all places.
    fn guests(&self, row: usize) -> impl Iterator<Item = &Spot> {
        let end = end(self.slots(row));
        self.spots.iter().filter(move |spot| spot.row == row && spot.left > end)
    }
}

fn end(slots: &[Slot]) -> i32 {
    slots.iter().map(Slot::right).max().unwrap_or(0)
}

/// The columns of a row and the picture's two margins.
fn counted(columns: usize) -> i32 {
    i32::try_from(columns + 2).unwrap_or(2)
}

/// All columns of all bands.
struct Grid<'a> {
    places: &'a [Place],
    bands: BTreeMap<Band, Vec<Column>>,
    centre: i32,
    width: i32,
}

impl<'a> Grid<'a> {
    /// Packs the bands: the front and the tiers around the middle, where the requests come down; the data over the
    /// whole width; operations at the right, because the strip for monitoring is at the left.
    fn new(places: &'a [Place]) -> Self {
        let widths = |band: Band| {
            let mut widths: BTreeMap<i32, i32> = BTreeMap::new();
            for place in places.iter().filter(|place| Band::of(place.row) == band) {
                let width = widths.entry(place.order).or_insert(0);
                *width = (*width).max(place.width);
            }
            widths
        };
        let (front, mut tiers) = (widths(Band::Front), widths(Band::Tiers));
        let (data, operations) = (widths(Band::Data), widths(Band::Operations));
        // A box in the middle of the tiers has its gaps left and right of it.
        tiers.entry(0).and_modify(|width| *width = AISLE.max(*width + 2 * GAP)).or_insert(AISLE);

        let half = half(&front, AISLE).max(half(&tiers, 0));
        let data_width = packed(data.values(), NARROW);
        let operations_width = packed(operations.values(), GAP);
        let width = WIDTH.max(2 * half).max(data_width + 2 * EDGE).max(operations_width + 2 * EDGE);
        let data = pack(&data, (width - data_width) / 2, NARROW);
        // Requests run straight down to what stands in the middle of the data, if that is possible.
        let middle = data.iter().find(|column| column.order == 0 && column.width > 2 * SPACE);
        let centre = middle.map_or(width / 2, |column| {
            (width / 2).clamp(column.left + SPACE, column.right() - SPACE).max(half)
        });
        let width = width.max(centre + half);

        let mut operations = pack(&operations, width - EDGE - operations_width, GAP);
        // The empty column at the end keeps lines to the last box away from the corners of the boxes above, where
        // those from a box to itself turn.
        operations.push(Column { order: i32::MAX, left: width - EDGE, width: 0 });
        let bands = [
            (Band::Front, around(&front, centre, Some(EDGE), AISLE)),
            (Band::Tiers, around(&tiers, centre, None, 0)),
            (Band::Data, data),
            (Band::Operations, operations),
        ];
        Self { places, bands: to_map(bands), centre, width }
    }

    fn band(&self, row: Row) -> &[Column] {
        self.bands.get(&Band::of(row)).map_or(&[], |columns| columns)
    }

    fn row(&self, row: Row, lines: i32) -> RowColumns {
        let mut slots = self.slots(row);
        if Band::of(row) == Band::Data {
            let (above, below) = (self.slots(Row::Tiers), self.slots(Row::Operations));
            let count = counted(slots.len());
            for ((column, slot), at) in (1..).zip(&mut slots).zip(self.band(row)) {
                slot.entry = entry(slot, column, count, at.middle(), &above).min(self.width - WORDS);
                slot.foot = foot(slot, &below);
            }
        }
        let above = if row == Row::Visitors { MARGIN } else { 29 };
        RowColumns { row, slots, lines, above, below: self.rails(row) }
    }

    fn slots(&self, row: Row) -> Vec<Slot> {
        let slot = |column: &Column| {
            let place = self.places.iter().find(|place| (place.row, place.order) == (row, column.order));
            let width = place.map_or(column.width, |place| place.width);
            let left = column.left + (column.width - width) / 2;
            let middle = left + width / 2;
            Slot { node: place.map(|place| place.node), left, width, entry: middle, foot: middle }
        };
        self.band(row).iter().map(slot).collect()
    }

    /// The rails of the channel below a row, from the top.
    fn rails(&self, row: Row) -> Vec<Vec<Rail>> {
        let asked = |place: &&Place| place.row > row && place.rails.contains(&row);
        let mut below: Vec<&Place> = self.places.iter().filter(asked).collect();
        sort_by_key(&mut below, |place| (Band::of(place.row), Reverse(self.outward(place)), place.order));
        // Those of one column share a height: lines to the one arrive from the left, those to the other pass it on
        // the right.
        let mut rails: Vec<Vec<Rail>> = below
            .chunk_by(|one, other| (Band::of(one.row), one.order) == (Band::of(other.row), other.order))
            .map(|places| places.iter().map(|place| Rail::Over(place.node)).collect())
            .collect();
        match row {
            // At the far left, where no other line of these channels comes.
            Row::Edge | Row::Proxy => match rails.first_mut() {
                Some(first) => first.push(Rail::Watch),
                None => rails.push(vec![Rail::Watch]),
            },
            Row::Data => rails.insert(0, vec![Rail::Watch]),
            _ => {}
        }
        let own = self.places.iter().filter(|place| place.row == row);
        let loops = own.clone().filter(|place| place.rails.contains(&row));
        let around: Vec<Rail> = loops.map(|place| Rail::Around(place.node)).collect();
        if !around.is_empty() {
            rails.insert(0, around);
        }
        let from_below = |place: &&Place| place.rails.iter().any(|from| *from > row);
        let mut above: Vec<&Place> = own.filter(from_below).collect();
        sort_by_key(&mut above, |place| (Reverse(self.outward(place)), place.order));
        rails.extend(above.into_iter().map(|place| vec![Rail::Under(place.node)]));
        rails
    }

    /// Rails cross the fewest lines when they are the higher the further out their box is, that of the middle, where
    /// a line comes down from further up, before those of its neighbours.
    fn outward(&self, place: &Place) -> i32 {
        let columns = self.band(place.row);
        let away = |column: &Column| 2 * (column.middle() - self.centre).abs();
        let Some(at) = columns.iter().position(|column| column.order == place.order) else { return 0 };
        let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        match place.order {
            0 => neighbours.filter_map(|at| columns.get(at)).map(away).max().map_or(0, |most| most + 1),
            _ => away(&columns[at]),
        }
    }
}

/// The total width of boxes side by side.
fn packed<'a>(widths: impl Iterator<Item = &'a i32>, gap: i32) -> i32 {
    let (count, sum) = widths.fold((0, 0), |(count, sum), width| (count + 1, sum + width));
    sum + gap * (count - 1).max(0)
}

/// The columns from this left edge on.
fn pack<'a>(widths: impl IntoIterator<Item = (&'a i32, &'a i32)>, left: i32, gap: i32) -> Vec<Column> {
    let mut next = left;
    let column = |(order, width): (&i32, &i32)| {
        let left = next;
        next = left + width + gap;
        Column { order: *order, left, width: *width }
    };
    widths.into_iter().map(column).collect()
}

/// Half the width of a band around its middle column: the wider half, with the picture's edge.
fn half(widths: &BTreeMap<i32, i32>, aisle: i32) -> i32 {
    let wing =
        packed(widths.range(..0).map(|one| one.1), GAP).max(packed(widths.range(1..).map(|one| one.1), GAP));
    widths.get(&0).copied().unwrap_or(0) / 2 + aisle + wing + EDGE
}

/// The columns around a middle one: those left of it up to it, or from an edge on.
fn around(widths: &BTreeMap<i32, i32>, centre: i32, edge: Option<i32>, aisle: i32) -> Vec<Column> {
    let middle = widths.get(&0).copied().unwrap_or(0);
    let (left, right) = (centre - middle / 2, centre + middle - middle / 2);
    let wing = packed(widths.range(..0).map(|one| one.1), GAP);
    let mut columns = pack(widths.range(..0), edge.unwrap_or(left - aisle - wing), GAP);
    columns.push(Column { order: 0, left, width: middle });
    columns.extend(pack(widths.range(1..), right + aisle, GAP));
    columns
}

/// Where lines arrive at a box of the data: straight below the port that the box above has for this column or below
/// the aisle, where that is not far from the middle.
fn entry(slot: &Slot, column: i32, count: i32, middle: i32, above: &[Slot]) -> i32 {
    let over = above.iter().find(|over| (over.left..over.right()).contains(&middle));
    let wish = over.map(|over| match over.node {
        Some(_) => port(over.left, over.width, column, count),
        None => over.entry,
    });
    wish.filter(|wish| (wish - slot.entry).abs() <= ASIDE).unwrap_or(slot.entry)
}

/// Where lines from below arrive at a box of the data: straight above the first box of operations below it. Its right
/// corner is for its lines to boxes further right.
fn foot(slot: &Slot, below: &[Slot]) -> i32 {
    let common = |under: &Slot| {
        let least = slot.left.max(under.left) + SPACE;
        let most = (slot.right() - SPACE).min(under.right() - CORNER);
        (least <= most).then_some((least, most))
    };
    let mut common = below.iter().filter(|under| under.node.is_some()).filter_map(common);
    common.next().map_or(slot.entry, |(least, most)| slot.entry.clamp(least, most))
}
