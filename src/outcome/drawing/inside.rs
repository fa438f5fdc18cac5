//! What stands inside a box and where, so that the page and the file say the same in the same place.

use super::text::{self, FACT, TITLE, fit};
use super::{Point, Rect};
use crate::topology::{Node, Peer};

/// From a box's edge to its words.
const PAD: i32 = 8;
const LINE: i32 = 15;
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
    /// What it keeps on disk, or how many pods there are when those are too many for dots.
    Amount,
    /// That everything stops with it. The mark stands left of the words.
    Single,
    /// That it is no pod of this bundle.
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
    let mut pen = Point { x: rect.x + PAD, y: rect.y + 21 };
    let (kind, x) = match lines(node, rect.width) {
        1 => (Kind::Name, rect.x + rect.width / 2),
        _ => (Kind::Title, pen.x),
    };
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

/// What one line below the facts is made of.
#[derive(Default)]
struct Marks {
    dots: u32,
    amount: String,
    single: bool,
    elsewhere: &'static str,
}

impl Marks {
    fn width(&self) -> i32 {
        let dots = i32::try_from(self.dots).unwrap_or(0) * STEP;
        let space = if self.dots > 0 { 5 } else { 0 };
        let single = if self.single { MARK + text::width(SINGLE, FACT) } else { 0 };
        dots + space + text::width(&self.amount, FACT) + single
    }
}

/// Dots, then the amount, then the single point: on one line where it fits.
fn below(node: &Node, width: i32) -> Vec<Marks> {
    let room = width - 2 * PAD;
    let many = node.replicas > MOST_DOTS;
    let amount = match node.storage {
        // Media's fact begins with its size, because that is all there is to it.
        Some((size, _)) if node.facts.iter().any(|fact| fact.starts_with(&size.to_string())) => String::new(),
        Some((size, 1)) => format!("volume {size}"),
        Some((size, count)) => format!("{count} × {size}"),
        None if many => format!("× {}", node.replicas),
        None => String::new(),
    };
    let first = Marks { dots: if many { 1 } else { node.replicas }, amount, ..Marks::default() };
    let mut lines = Vec::new();
    let together = Marks { single: node.single_point.is_some(), dots: first.dots, ..Marks::default() };
    if first.amount.is_empty() && together.width() > 0 && together.width() <= room {
        lines.push(together);
    } else {
        if first.width() > 0 {
            lines.push(first);
        }
        if node.single_point.is_some() {
            lines.push(Marks { single: true, ..Marks::default() });
        }
    }
    match node.peer {
        Peer::Outside(_) => lines.push(Marks { elsewhere: "outside the cluster", ..Marks::default() }),
        Peer::Volume => lines.push(Marks { elsewhere: "shared volume", ..Marks::default() }),
        _ => {}
    }
    lines
}

impl Inside {
    fn write(&mut self, line: &Marks, pen: Point, room: i32) {
        let mut x = pen.x;
        for _ in 0..line.dots {
            self.dots.push(Point { x: x + 3, y: pen.y - 4 });
            x += STEP;
        }
        if line.dots > 0 {
            x += 5;
        }
        if line.single {
            self.mark = Some(Point { x: x + 4, y: pen.y - 4 });
            x += MARK;
        }
        let (kind, text) = match line {
            Marks { single: true, .. } => (Kind::Single, SINGLE),
            Marks { elsewhere, .. } if !elsewhere.is_empty() => (Kind::Elsewhere, *elsewhere),
            Marks { amount, .. } => (Kind::Amount, amount.as_str()),
        };
        if !text.is_empty() {
            let text = fit(text, FACT, room - (x - pen.x));
            self.words.push(Words { at: Point { x, y: pen.y }, kind, text });
        }
    }
}
