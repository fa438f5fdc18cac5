//! The content of a box and its positions, shared by the page and the SVG file.

use super::text::{self, FACT, TITLE, fit};
use super::{Point, Rect};
use crate::topology::{Node, Peer};

/// From a box's edge to its words.
const PAD: i32 = 8;
const LINE: i32 = 14;
/// From one replica's dot to the next.
const STEP: i32 = 9;
/// More replicas than this are a number.
const MOST_DOTS: u32 = 8;
/// A mark of a single point, and its distance from the words.
const MARK: i32 = 13;
const SINGLE: &str = "single point";

/// What a line of text in a box says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who it is: 13 px, bold.
    Title,
    /// The same, alone in its box: it stands with its middle at the point.
    Name,
    /// A fact of the plan: 11 px, like everything below.
    Fact,
    /// Its storage, or the number of pods if there are too many for dots.
    Amount,
    /// That everything stops with it. The mark stands left of the words.
    Single,
    /// A note that it is not a pod of this bundle.
    Elsewhere,
}

/// A line of text in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The left end of its baseline; the middle of that for a [`Kind::Name`].
    pub at: Point,
    /// What it says.
    pub kind: Kind,
    /// The words, cut to the box.
    pub text: String,
}

/// Everything inside a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// The lines, from the top.
    pub words: Vec<Words>,
    /// The middle of a dot for each replica.
    pub dots: Vec<Point>,
    /// The middle of the mark of a single point.
    pub mark: Option<Point>,
}

/// Writes a node into its box.
pub fn inside(node: &Node, rect: Rect) -> Inside {
    let mut inside = Inside { words: Vec::new(), dots: Vec::new(), mark: None };
    let room = rect.width - 2 * PAD;
    // The lid of a drum takes a little of the room above.
    let top = if node.peer == Peer::Volume { 24 } else { 21 };
    let mut pen = Point { x: rect.x + PAD, y: rect.y + top };
    let (kind, x) =
        if rect.height == height(1) { (Kind::Name, rect.x + rect.width / 2) } else { (Kind::Title, pen.x) };
    inside.words.push(Words { at: Point { x, y: pen.y }, kind, text: fit(&node.title, TITLE, room) });
    for fact in &node.facts {
        pen.y += LINE;
        inside.words.push(Words { at: pen, kind: Kind::Fact, text: fit(fact, FACT, room) });
    }
    for line in below(node, rect.width) {
        pen.y += LINE;
        inside.write(&line, pen, room);
    }
    inside
}

/// How many lines of text a node has in a box of this width.
pub(super) fn lines(node: &Node, width: i32) -> i32 {
    i32::try_from(1 + node.facts.len() + below(node, width).len()).unwrap_or(1)
}

/// The height of a box for so many lines.
pub(super) fn height(lines: i32) -> i32 {
    32 + LINE * (lines - 1)
}

/// A line below the facts: some dots and some words, and a mark between them where the words say
/// [`Kind::Single`].
struct Marks {
    dots: u32,
    kind: Kind,
    text: String,
}

impl Marks {
    fn words(kind: Kind, text: impl Into<String>) -> Self {
        Self { dots: 0, kind, text: text.into() }
    }

    /// Where the words begin.
    fn indent(&self) -> i32 {
        let dots = i32::try_from(self.dots).unwrap_or(0) * STEP;
        let space = if self.dots > 0 { 5 } else { 0 };
        dots + space + if self.kind == Kind::Single { MARK } else { 0 }
    }

    fn width(&self) -> i32 {
        self.indent() + text::width(&self.text, FACT)
    }
}

/// Replicas and what they keep, then the single point, beside the dots where that fits.
fn below(node: &Node, width: i32) -> Vec<Marks> {
    let many = node.replicas > MOST_DOTS;
    // A line of its own would push the row down, so a single point goes before what it may grow to.
    let growth = node.grows_to.filter(|_| node.single_point.is_none());
    let growth = growth.map_or(String::new(), |most| format!(" to {most} under load"));
    let amount = match node.storage {
        // Media's fact begins with its size, because that is all there is to it.
        Some((size, _)) if node.facts.iter().any(|fact| fact.starts_with(&size.to_string())) => String::new(),
        Some((size, 1)) => format!("volume {size}"),
        Some((size, count)) => format!("{count} × {size}"),
        None if many => format!("× {}{growth}", node.replicas),
        None => growth,
    };
    let dots = if many { 1 } else { node.replicas };
    let mut pods = Marks { dots, kind: Kind::Amount, text: amount };
    let mut single = node.single_point.as_ref().map(|_| Marks::words(Kind::Single, SINGLE));
    if pods.text.is_empty() {
        let fits = |single: &mut Marks| pods.indent() + single.width() <= width - 2 * PAD;
        if let Some(single) = single.take_if(fits) {
            pods = Marks { dots, ..single };
        }
    }
    let elsewhere = match node.peer {
        Peer::Outside(_) => Some(Marks::words(Kind::Elsewhere, "outside the cluster")),
        Peer::Volume => Some(Marks::words(Kind::Elsewhere, "shared volume")),
        Peer::Pods(_)
        | Peer::Foreign { .. }
        | Peer::Namespace(_)
        | Peer::OperatorPods { .. }
        | Peer::ApiServer
        | Peer::Networks(_)
        | Peer::AnyPod
        | Peer::Anyone
        | Peer::Visitors => None,
    };
    [Some(pods), single, elsewhere].into_iter().flatten().filter(|line| line.width() > 0).collect()
}

impl Inside {
    fn write(&mut self, line: &Marks, pen: Point, room: i32) {
        let dots = (0..).map(|dot| dot * STEP).zip(0..line.dots);
        self.dots.extend(dots.map(|(step, _)| Point { x: pen.x + step + 3, y: pen.y - 4 }));
        let x = pen.x + line.indent();
        if line.kind == Kind::Single {
            self.mark = Some(Point { x: x - MARK + 4, y: pen.y - 4 });
        }
        if !line.text.is_empty() {
            let text = fit(&line.text, FACT, room - line.indent());
            self.words.push(Words { at: Point { x, y: pen.y }, kind: line.kind, text });
        }
    }
}
