//! Who goes where, from left to right: the ports at the boxes' edges, and the aisles that lines take
//! past rows in between. Heights come later.
//!
//! A line leaves its client at a port of its own, runs along its server's rail and arrives with all
//! others of that rail at one port. Two lines to different servers are never closer than [`SPACE`].

use std::collections::BTreeMap;

use super::places::{MARGIN, Spot, column_count, columns, is_clear};
use crate::topology::{NodeId, Topology};

/// Between two upright lines.
pub(super) const SPACE: i32 = 8;
/// Between two ports of a box, where it is wide enough.
const PITCH: i32 = 20;
/// Width of the loop from a box to itself.
const LOOP: i32 = 24;

/// An edge of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Top,
    Bottom,
}

/// All lines that arrive at one edge of one box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Net {
    /// The server's place among the nodes.
    pub(super) server: usize,
    /// Where it is entered.
    pub(super) side: Side,
}

/// How a link goes, as far as left and right go.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) link: usize,
    pub(super) client: usize,
    pub(super) net: Net,
    /// The edge it leaves by.
    pub(super) leaves: Side,
    /// The channel it enters first. Channel `n` lies above row `n`.
    pub(super) first: usize,
    /// The channel of its rail; often the same.
    pub(super) last: usize,
    /// Where it leaves.
    pub(super) out: i32,
    /// Where it passes the rows in between; there is none in between when this is `enter`.
    pub(super) pass: i32,
    /// Where it arrives.
    pub(super) enter: i32,
}

/// An upright stretch of a line: what the next one has to keep away from.
struct Upright {
    channel: usize,
    x: i32,
    net: Net,
    node: Option<usize>,
}

/// Every link's way. Links whose ends are not both there have none.
pub(super) fn ways(topology: &Topology, spots: &[Spot]) -> Vec<Way> {
    let find = |id: NodeId| topology.nodes.iter().position(|node| node.id == id);
    let links = topology.links.iter().enumerate();
    let mut ways: Vec<Way> =
        links.filter_map(|(at, link)| Some(start(at, find(link.from)?, find(link.to)?, spots))).collect();
    let mut taken = Vec::new();
    find_passes(&mut ways, spots, &mut taken);
    find_exits(&mut ways, spots, &mut taken);
    find_entries(&mut ways, spots, &mut taken);
    ways
}

/// Down to a lower row, up to a higher one, and around below to one's own.
fn start(link: usize, client: usize, server: usize, spots: &[Spot]) -> Way {
    let (from, to) = (spots[client].row, spots[server].row);
    let (leaves, side) = match to {
        _ if to > from => (Side::Bottom, Side::Top),
        _ if to < from => (Side::Top, Side::Bottom),
        _ => (Side::Bottom, Side::Bottom),
    };
    let net = Net { server, side };
    let enter = wished_entry(net, spots);
    let (first, last) = (channel(from, leaves), channel(to, side));
    Way { link, client, net, leaves, first, last, out: 0, pass: enter, enter }
}

fn channel(row: usize, side: Side) -> usize {
    match side {
        Side::Top => row,
        Side::Bottom => row + 1,
    }
}

fn wished_entry(net: Net, spots: &[Spot]) -> i32 {
    match net.side {
        Side::Top => spots[net.server].entry,
        Side::Bottom => spots[net.server].left + MARGIN + LOOP,
    }
}

/// One passage for all lines of a net that have rows in between.
fn find_passes(ways: &mut [Way], spots: &[Spot], taken: &mut Vec<Upright>) {
    let mut nets: BTreeMap<Net, (usize, usize)> = BTreeMap::new();
    for way in ways.iter().filter(|way| way.first != way.last) {
        let span = nets.entry(way.net).or_insert((way.first, way.first));
        *span = (span.0.min(way.first).min(way.last), span.1.max(way.first).max(way.last));
    }
    let end = spots.iter().map(Spot::right).fold(0, i32::max);
    for (net, (top, bottom)) in nets {
        let free = |x| {
            (top..bottom).all(|row| is_clear(row, x, spots))
                && (top..=bottom).all(|channel| is_free(channel, x, net, None, taken))
        };
        let wish = wished_entry(net, spots);
        let x = nearest(wish, 4, end.saturating_add(8192), free);
        taken.extend((top..=bottom).map(|channel| Upright { channel, x, net, node: None }));
        for way in ways.iter_mut().filter(|way| way.net == net && way.first != way.last) {
            way.pass = x;
        }
    }
}

