//! Lines to one server lie on top of each other along its rail. For painting they are one shape: each
//! stretch once, or else dashes would fill each other's gaps and shared stretches look bolder.

use super::Point;

/// A straight stretch, from its left or upper end.
pub(super) type Strand = (Point, Point);

/// What several lines cover together.
pub(super) fn strands<'a>(lines: impl Iterator<Item = &'a [Point]>) -> Vec<Strand> {
    let mut strands: Vec<Strand> = lines.flat_map(|points| points.windows(2)).map(in_order).collect();
    // Along each row from left to right, then along each column from top to bottom.
    strands.sort_unstable_by_key(|(a, b)| if a.y == b.y { (0, a.y, a.x, b.x) } else { (1, a.x, a.y, b.y) });
    let mut merged: Vec<Strand> = Vec::new();
    for (start, end) in strands {
        match merged.last_mut() {
            Some((a, b)) if a.y == b.y && start.y == end.y && a.y == start.y && start.x <= b.x => {
                b.x = b.x.max(end.x);
            }
            Some((a, b)) if a.x == b.x && start.x == end.x && a.x == start.x && start.y <= b.y => {
                b.y = b.y.max(end.y);
            }
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// Where they meet. Lines of one server never just cross; at a corner there is nothing to show.
pub(super) fn joints(strands: &[Strand]) -> Vec<Point> {
    let (across, along): (Vec<&Strand>, Vec<&Strand>) = strands.iter().partition(|(a, b)| a.y == b.y);
    let mut joints = Vec::new();
    for (left, right) in across {
        for (upper, lower) in &along {
            let (x, y) = (upper.x, left.y);
            let touch = (left.x..=right.x).contains(&x) && (upper.y..=lower.y).contains(&y);
            let corner = [left.x, right.x].contains(&x) && [upper.y, lower.y].contains(&y);
            if touch && !corner {
                joints.push(Point { x, y });
            }
        }
    }
    joints
}

fn in_order(pair: &[Point]) -> Strand {
    let (a, b) = (pair[0], pair[1]);
    if (a.x, a.y) <= (b.x, b.y) { (a, b) } else { (b, a) }
}
