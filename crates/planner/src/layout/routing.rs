//! Horizontal routing: where lines meet the boxes' edges, and where they pass the rows in between. Vertical positions
//! follow in `rows`.
//!
//! A line leaves its client at a point of its own, runs along its server's rail and arrives together with all other lines
//! of that rail. A node that monitors many others shares one rail to all of them instead. Two lines of different nets are
//! never closer than [`SPACE`].

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::columns::{Columns, MARGIN, SPACE, STRIP, Spot, port};
use crate::sorting::to_map;
use crate::topology::{NodeId, Topology};

/// Width of the loop from a box to itself: its arrow, and as much again beside that.
const LOOP: i32 = 16;
/// A line from side to side needs room for its words: "metrics 9113" is 73 wide, the arrow 8.
const BESIDE: i32 = 84;

/// An edge of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Top,
    Bottom,
}

/// Lines that share a rail. The number is their server's place among the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Net {
    /// Down the strip, from all who watch to all that they watch below. The first, because the strip is
    /// theirs before others look for theirs.
    Watch,
    /// All that arrive at its upper edge.
    Over(usize),
    /// All that arrive at its lower edge.
    Under(usize),
    /// From itself.
    Around(usize),
    /// Straight from its neighbour in the row.
    Beside(usize),
}

/// How a link goes, as far as left and right go.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) link: usize,
    pub(super) client: usize,
    pub(super) server: usize,
    pub(super) net: Net,
    /// The edge it leaves by.
    pub(super) leaves: Side,
    /// The edge it arrives at.
    pub(super) enters: Side,
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

/// Every link's route. Links whose ends are not both there have none.
pub(super) fn routes(topology: &Topology, columns: &Columns) -> Vec<Route> {
    let find = |id: NodeId| topology.nodes.iter().position(|node| node.id == id);
    let links = topology.links.iter().enumerate();
    let mut routes: Vec<Route> =
        links.filter_map(|(at, link)| Some(start(at, find(link.from)?, find(link.to)?, columns))).collect();
    // The strip is kept free when monitoring is off, so that switching it on moves nothing else.
    let strip = |channel| Upright { channel, x: STRIP, net: Net::Watch, node: None };
    let mut taken: Vec<Upright> = (0..=columns.rows.len()).map(strip).collect();
    find_passes(&mut routes, columns, &mut taken);
    find_exits(&mut routes, columns, &mut taken);
    find_entries(&mut routes, columns, &mut taken);
    routes
}

/// Down to a lower row, up to a higher one, around below to one's own. Who watches from above comes
/// from below as well, because the upper edges belong to the requests.
fn start(link: usize, client: usize, server: usize, columns: &Columns) -> Route {
    let (from, to) = (&columns.spots[client], &columns.spots[server]);
    let (leaves, enters, net) = match to.row.cmp(&from.row) {
        _ if client == server => (Side::Bottom, Side::Bottom, Net::Around(server)),
        Ordering::Equal if gap(from, to) >= BESIDE && is_alone(from, to, columns) => {
            (Side::Top, Side::Top, Net::Beside(server))
        }
        Ordering::Equal if from.care => (Side::Top, Side::Top, Net::Over(server)),
        Ordering::Equal => (Side::Bottom, Side::Bottom, Net::Under(server)),
        Ordering::Less => (Side::Top, Side::Bottom, Net::Under(server)),
        Ordering::Greater if from.care && !to.care => (Side::Bottom, Side::Bottom, Net::Watch),
        Ordering::Greater => (Side::Bottom, Side::Top, Net::Over(server)),
    };
    let (first, last) = (channel(from.row, leaves), channel(to.row, enters));
    let mut route =
        Route { link, client, server, net, leaves, enters, first, last, out: 0, pass: 0, enter: 0 };
    route.enter = wished_entry(&route, columns);
    if let Net::Beside(_) = net {
        let ahead = from.left < to.left;
        (route.out, route.enter) = if ahead { (from.right(), to.left) } else { (from.left, to.right()) };
    }
    Route { pass: route.enter, ..route }
}

/// From the one's side to the other's.
fn gap(one: &Spot, other: &Spot) -> i32 {
    (other.left - one.right()).max(one.left - other.right())
}

/// Whether two boxes of a row are next to each other.
fn is_alone(one: &Spot, other: &Spot, columns: &Columns) -> bool {
    let between = one.right().min(other.right())..one.left.max(other.left);
    !columns.spots.iter().any(|spot| spot.row == one.row && between.contains(&spot.left))
        || gap(one, other) < 0
}

fn channel(row: usize, side: Side) -> usize {
    match side {
        Side::Top => row,
        Side::Bottom => row + 1,
    }
}

fn wished_entry(route: &Route, columns: &Columns) -> i32 {
    let server = &columns.spots[route.server];
    match (route.net, route.enters) {
        (Net::Around(_), _) => loop_ports(server, columns).1,
        // At the corner where the box does not talk to itself.
        (Net::Watch, _) if is_right(server, columns) => server.left + MARGIN,
        (Net::Watch, _) => server.right() - MARGIN,
        (_, Side::Top) => server.entry,
        (_, Side::Bottom) => server.foot,
    }
}

fn is_right(spot: &Spot, columns: &Columns) -> bool {
    spot.middle() > columns.centre
}

