//! One box of the picture.

use crate::ui::live::{live, memo};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use planner::analysis::whatif::{Ends, Standing};
use planner::finding::Severity;
use planner::layout::{Kind, Point, Rect, Words, drum, inside};
use planner::topology::{Node, NodeId, Peer};

use super::Stage;
use super::scene::{NodeView, words};
use crate::ui::browser;
use crate::ui::mark::{HALF, outline};
use crate::ui::state::AppState;

/// A box: a button that leads to its options and its file.
#[component]
pub fn NodeBox(id: NodeId) -> impl IntoView {
    let app = AppState::here();
    let stage: Stage = expect_context();
    let node_view = memo(move |_| stage.scene.with(|scene| scene.node(id).cloned()));
    let lit = memo(move |_| stage.lit.with(|lit| lit.nodes.contains(&id)));
    let standing = memo(move |_| app.standing(id));
    let label = move || {
        let now = Some(standing.get()).filter(|now| *now != Standing::Up);
        let now = now.map_or(String::new(), |now| match app.ends_at(id) {
            Some(ends) => format!("{}, {}: ", now.word(), ends.words()),
            None => format!("{} in this failure: ", now.word()),
        });
        node_view.with(|node_view| node_view.as_ref().map(|node_view| now + &words(node_view)))
    };
    let place = move || {
        let at = node_view
            .with(|node_view| node_view.as_ref().map(|node_view| (node_view.rect.x, node_view.rect.y)));
        at.map(|(x, y)| format!("translate({x}px, {y}px)")).unwrap_or_default()
    };
    let single =
        move || node_view.with(|s| s.as_ref().is_some_and(|s| s.node.single_point.is_some())).to_string();
    let height = memo(move |_| node_view.with(|s| s.as_ref().map_or(0, |s| s.rect.height)));
    let stop = move || if stage.stop.get() == Some(id) { "0" } else { "-1" };
    let kind = move || node_view.with(|s| s.as_ref().map(|s| kind(&s.node)));
    view! {
        <g class="node" role="button" data-kind=kind tabindex=stop id=format!("node-{id}") data-node=id.0
            data-lit=move || lit.get().to_string() data-single=single
            data-standing=move || standing.get().key() data-ends=move || app.ends_at(id).map(Ends::key) style:transform=place
            on:click=move |_| app.choose_node(id) on:keydown=move |event| keys(&event, id, app, stage)
            on:focus=move |_| stage.focused.set(Some(id))
            on:pointerenter=move |_| stage.hovered.set(Some(id)) on:pointerleave=move |_| stage.hovered.set(None)>
            <title>{label}</title>
            {live(move || node_view.get().map(|node_view| view! { <Inside node_view /> }))}
            {live(move || flag(standing.get(), height.get()))}
        </g>
    }
}

/// The kinds of boxes that the style sheet distinguishes: pods of the bundle, volumes, and everything outside.
fn kind(node: &Node) -> &'static str {
    match node.peer {
        Peer::Pods(_) => "pods",
        // Pods that an operator creates for this bundle count as pods of the bundle.
        Peer::OperatorPods { .. } if node.replicas > 0 => "pods",
        Peer::Volume => "volume",
        Peer::Visitors => "visitors",
        Peer::Foreign { .. }
        | Peer::Namespace(_)
        | Peer::OperatorPods { .. }
        | Peer::Outside(_)
        | Peer::ApiServer
        | Peer::Networks(_)
        | Peer::AnyPod
        | Peer::Anyone => "elsewhere",
    }
}

fn keys(event: &KeyboardEvent, id: NodeId, app: AppState, stage: Stage) {
    let way = match event.key().as_str() {
        "Enter" | " " => {
            event.prevent_default();
            return app.choose_node(id);
        }
        "Home" | "End" => {
            event.prevent_default();
            let edge = stage.scene.with_untracked(|scene| scene.edge(event.key() == "End"));
            return edge.map_or((), |id| browser::focus(&format!("node-{id}")));
        }
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = stage.scene.with_untracked(|scene| scene.beside(id, way)) {
        browser::focus(&format!("node-{next}"));
    }
}

/// The words and signs in a box, from its top left corner.
#[component]
fn Inside(node_view: NodeView) -> impl IntoView {
    let rect = Rect { x: 0, y: 0, ..node_view.rect };
    let Rect { width, height, .. } = rect;
    let inside = inside(&node_view.node, rect);
    let round = if node_view.node.peer == Peer::Visitors { height / 2 } else { 9 };
    let shape = match node_view.node.peer {
        Peer::Volume => view! { <path class="node__shape" d=drum(width, height) /> }.into_any(),
        _ => view! { <rect class="node__shape" width=width height=height rx=round /> }.into_any(),
    };
    let row =
        |words: Words| view! { <text class=class(words.kind) x=words.at.x y=words.at.y>{words.text}</text> };
    let dot = |at: Point| view! { <circle class="dot" cx=at.x cy=at.y r="3" /> };
    let single = |at: Point| {
        view! { <path class="node__single-mark" d="M0-4.4 4.8 4.2H-4.8Z" transform=format!("translate({} {})", at.x, at.y) /> }
    };
    view! {
        {shape}
        {inside.words.into_iter().map(row).collect_view()}
        {inside.dots.into_iter().map(dot).collect_view()}
        {inside.mark.map(single)}
        {node_view.worst.map(|severity| view! { <Badge severity x=width /> })}
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Title => "node__title",
        Kind::Name => "node__title node__title--alone",
        Kind::Fact => "node__fact",
        Kind::Amount => "node__fact node__fact--amount",
        Kind::Single => "node__single",
        Kind::Elsewhere => "node__fact node__fact--elsewhere",
    }
}

/// Of a flag.
const FLAG: i32 = 18;

/// Where the flag of a box hangs: on its lower edge, since the words of the lines stand above the upper one.
pub(super) fn flag_of(standing: Standing, rect: Rect) -> Option<Rect> {
    let letters = i32::try_from(standing.word().len()).unwrap_or(0);
    let flag = Rect { x: rect.x + 8, y: rect.bottom() - 5, width: 32 + 8 * letters, height: FLAG };
    (standing != Standing::Up).then_some(flag)
}

/// What has become of a node in a failure: a shape and a word.
fn flag(standing: Standing, height: i32) -> Option<AnyView> {
    let Rect { x, y, width, .. } = flag_of(standing, Rect { x: 0, y: 0, width: 0, height })?;
    let shape = match standing {
        Standing::Up => return None,
        Standing::Waiting => "M1 6a5 5 0 1 0 10 0a5 5 0 1 0-10 0M6 3v3.200l2 1.400",
        Standing::Weakened => HALF,
        Standing::Down => "M2 2l8 8M10 2l-8 8",
    };
    Some(
        view! {
            <g class="node__flag" transform=format!("translate({x} {y})")>
                <rect width=width height=FLAG rx="9" />
                <path d=shape transform="translate(6 3)" />
                <text x="22" y="13">{standing.word()}</text>
            </g>
        }
        .into_any(),
    )
}

/// The shape of the worst finding, on the corner.
#[component]
fn Badge(severity: Severity, x: i32) -> impl IntoView {
    view! {
        <g class="node__badge" data-severity=severity.word() transform=format!("translate({} -9)", x - 9)>
            <circle class="node__badge-ground" cx="9" cy="9" r="10" />
            <path d=outline(severity) transform="translate(3 2.6)" />
        </g>
    }
}
