//! The picture as a self-contained SVG file, `topology.svg` in a bundle. It has the page's colours, light or dark as the
//! reader's system is set.

use std::fmt::Write as _;

use super::{Drawing, Kind, Placed, PlacedLink, Point, inside};
use crate::sorting::sort_by_key;
use crate::topology::{Carries, Link, Node, Peer, Topology};

/// The same rules as the page's `style/picture.css`, with the colours of `style/tokens.css` written out.
const STYLE: &str = "\
svg{--ground:#f5f3ec;--card:#fff;--ink:#17211e;--soft:#4b5853;--faint:#606c67;--edge:#b4b9b0;--line:#7d8983;--brand:#0f6f63;--error:#b3261e;color-scheme:light dark}\
@media (prefers-color-scheme:dark){svg{--ground:#0e1312;--card:#1c2423;--ink:#e8efec;--soft:#b3c0bb;--faint:#93a29c;--edge:#4b5955;--line:#71827b;--brand:#53c7b2;--error:#ff9389}}\
.ground{fill:var(--ground)}\
text{font:11px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Ubuntu,Cantarell,'DejaVu Sans',sans-serif;fill:var(--soft)}\
.title{font-size:13px;font-weight:700;fill:var(--ink)}\
.box{fill:var(--card);stroke:var(--edge);stroke-width:1.1}\
.outside{fill:var(--ground);stroke:var(--line);stroke-dasharray:5 3.5}\
.visitors{fill:var(--ink);stroke:var(--ink)}.visitors~.title{fill:var(--ground)}\
.single{stroke:var(--error);stroke-width:1.7}\
.elsewhere{fill:var(--faint);font-style:italic}\
.name{text-anchor:middle}.warn{fill:var(--error);font-weight:600}\
.mark{fill:var(--error)}.dot{fill:var(--brand)}\
.casing{fill:none;stroke:var(--ground);stroke-width:5}\
.line{fill:none;stroke:var(--line);stroke-width:1.4}\
.files{stroke-dasharray:4.5 3.5}\
.care{stroke-dasharray:.1 3;stroke-linecap:round}\
.arrow{fill:var(--line)}\
.label{text-anchor:middle;paint-order:stroke;stroke:var(--ground);stroke-width:4;stroke-linejoin:round}";

/// Size of a bend.
const BEND: i32 = 7;

/// The picture as a file of its own.
pub fn svg(topology: &Topology, drawing: &Drawing) -> String {
    let (width, height) = (drawing.width, drawing.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">\n\
         <title id=\"title\">The forum's topology</title>\n<desc id=\"desc\">{}</desc>\n\
         <style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
        escaped(&described(topology)),
    );
    paint_lines(topology, drawing, &mut out);
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
        if let Some(reason) = &node.single_point {
            sentences.push(format!("{} is a single point of failure: {reason}.", node.title));
        }
    }
    sentences.join(" ")
}

/// The tooltip: the text that the box may have had to cut.
fn in_full(node: &Node) -> String {
    let facts = node.facts.iter().chain(&node.single_point).map(String::as_str);
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
    sort_by_key(&mut rails, |rail| rail.0);
    for (loud, rail) in rails {
        let lines: Vec<&PlacedLink> =
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
    let mut class = match node.peer {
        Peer::Visitors => "box visitors".to_owned(),
        Peer::OperatorPods { .. } if node.replicas > 0 => "box".to_owned(),
        Peer::Foreign { .. }
        | Peer::Namespace(_)
        | Peer::OperatorPods { .. }
        | Peer::Outside(_)
        | Peer::ApiServer
        | Peer::Networks(_)
        | Peer::AnyPod
        | Peer::Anyone => "box outside".to_owned(),
        Peer::Pods(_) | Peer::Volume => "box".to_owned(),
    };
    if node.single_point.is_some() {
        class += " single";
    }
    let super::Rect { x, y, width, height } = rect;
    let round = if node.peer == Peer::Visitors { height / 2 } else { 9 };
    line(out, format_args!("<g>"));
    if node.peer == Peer::Volume {
        let shape = drum(width, height);
        line(out, format_args!("<path class=\"{class}\" transform=\"translate({x} {y})\" d=\"{shape}\"/>"));
    } else {
        line(
            out,
            format_args!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
            ),
        );
    }
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

/// A cylinder of this size, for what keeps files.
pub fn drum(width: i32, height: i32) -> String {
    format!(
        "M0 5C0-2 {width}-2 {width} 5V{side}C{width} {bottom} 0 {bottom} 0 {side}ZM{width} 5C{width} 12 0 12 0 5",
        side = height - 5,
        bottom = height + 2,
    )
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
