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

/// Where one stretch ends in the middle of another: there two lines meet, and do not just cross.
pub(super) fn joints(strands: &[Strand]) -> Vec<Point> {
    let ends = strands.iter().flat_map(|(a, b)| [*a, *b]);
    ends.filter(|end| strands.iter().any(|strand| is_within(*end, strand))).collect()
}

fn in_order(pair: &[Point]) -> Strand {
    let (a, b) = (pair[0], pair[1]);
    if (a.x, a.y) <= (b.x, b.y) { (a, b) } else { (b, a) }
}

fn is_within(point: Point, (a, b): &Strand) -> bool {
    let across = a.y == b.y && point.y == a.y && a.x < point.x && point.x < b.x;
    let along = a.x == b.x && point.x == a.x && a.y < point.y && point.y < b.y;
    across || along
}
