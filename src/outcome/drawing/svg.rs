//! The picture as a file that needs nothing else: bundles carry it as `topology.svg`. It is made to be
//! read on white paper, so it has a palette of its own and no dark one.

use std::fmt::Write as _;

use super::{Drawing, Kind, Line, Placed, Point, drawing, inside};
use crate::topology::{Carries, Link, Node, Peer, Topology};

const STYLE: &str = "\
text{font:11px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#4a5565}\
.title{font-size:13px;font-weight:700;fill:#17202c}\
.box{fill:#fff;stroke:#b9c2ce}\
.outside{fill:#f8f9fb;stroke-dasharray:4 3}\
.single{stroke:#b3261e;stroke-width:1.75}\
.elsewhere{fill:#6b7685;font-style:italic}\
.name{text-anchor:middle}.warn{fill:#b3261e}\
.mark,.dot{stroke:none}.mark{fill:#b3261e}.dot{fill:#0f6e60}\
.casing{fill:none;stroke:#fff;stroke-width:3.5}\
.line{fill:none;stroke:#8592a3;stroke-width:1.25}\
.files{stroke-dasharray:4 3}\
.care{stroke-width:1.25;stroke-dasharray:.1 3;stroke-linecap:round}\
.arrow{fill:#8592a3}\
.label{text-anchor:middle;fill:#4a5565;paint-order:stroke;stroke:#fff;stroke-width:3;stroke-linejoin:round}";

/// Size of a bend.
const BEND: i32 = 6;

/// The picture as a file of its own.
pub fn svg(topology: &Topology) -> String {
    let drawing = drawing(topology);
    let (width, height) = (drawing.width, drawing.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">\n\
         <title id=\"title\">The forum's topology</title>\n<desc id=\"desc\">{}</desc>\n\
         <style>{STYLE}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
        escaped(&described(topology)),
    );
    paint_lines(topology, &drawing, &mut out);
    for (node, placed) in topology.nodes.iter().zip(&drawing.boxes) {
        paint_box(node, placed, &mut out);
    }
    for (at, words) in drawing.lines.iter().filter_map(|line| line.label.as_ref()) {
        line(
            &mut out,
            format_args!("<text class=\"label\" x=\"{}\" y=\"{}\">{}</text>", at.x, at.y + 4, escaped(words)),
        );
    }
    out += "</svg>\n";
    out
}

/// The picture in words: every connection in a sentence.
fn described(topology: &Topology) -> String {
    let title = |id| topology.find(id).map_or("?", |node| node.title.as_str());
    let mut sentences: Vec<String> = Vec::new();
    for Link { from, to, carries, why } in &topology.links {
        let means = match carries {
            Carries::Tcp { service_port, protocol, .. } => format!("{protocol} {service_port}"),
            Carries::Files { .. } => "files".to_owned(),
        };
        sentences.push(format!("{} to {} ({means}): {why}.", title(*from), title(*to)));
    }
    for node in &topology.nodes {
        if let Some(reason) = node.single_point {
            sentences.push(format!("{} is a single point of failure: {reason}.", node.title));
        }
    }
    sentences.join(" ")
}

/// What the box may have had to cut, for those who rest the mouse on it.
fn in_full(node: &Node) -> String {
    let facts = node.facts.iter().map(String::as_str).chain(node.single_point);
    [node.title.as_str()].into_iter().chain(facts).collect::<Vec<_>>().join("\n")
}

