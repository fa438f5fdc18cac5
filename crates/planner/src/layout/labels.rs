//! The labels of the lines: protocol and port, once for each server and kind of traffic, placed where they cover nothing.

use super::text::{self, FACT};
use super::{Drawing, Point, Rect};
use crate::sorting::sort_by_key;
use crate::topology::{Carries, Link, NodeId, Topology};

/// Height of the words.
const HEIGHT: i32 = 13;
/// From a line to its words.
const AWAY: i32 = 5;
/// Between the words of two lines, or they read as those of one.
const APART: i32 = 6;

/// Writes the words beside the lines of a drawing.
pub(super) fn place(topology: &Topology, drawing: &mut Drawing) {
    let mut said: Vec<(NodeId, String)> = Vec::new();
    let mut covered: Vec<Rect> = drawing.boxes.iter().map(|placed| placed.rect).collect();
    let strokes = strokes(drawing);
    for at in 0..drawing.lines.len() {
        let Some(link) = topology.links.get(drawing.lines[at].link) else { continue };
        let words = words(link);
        if said.contains(&(link.to, words.clone())) {
            continue;
        }
        let width = text::width(&words, FACT);
        let inside = |rect: &Rect| {
            rect.x >= 2
                && rect.y >= 2
                && rect.right() <= drawing.width - 2
                && rect.bottom() <= drawing.height - 2
        };
        let free = |rect: &Rect| inside(rect) && !covered.iter().any(|other| other.overlaps(*rect));
        let calm = |rect: &Rect| free(rect) && !strokes.iter().any(|stroke| stroke.overlaps(*rect));
        let mut spots = spots(&drawing.lines[at].points, width);
        if link.from == link.to {
            // Outside of the loop, which stands at the outer corner: within it others arrive.
            let inner = |spot: &Rect| !is_outside(*spot, &drawing.lines[at].points);
            sort_by_key(&mut spots, inner);
        }
        let Some(spot) =
            spots.iter().find(|spot| calm(spot)).or_else(|| spots.iter().find(|spot| free(spot)))
        else {
            continue;
        };
        covered.push(Rect { x: spot.x - APART, width: spot.width + 2 * APART, ..*spot });
        let middle = Point { x: spot.x + width / 2, y: spot.y + HEIGHT / 2 };
        drawing.lines[at].label = Some((middle, words.clone()));
        said.push((link.to, words));
    }
}

fn words(link: &Link) -> String {
    match link.carries {
        Carries::Tcp { service_port, protocol, .. } => format!("{protocol} {service_port}"),
        Carries::Files { .. } => "files".to_owned(),
    }
}

/// Where words of this width could stand: by the arrow, by the other end, along the way.
fn spots(points: &[Point], width: i32) -> Vec<Rect> {
    let mut spots = Vec::new();
    let pairs: Vec<(Point, Point)> = points.windows(2).map(|pair| (pair[1], pair[0])).rev().collect();
    for (near, far) in pairs.iter().copied() {
        if near.x == far.x {
            let length = (far.y - near.y).abs();
            let toward = (far.y - near.y).signum();
            for off in [13.min(length / 2), length / 2, (length - 13).max(length / 2)] {
                let y = near.y + toward * off - HEIGHT / 2;
                for x in [near.x + AWAY, near.x - AWAY - width] {
                    spots.push(Rect { x, y, width, height: HEIGHT });
                }
            }
        } else {
            let x = (near.x + far.x - width) / 2;
            for y in [near.y - HEIGHT - 2, near.y + 3] {
                spots.push(Rect { x, y, width, height: HEIGHT });
            }
        }
    }
    spots
}

/// Whether a spot lies beyond the corner where a loop leaves its box.
fn is_outside(spot: Rect, points: &[Point]) -> bool {
    match points {
        [out, .., enter] if out.x < enter.x => spot.right() < out.x,
        [out, ..] => spot.x > out.x,
        [] => false,
    }
}

/// Every stretch of every line as a thin rectangle.
fn strokes(drawing: &Drawing) -> Vec<Rect> {
    let stretches = drawing.lines.iter().flat_map(|line| line.points.windows(2));
    stretches
        .map(|pair| Rect {
            x: pair[0].x.min(pair[1].x) - 1,
            y: pair[0].y.min(pair[1].y) - 1,
            width: (pair[0].x - pair[1].x).abs() + 2,
            height: (pair[0].y - pair[1].y).abs() + 2,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::whatif::topology;
    use crate::layout::drawing;
    use crate::presets::PRESETS;
    use crate::stack::places;

    #[test]
    fn the_words_of_two_lines_never_run_together() {
        let mut neighbours = 0;
        for preset in PRESETS {
            let lines = drawing(&topology(&(preset.plan)()), &places()).lines;
            let labels: Vec<(Point, String)> = lines.into_iter().filter_map(|line| line.label).collect();
            for (at, (one, words)) in labels.iter().enumerate() {
                for (other, others) in
                    labels[at + 1..].iter().filter(|(other, _)| (one.y - other.y).abs() < HEIGHT)
                {
                    neighbours += 1;
                    let wide = (text::width(words, FACT) + text::width(others, FACT)) / 2;
                    let gap = (one.x - other.x).abs() - wide;
                    assert!(gap >= APART - 1, "{}: “{words}” and “{others}” are {gap} apart", preset.key);
                }
            }
        }
        assert!(neighbours > 0, "no preset has words side by side");
    }
}
