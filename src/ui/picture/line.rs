//! The lines of the picture, with rounded corners and an arrow at the server's end.

use std::collections::BTreeSet;

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::layout::{Point, Rect};
use planner::topology::Carries;

use super::Stage;
use super::node::flag_of;
use super::scene::{LineKey, Routes};
use crate::ui::state::AppState;

/// Of the corners.
const RADIUS: i32 = 7;

fn lit(key: LineKey) -> Memo<bool> {
    let stage: Stage = expect_context();
    memo(move |_| stage.lit.with(|lit| lit.lines.contains(&key)))
}

/// All lines of one rail, as one shape with an arrow wherever some of them end. Its pale edge lets it
/// pass over the lines of another rail.
#[component]
pub fn Rail(end: (i32, i32)) -> impl IntoView {
    let stage: Stage = expect_context();
    let shape = memo(move |_| {
        stage.lines.with(|lines| lines.rail(end).map(|line| path(&line.points)).collect::<String>())
    });
    let files = memo(move |_| {
        stage
            .lines
            .with(|lines| lines.rail(end).all(|line| matches!(line.link.carries, Carries::Files { .. })))
    });
    let care = memo(move |_| stage.lines.with(|lines| lines.rail(end).any(|line| line.care)));
    let tips = memo(move |_| {
        let tips = |lines: &Routes| lines.rail(end).map(|line| arrow(&line.points)).collect::<BTreeSet<_>>();
        stage.lines.with(tips).into_iter().collect::<String>()
    });
    view! {
        <path class="line__casing" d=move || shape.get() />
        <path class="line" data-files=move || files.get().to_string() data-care=move || care.get().to_string()
            d=move || shape.get() />
        <path class="line__arrow" d=move || tips.get() />
    }
}

/// One line: it takes the pointer, and shows its own way when it is lit.
#[component]
pub fn Trace(key: LineKey) -> impl IntoView {
    let app = AppState::here();
    let stage: Stage = expect_context();
    let lit = lit(key);
    let route = memo(move |_| stage.lines.with(|lines| lines.line(key).cloned()));
    let points = move || route.get().map(|route| route.points).unwrap_or_default();
    let files = move || {
        route.with(|route| route.as_ref().is_some_and(|r| matches!(r.link.carries, Carries::Files { .. })))
    };
    let description = move || route.get().map(|route| route.description);
    view! {
        <g class="trace" data-lit=move || lit.get().to_string() data-from=key.0.0 data-to=key.1.0
            on:click=move |_| app.choose_link(key)>
            <title>{description}</title>
            <path class="trace__reach" d=move || path(&points()) />
            <path class="trace__line" data-files=move || files().to_string() d=move || path(&points()) />
            <path class="trace__arrow" d=move || arrow(&points()) />
        </g>
    }
}

/// Half of the room that the words of a line take: a letter is 7 wide at most.
const HALF_LETTER: i32 = 4;
const HALF_HEIGHT: i32 = 7;

/// Whether the flag of a box hangs over words with this middle.
fn is_covered(app: AppState, stage: Stage, at: Point, words: &str) -> bool {
    let half = HALF_LETTER * i32::try_from(words.len()).unwrap_or(0);
    let words = Rect { x: at.x - half, y: at.y - HALF_HEIGHT, width: 2 * half, height: 2 * HALF_HEIGHT };
    stage.scene.with(|scene| {
        let flags = scene
            .nodes
            .iter()
            .filter_map(|node_view| flag_of(app.standing(node_view.node.id), node_view.rect));
        flags.into_iter().any(|flag| flag.overlaps(words))
    })
}

/// The words beside a line, above everything else; in a failure they give way to what it did to a box.
#[component]
pub fn LineLabel(key: LineKey) -> impl IntoView {
    let app = AppState::here();
    let stage: Stage = expect_context();
    let lit = lit(key);
    let label = memo(move |_| stage.lines.with(|lines| lines.line(key).and_then(|line| line.label.clone())));
    move || {
        let label = label.get().filter(|(at, words)| !is_covered(app, stage, *at, words));
        label.map(|(at, words)| {
            view! {
                <text class="line__label" data-lit=move || lit.get().to_string() x=at.x y=at.y + 4 text-anchor="middle">
                    {words}
                </text>
            }
        })
    }
}

/// Straight pieces joined by small arcs. It begins at the server's end, so that the dashes of several
/// lines on one rail fall together.
fn path(points: &[Point]) -> String {
    let [first, .., last] = points else { return String::new() };
    let mut path = format!("M{} {}", last.x, last.y);
    for corner in points.windows(3).rev() {
        let (from, to) = (toward(corner[1], corner[2]), toward(corner[1], corner[0]));
        path.push_str(&format!("L{} {}Q{} {} {} {}", from.x, from.y, corner[1].x, corner[1].y, to.x, to.y));
    }
    path.push_str(&format!("L{} {}", first.x, first.y));
    path
}

/// The point at a corner's radius from `at` on the way to `other`, at most half of the way.
fn toward(at: Point, other: Point) -> Point {
    let reach = |from: i32, to: i32| {
        let most = RADIUS.min((to - from).abs() / 2);
        from + (to - from).clamp(-most, most)
    };
    Point { x: reach(at.x, other.x), y: reach(at.y, other.y) }
}

/// A triangle at the end, pointing the way of the last piece.
fn arrow(points: &[Point]) -> String {
    let [.., before, tip] = points else { return String::new() };
    let (x, y) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
    let (back_x, back_y) = (tip.x - 8 * x, tip.y - 8 * y);
    let (side_x, side_y) = (4 * y, 4 * x);
    format!(
        "M{} {}L{} {}L{} {}Z",
        tip.x,
        tip.y,
        back_x - side_x,
        back_y - side_y,
        back_x + side_x,
        back_y + side_y
    )
}