/// The lines of one rail after those of another: where they cross, the later ones pass over a gap in
/// the earlier ones; where lines of one rail meet, they bend into each other. All of one rail are one
/// shape, or else the stretches they share would look bolder. The quiet ones are the earliest.
fn paint_lines(topology: &Topology, drawing: &Drawing, out: &mut String) {
    let mut rails: Vec<(bool, Point)> = Vec::new();
    for rail in drawing.lines.iter().filter_map(|line| Some((!line.care, line.rail?))) {
        if !rails.contains(&rail) {
            rails.push(rail);
        }
    }
    rails.sort_by_key(|rail| rail.0);
    for (loud, rail) in rails {
        let lines: Vec<&Line> =
            drawing.lines.iter().filter(|line| (line.care, line.rail) == (!loud, Some(rail))).collect();
        let files =
            lines.iter().all(|line| matches!(topology.links[line.link].carries, Carries::Files { .. }));
        let class = match (loud, files) {
            (true, true) => "line files",
            (true, false) => "line",
            (false, _) => "line care",
        };
        let shape: String = lines.iter().map(|line| path(&line.points)).collect();
        line(out, format_args!("<path class=\"casing\" d=\"{shape}\"/>"));
        line(out, format_args!("<path class=\"{class}\" d=\"{shape}\"/>"));
        let mut arrows: Vec<String> = Vec::new();
        for tip in lines.iter().filter_map(|line| arrow(&line.points)) {
            if !arrows.contains(&tip) {
                arrows.push(tip);
            }
        }
        line(out, format_args!("<path class=\"arrow\" d=\"{}\"/>", arrows.concat()));
    }
}

/// A triangle at the server's end of a line.
fn arrow(points: &[Point]) -> Option<String> {
    let [.., before, Point { x, y }] = points else { return None };
    Some(match (before.x - x).signum() {
        0 if before.y < *y => format!("M{x} {y}l-4 -8h8z"),
        0 => format!("M{x} {y}l-4 8h8z"),
        away => format!("M{x} {y}l{} -4v8z", 8 * away),
    })
}

/// A line with round corners. It begins at the server, so that dashes fall together on the rail.
fn path(points: &[Point]) -> String {
    let [first, .., last] = points else { return String::new() };
    let mut path = format!("M{} {}", last.x, last.y);
    for corner in points.windows(3).rev() {
        let (from, to) = (toward(corner[1], corner[2]), toward(corner[1], corner[0]));
        path += &format!("L{} {}Q{} {} {} {}", from.x, from.y, corner[1].x, corner[1].y, to.x, to.y);
    }
    path + &format!("L{} {}", first.x, first.y)
}

/// The point where the bend at `corner` begins, on the way to `other`.
fn toward(corner: Point, other: Point) -> Point {
    let step = |from: i32, to: i32| from + ((to - from) / 2).clamp(-BEND, BEND);
    Point { x: step(corner.x, other.x), y: step(corner.y, other.y) }
}

fn paint_box(node: &Node, placed: &Placed, out: &mut String) {
    let rect = placed.rect;
    let mut class = "box".to_owned();
    if matches!(node.peer, Peer::Outside(_) | Peer::ApiServer | Peer::Foreign { .. } | Peer::Visitors) {
        class += " outside";
    }
    if node.single_point.is_some() {
        class += " single";
    }
    let round = if node.peer == Peer::Visitors { rect.height / 2 } else { 8 };
    line(
        out,
        format_args!(
            "<g><rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{round}\"/>",
            rect.x, rect.y, rect.width, rect.height
        ),
    );
    line(out, format_args!("<title>{}</title>", escaped(&in_full(node))));
    let inside = inside(node, rect);
    for words in &inside.words {
        let class = match words.kind {
            Kind::Title => "title",
            Kind::Name => "title name",
            Kind::Fact | Kind::Amount => "fact",
            Kind::Single => "warn",
            Kind::Elsewhere => "elsewhere",
        };
        let (x, y, text) = (words.at.x, words.at.y, escaped(&words.text));
        line(out, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
    }
    for Point { x, y } in &inside.dots {
        line(out, format_args!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"));
    }
    if let Some(Point { x, y }) = inside.mark {
        line(out, format_args!("<path class=\"mark\" d=\"M{x} {}l4.5 8h-9z\"/>", y - 4));
    }
    line(out, format_args!("</g>"));
}

fn line(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{what}");
}

/// Text as XML takes it. Control characters, which XML does not know at all, become spaces.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            _ if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}
