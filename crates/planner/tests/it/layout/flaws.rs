//! Everything that can be wrong with a picture and that a test can find.

use super::{Carries, Drawing, Place, Point, Rect, Topology};

/// Two lines to different servers keep this distance where they run side by side.
const APART: i32 = 6;

type Stretch = (Point, Point);

/// What is wrong with the picture of a plan.
pub fn flaws(topology: &Topology, places: &[Place]) -> Vec<String> {
    let drawing = planner::layout::drawing(topology, places);
    let mut flaws = flaws_of_any(topology, places);
    labels(topology, &drawing, &mut flaws);
    side_by_side(topology, &drawing, &mut flaws);
    flaws
}

/// What is wrong with the picture of any topology, however crowded.
pub fn flaws_of_any(topology: &Topology, places: &[Place]) -> Vec<String> {
    let drawing = planner::layout::drawing(topology, places);
    let mut flaws = Vec::new();
    boxes(topology, &drawing, &mut flaws);
    lines(topology, &drawing, &mut flaws);
    flaws
}

fn boxes(topology: &Topology, drawing: &Drawing, flaws: &mut Vec<String>) {
    let picture = Rect { x: 0, y: 0, width: drawing.width, height: drawing.height };
    let ids = |drawing: &Drawing| drawing.boxes.iter().map(|placed| placed.node).collect::<Vec<_>>();
    if ids(drawing) != topology.nodes.iter().map(|node| node.id).collect::<Vec<_>>() {
        flaws.push("not a box for every node, in their order".to_owned());
    }
    for (at, placed) in drawing.boxes.iter().enumerate() {
        if !contains(picture, placed.rect) {
            flaws.push(format!("{} leaves the picture", placed.node));
        }
        for other in &drawing.boxes[..at] {
            if placed.rect.overlaps(other.rect) {
                flaws.push(format!("{} overlaps {}", placed.node, other.node));
            }
        }
    }
}

fn lines(topology: &Topology, drawing: &Drawing, flaws: &mut Vec<String>) {
    let rect = |id| drawing.boxes.iter().find(|placed| placed.node == id).map(|placed| placed.rect);
    for (line, link) in drawing.lines.iter().zip(&topology.links) {
        let name = format!("{} to {}", link.from, link.to);
        let (Some(from), Some(to)) = (rect(link.from), rect(link.to)) else {
            if !line.points.is_empty() {
                flaws.push(format!("{name} leads nowhere"));
            }
            continue;
        };
        if line.points.iter().any(|at| at.x < 0 || at.y < 0 || at.x > drawing.width || at.y > drawing.height)
        {
            flaws.push(format!("{name} leaves the picture"));
        }
        match line.points[..] {
            [first, .., last] if on_edge(from, first) && on_edge(to, last) => {}
            _ => flaws.push(format!("{name} does not join its boxes: {:?}", line.points)),
        }
        for pair in line.points.windows(2) {
            let stretch = (pair[0], pair[1]);
            if !(is_upright(stretch) || is_level(stretch)) {
                flaws.push(format!("{name} has no length or runs aslant: {stretch:?}"));
            }
            for placed in drawing.boxes.iter().filter(|placed| covered(stretch).overlaps(placed.rect)) {
                flaws.push(format!("{name} crosses {}", placed.node));
            }
        }
        if line
            .points
            .windows(3)
            .any(|three| is_level((three[0], three[1])) == is_level((three[1], three[2])))
        {
            flaws.push(format!("{name} has a corner where nothing turns: {:?}", line.points));
        }
    }
}

/// Every kind of traffic of a server is said once, over no box and no other words.
fn labels(topology: &Topology, drawing: &Drawing, flaws: &mut Vec<String>) {
    let picture = Rect { x: 0, y: 0, width: drawing.width, height: drawing.height };
    let mut said = Vec::new();
    let mut written: Vec<Rect> = Vec::new();
    for line in &drawing.lines {
        let Some((middle, words)) = &line.label else { continue };
        let width = i32::try_from(words.chars().count()).unwrap_or(0) * 6;
        let rect = Rect { x: middle.x - width / 2, y: middle.y - 5, width, height: 11 };
        let boxes = drawing.boxes.iter().map(|placed| placed.rect);
        let lines =
            drawing.lines.iter().flat_map(|line| line.points.windows(2)).map(|two| covered((two[0], two[1])));
        if !contains(picture, rect)
            || boxes.chain(written.iter().copied()).chain(lines).any(|other| other.overlaps(rect))
        {
            flaws.push(format!("{words} cannot be read"));
        }
        written.push(rect);
        said.push((topology.links[line.link].to, words.clone()));
    }
    for link in &topology.links {
        let words = match link.carries {
            Carries::Tcp { protocol, service_port, .. } => format!("{protocol} {service_port}"),
            Carries::Files { .. } => "files".to_owned(),
        };
        let times = said.iter().filter(|one| **one == (link.to, words.clone())).count();
        if times != 1 {
            flaws.push(format!("{words} to {} is said {times} times", link.to));
        }
    }
}

/// Lines to different servers never touch but where they cross, or where they are one bundle: what one
/// watcher asks of many.
fn side_by_side(topology: &Topology, drawing: &Drawing, flaws: &mut Vec<String>) {
    for (at, one) in drawing.lines.iter().enumerate() {
        for other in &drawing.lines[..at] {
            let (a, b) = (&topology.links[one.link], &topology.links[other.link]);
            let pairs = one.points.windows(2).flat_map(|x| other.points.windows(2).map(move |y| (x, y)));
            for (x, y) in pairs {
                let (x, y) = ((x[0], x[1]), (y[0], y[1]));
                let both_upright = is_upright(x) && is_upright(y);
                let together = both_upright || (is_level(x) && is_level(y));
                // Widened to the sides only: the end of one below the start of the other is a corner.
                let (dx, dy) = if both_upright { (APART, -1) } else { (-1, APART) };
                let Rect { x: left, y: top, width, height } = covered(x);
                let (width, height) = (width + 2 * dx, height + 2 * dy);
                let wide = Rect { x: left - dx, y: top - dy, width, height };
                let bundled = one.care && one.rail == other.rail;
                if together && a.to != b.to && !bundled && wide.overlaps(covered(y)) {
                    flaws.push(format!("{} to {} hugs {} to {}", a.from, a.to, b.from, b.to));
                }
            }
            if a.from == b.from
                && a.to != b.to
                && one.rail != other.rail
                && one.points.first() == other.points.first()
            {
                flaws.push(format!("{} has one port for {} and {}", a.from, a.to, b.to));
            }
        }
    }
}

fn is_upright((a, b): Stretch) -> bool {
    a.x == b.x && a.y != b.y
}

fn is_level((a, b): Stretch) -> bool {
    a.y == b.y && a.x != b.x
}

/// A stretch without its ends, as wide as nothing: it overlaps what it enters, not what it touches.
fn covered((a, b): Stretch) -> Rect {
    Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
}

fn contains(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

fn on_edge(rect: Rect, point: Point) -> bool {
    let across = (rect.x..=rect.right()).contains(&point.x);
    let along = (rect.y..=rect.bottom()).contains(&point.y);
    (across && (point.y == rect.y || point.y == rect.bottom()))
        || (along && (point.x == rect.x || point.x == rect.right()))
}
