//! Vertical positions: the rows, the channels between them, and the rails in the channels.

use std::collections::BTreeMap;

use super::Point;
use super::columns::{Columns, MARGIN, Rail, SPACE};
use super::inside;
use super::routing::{Net, Route, Side};
use crate::topology::Topology;

/// From the boxes above a channel to its first rail.
const LEAD: i32 = 11;
/// From rail to rail.
const PITCH: i32 = 8;
/// From the last rail to the boxes below: there stand the labels.
const TAIL: i32 = 23;
/// The channel below the data when that is the last row: two rails, where Redis's replication turns and
/// where those who watch come from, whether they are there or not.
const FOOT: i32 = LEAD + PITCH + LEAD;

/// The heights of a picture.
pub(super) struct Rows {
    /// Top and height of every row.
    rows: Vec<(i32, i32)>,
    /// Top of every channel, one more than rows.
    channels: Vec<i32>,
    bottom: i32,
    rails: BTreeMap<(usize, Net), usize>,
}

/// Finds the heights.
pub(super) fn rows(topology: &Topology, columns: &Columns, routes: &[Route]) -> Rows {
    let (rails, counts) = rails(topology, columns, routes);
    let mut y = 0;
    let (mut rows, mut channels) = (Vec::new(), Vec::new());
    for (at, row) in columns.rows.iter().enumerate() {
        channels.push(y);
        y += row.above.max(channel_height(counts[at], TAIL));
        let boxes = topology.nodes.iter().zip(&columns.spots).filter(|(_, spot)| spot.row == at);
        let lines = boxes.map(|(node, spot)| inside::lines(node, spot.width)).fold(row.lines, i32::max);
        let height = inside::height(lines);
        rows.push((y, height));
        y += height;
    }
    channels.push(y);
    let lowest = rails.iter().filter(|((channel, _), _)| *channel == rows.len()).map(|(_, rail)| rail + 1);
    let foot = if columns.rows.last().is_some_and(|row| row.below.is_empty()) { MARGIN } else { FOOT };
    let bottom = y + foot.max(channel_height(lowest.max().unwrap_or(0), LEAD));
    Rows { rows, channels, bottom, rails }
}

impl Rows {
    /// Top and height of a row.
    pub(super) fn row(&self, row: usize) -> (i32, i32) {
        self.rows[row]
    }

    /// Height of the whole picture.
    pub(super) fn bottom(&self) -> i32 {
        self.bottom
    }

    /// The corners of a route.
    pub(super) fn points(&self, route: &Route) -> Vec<Point> {
        if let Net::Beside(_) = route.net {
            let (top, height) = self.rows[route.first];
            return [route.out, route.enter].map(|x| Point { x, y: top + height / 2 }).to_vec();
        }
        let (first, last) = (self.rail(route.first, route.net), self.rail(route.last, route.net));
        let corners = [
            (route.out, self.edge(route.first, route.leaves)),
            (route.out, first),
            (route.pass, first),
            (route.pass, last),
            (route.enter, last),
            (route.enter, self.edge(route.last, route.enters)),
        ];
        straighten(corners.map(|(x, y)| Point { x, y }))
    }

    /// Where boxes that face a channel with this side of theirs end.
    fn edge(&self, channel: usize, side: Side) -> i32 {
        match side {
            Side::Bottom => self.channels[channel],
            Side::Top => self.rows[channel].0,
        }
    }

    /// A net without a rail goes straight, so any height in its channel will do.
    fn rail(&self, channel: usize, net: Net) -> i32 {
        let rail = self.rails.get(&(channel, net)).and_then(|rail| i32::try_from(*rail).ok()).unwrap_or(0);
        self.channels[channel] + LEAD + rail * PITCH
    }
}

/// Who needs a rail in which channel, and which one it is: the one that its place keeps, or one below those.
fn rails(
    topology: &Topology,
    columns: &Columns,
    routes: &[Route],
) -> (BTreeMap<(usize, Net), usize>, Vec<usize>) {
    let below =
        |channel: usize| channel.checked_sub(1).map_or(&[][..], |above| &columns.rows[above].below[..]);
    let mut counts: Vec<usize> = (0..=columns.rows.len()).map(|channel| below(channel).len()).collect();
    let mut rails: BTreeMap<(usize, Net), usize> = BTreeMap::new();
    for route in routes {
        let name = topology.nodes[route.server].id;
        let wanted = match route.net {
            Net::Over(_) => Rail::Over(name),
            Net::Under(_) => Rail::Under(name),
            Net::Around(_) => Rail::Around(name),
            Net::Watch => Rail::Watch,
            Net::Beside(_) => continue,
        };
        let needs = [(route.first, route.out != route.pass), (route.last, route.pass != route.enter)];
        for (channel, _) in needs.into_iter().filter(|(_, needed)| *needed) {
            if rails.contains_key(&(channel, route.net)) {
                continue;
            }
            let own = below(channel).iter().position(|level| level.contains(&wanted));
            // Those that share a height lead to different sides; where they do not, one gets a rail of its own.
            let meets = |rail: usize| {
                let same = rails.iter().filter(|((other, _), at)| *other == channel && **at == rail);
                same.map(|((_, net), _)| *net).any(|net| meet(routes, channel, net, route.net))
            };
            let rail = own.filter(|rail| !meets(*rail)).unwrap_or_else(|| {
                counts[channel] += 1;
                counts[channel] - 1
            });
            rails.insert((channel, route.net), rail);
        }
    }
    (rails, counts)
}

/// Whether the rails of two nets would touch if they had one height.
fn meet(routes: &[Route], channel: usize, one: Net, other: Net) -> bool {
    let span = |net: Net| {
        let ends = routes.iter().filter(|route| route.net == net).flat_map(|route| {
            let bends = [(route.first, [route.out, route.pass]), (route.last, [route.pass, route.enter])];
            bends.into_iter().filter(|(at, _)| *at == channel).flat_map(|(_, ends)| ends)
        });
        ends.fold((i32::MAX, i32::MIN), |(least, most), x| (least.min(x), most.max(x)))
    };
    let ((left, right), (from, to)) = (span(one), span(other));
    left < to.saturating_add(SPACE) && from < right.saturating_add(SPACE)
}

fn channel_height(rails: usize, tail: i32) -> i32 {
    match i32::try_from(rails).unwrap_or(0) {
        0 => 0,
        rails => LEAD + (rails - 1) * PITCH + tail,
    }
}

/// Drops the points where nothing turns.
fn straighten(corners: [Point; 6]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for corner in corners {
        if points.last() == Some(&corner) {
            continue;
        }
        if let [.., before, middle] = points[..]
            && ((before.x == middle.x && middle.x == corner.x)
                || (before.y == middle.y && middle.y == corner.y))
        {
            points.pop();
        }
        points.push(corner);
    }
    points
}