/// A port for every line that leaves; one line for all links of the same two boxes.
fn find_exits(ways: &mut [Way], spots: &[Spot], taken: &mut Vec<Upright>) {
    for at in 0..ways.len() {
        let (earlier, rest) = ways.split_at_mut(at);
        let way = &mut rest[0];
        if let Some(twin) = earlier.iter().find(|other| (other.client, other.net) == (way.client, way.net)) {
            way.out = twin.out;
            continue;
        }
        let client = &spots[way.client];
        let (left, right) = (client.left + SPACE, client.right() - SPACE);
        let free = |x| is_free(way.first, x, way.net, Some(way.client), taken);
        way.out = nearest(wished_exit(way, spots), left, right, free);
        taken.push(Upright { channel: way.first, x: way.out, net: way.net, node: Some(way.client) });
    }
}

/// A box has a port for each column of the row it faces, and a line takes that of the column it heads
/// for: so it keeps its port when others come and go, and no two cross on their way out.
fn wished_exit(way: &Way, spots: &[Spot]) -> i32 {
    let client = &spots[way.client];
    let facing = match (way.leaves, way.net.side) {
        (Side::Bottom, Side::Top) => way.first,
        (Side::Top, Side::Bottom) => way.first - 1,
        // Around below: at the left corner, beside where such lines arrive.
        _ => return client.left + MARGIN,
    };
    let away = |&(left, right): &(i32, i32)| (left - way.pass).max(way.pass - right).max(0);
    let columns = columns(facing, spots);
    let column = (0..).zip(&columns).min_by_key(|(_, column)| away(column)).map_or(0, |(at, _)| at);
    let count = column_count(facing);
    let pitch = PITCH.min(client.width / count);
    client.left + client.width / 2 + (2 * column - (count - 1)) * pitch / 2
}

/// One port for all lines of a net.
fn find_entries(ways: &mut [Way], spots: &[Spot], taken: &mut Vec<Upright>) {
    let nets: BTreeMap<Net, usize> = ways.iter().map(|way| (way.net, way.last)).collect();
    for (net, channel) in nets {
        let server = &spots[net.server];
        let (left, right) = (server.left + SPACE, server.right() - SPACE);
        let free = |x| is_free(channel, x, net, Some(net.server), taken);
        let wish = wished_entry(net, spots);
        // Straight below a client's port rather than a few pixels beside it.
        let ports = taken.iter().filter(|other| other.channel == channel && other.net == net);
        let wish = ports.map(|port| port.x).find(|x| (x - wish).abs() < SPACE).unwrap_or(wish);
        let x = nearest(wish, left, right, free);
        taken.push(Upright { channel, x, net, node: Some(net.server) });
        for way in ways.iter_mut().filter(|way| way.net == net) {
            way.enter = x;
            if way.first == way.last {
                way.pass = x;
            }
        }
    }
}

/// Whether an upright line at `x` keeps its distance. Lines of one net may share a stretch, but not a
/// port of the same box.
fn is_free(channel: usize, x: i32, net: Net, node: Option<usize>, taken: &[Upright]) -> bool {
    let near = |other: &&Upright| other.channel == channel && (other.x - x).abs() < SPACE;
    !taken.iter().filter(near).any(|other| other.net != net || (other.node == node && node.is_some()))
}

/// The free place nearest to the wish; the wish itself where everything is taken.
fn nearest(wish: i32, least: i32, most: i32, free: impl Fn(i32) -> bool) -> i32 {
    let wish = wish.clamp(least, most.max(least));
    let around = (0..=most.saturating_sub(least).max(0)).flat_map(|off| [wish - off, wish + off]);
    around.filter(|x| (least..=most).contains(x)).find(|&x| free(x)).unwrap_or(wish)
}