/// Where a loop leaves and arrives: at the outer corner, because the lines to others come from within.
fn loop_ports(spot: &Spot, columns: &Columns) -> (i32, i32) {
    if is_right(spot, columns) {
        (spot.right() - MARGIN, spot.right() - MARGIN - LOOP)
    } else {
        (spot.left + MARGIN, spot.left + MARGIN + LOOP)
    }
}

/// One passage for all lines of a net that have rows in between: as near to where they arrive as may
/// be, on the client's side of it.
fn find_passes(routes: &mut [Route], columns: &Columns, taken: &mut Vec<Upright>) {
    let mut nets: BTreeMap<Net, (usize, usize, i32, i32)> = BTreeMap::new();
    for route in routes.iter().filter(|route| route.first != route.last) {
        let wish = if route.net == Net::Watch { STRIP } else { route.enter };
        let side = (columns.spots[route.client].middle() - wish).signum();
        let span = nets.entry(route.net).or_insert((route.first, route.first, wish, side));
        *span = (
            span.0.min(route.first).min(route.last),
            span.1.max(route.first).max(route.last),
            span.2,
            span.3,
        );
    }
    let end = columns.spots.iter().map(Spot::right).fold(0, i32::max);
    for (net, (top, bottom, wish, side)) in nets {
        let free = |x: i32| {
            (top..bottom).all(|row| columns.is_clear(row, x))
                && (top..=bottom).all(|channel| is_free(channel, x, net, None, taken))
        };
        let most = end.saturating_add(8192);
        let x = nearest(wish, 4, most, |x| (x - wish) * side >= 0 && free(x));
        let x = if free(x) { x } else { nearest(wish, 4, most, free) };
        taken.extend((top..=bottom).map(|channel| Upright { channel, x, net, node: None }));
        for route in routes.iter_mut().filter(|route| route.net == net && route.first != route.last) {
            route.pass = x;
        }
    }
}

/// A port for every line that leaves; one line for all links of the same two boxes.
fn find_exits(routes: &mut [Route], columns: &Columns, taken: &mut Vec<Upright>) {
    for at in 0..routes.len() {
        let (earlier, rest) = routes.split_at_mut(at);
        let route = &mut rest[0];
        if let Net::Beside(_) = route.net {
            continue;
        }
        if let Some(twin) =
            earlier.iter().find(|other| (other.client, other.net) == (route.client, route.net))
        {
            route.out = twin.out;
            continue;
        }
        let client = &columns.spots[route.client];
        let (left, right) = (client.left + SPACE, client.right() - SPACE);
        let free = |x| is_free(route.first, x, route.net, Some(route.client), taken);
        route.out = nearest(wished_exit(route, columns), left, right, free);
        taken.push(Upright { channel: route.first, x: route.out, net: route.net, node: Some(route.client) });
    }
}

/// Straight, where the way ahead lies below the box; upwards, where few go, as straight as can be.
/// Otherwise a box has a port for each column of the row it faces, and a line takes that of the column
/// it heads for: so it keeps its port when others come and go, and no two cross on their way out.
fn wished_exit(route: &Route, columns: &Columns) -> i32 {
    let client = &columns.spots[route.client];
    match (route.net, route.leaves) {
        (Net::Around(_), _) => return loop_ports(client, columns).0,
        (Net::Watch, _) => return client.left + MARGIN,
        (Net::Under(_), Side::Bottom) => return client.left + MARGIN,
        (_, Side::Top) => return route.pass,
        (_, Side::Bottom) if (client.left..client.right()).contains(&route.pass) => return route.pass,
        (_, Side::Bottom) => {}
    }
    let away = |&(left, right): &(i32, i32)| (left - route.pass).max(route.pass - right).max(0);
    let faced = columns.columns(route.first);
    let column = (0..).zip(&faced).min_by_key(|(_, column)| away(column)).map_or(0, |(at, _)| at);
    port(client.left, client.width, column, columns.column_count(route.first))
}

/// One port for all lines of a net that arrive at one box.
fn find_entries(routes: &mut [Route], columns: &Columns, taken: &mut Vec<Upright>) {
    let arriving = routes.iter().filter(|route| !matches!(route.net, Net::Beside(_)));
    let ports =
        to_map(arriving.map(|route| ((route.net, route.server), (route.last, wished_entry(route, columns)))));
    for ((net, server), (channel, wish)) in ports {
        let spot = &columns.spots[server];
        let (left, right) = (spot.left + SPACE, spot.right() - SPACE);
        let free = |x| is_free(channel, x, net, Some(server), taken);
        // Straight below a client's port rather than a few pixels beside it.
        let ports = taken.iter().filter(|other| other.channel == channel && other.net == net);
        let wish = ports.map(|port| port.x).find(|x| (x - wish).abs() < SPACE).unwrap_or(wish);
        let x = nearest(wish, left, right, free);
        taken.push(Upright { channel, x, net, node: Some(server) });
        for route in routes.iter_mut().filter(|route| (route.net, route.server) == (net, server)) {
            route.enter = x;
            if route.first == route.last {
                route.pass = x;
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

/// Width of the whole picture: its boxes, and the lines that pass right of them.
pub(super) fn width(columns: &Columns, routes: &[Route]) -> i32 {
    let boxes = columns.spots.iter().map(Spot::right);
    let lines = routes.iter().map(|route| route.pass);
    boxes.chain(lines).map(|right| right + MARGIN).fold(columns.width, i32::max)
}
