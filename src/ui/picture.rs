//! The picture of the topology, painted from the library's layout. It only shows facts of the plan.

pub mod caption;
mod card;
mod edge;
mod line;
mod node;
mod scene;
mod table;
mod zoom;

use crate::ui::live::memo;
use leptos::prelude::*;

use super::state::AppState;
use line::{LineLabel, Rail, Trace};
use node::NodeBox;
pub use scene::title;
use scene::{Highlight, Routes, Scene};
use zoom::{CANVAS, Controls, Zoom};

use planner::topology::NodeId;

/// What the areas of the picture share.
#[derive(Clone, Copy)]
pub struct Stage {
    scene: ReadSignal<Scene>,
    lines: ReadSignal<Routes>,
    lit: ReadSignal<Highlight>,
    hovered: RwSignal<Option<NodeId>>,
    /// The box that had the focus last.
    focused: RwSignal<Option<NodeId>>,
    /// The one box that the Tab key stops at; arrow keys lead to the others.
    stop: Memo<Option<NodeId>>,
}

/// The pane of the picture.
#[component]
pub fn Picture() -> impl IntoView {
    let app = AppState::here();
    let layout = scene::layout(app);
    let (scene, lines) = (scene::boxes(app, layout), scene::lines(app, layout));
    let hovered = RwSignal::new(None);
    let lit = scene::lit(app, hovered);
    let focused = RwSignal::new(None);
    let stop = memo(move |_| {
        scene.with(|scene| {
            let still = focused.get().filter(|id| scene.node(*id).is_some());
            still.or_else(|| scene.nodes.first().map(|node_view| node_view.node.id))
        })
    });
    let stage = Stage { scene, lines, lit, hovered, focused, stop };
    provide_context(stage);
    let as_table = RwSignal::new(false);
    view! {
        <section class="pane picture" id="pane-picture" aria-labelledby="picture-title">
            <div class="pane__head">
                <h2 class="pane__title" id="picture-title">"Topology"</h2>
                <WhatIfButton />
                <div class="segments segments--small" role="group" aria-label="Show the topology as">
                    <View words="Picture" table=false as_table />
                    <View words="Table" table=true as_table />
                </div>
            </div>
            <Show when=move || as_table.get() fallback=|| view! { <Canvas /> }><table::Facts /></Show>
        </section>
    }
}

#[component]
fn View(words: &'static str, table: bool, as_table: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="segment" aria-pressed=move || (as_table.get() == table).to_string()
            on:click=move |_| as_table.set(table)>
            {words}
        </button>
    }
}

/// Lets a node of the cluster fail; from there anything else can be chosen.
#[component]
fn WhatIfButton() -> impl IntoView {
    let app = AppState::here();
    let open = move || app.whatif.is_open();
    view! {
        <button type="button" class="button button--small picture__whatif" id="whatif-button"
            title="What if it fails? (Alt I)" aria-keyshortcuts="Alt+I" aria-pressed=move || open().to_string()
            on:click=move |_| app.toggle_whatif()>
            "What if"<span class="unseen">" it fails"</span>
        </button>
    }
}

/// The legend: what the signs without text mean.
#[component]
fn Legend() -> impl IntoView {
    view! {
        <p class="legend" aria-hidden="true">
            <span><svg viewBox="0 0 12 12" width="10" height="10"><circle class="dot" cx="6" cy="6" r="5" /></svg>"pod"</span>
            <span><svg viewBox="0 0 24 12" width="22" height="11"><path class="line" data-files="true" d="M0 6H24" /></svg>"files"</span>
            <span><svg viewBox="0 0 24 12" width="22" height="11"><path class="line" data-care="true" d="M0 6H24" /></svg>"watches, copies"</span>
        </p>
    }
}

#[component]
fn Canvas() -> impl IntoView {
    let app = AppState::here();
    let Stage { scene, lines, .. } = expect_context();
    let size = memo(move |_| scene.with(|scene| (scene.left, scene.width, scene.height)));
    let rails = memo(move |_| lines.with(Routes::rails));
    let lines = memo(move |_| lines.with(Routes::keys));
    let nodes = memo(move |_| scene.with(Scene::node_keys));
    let zoom = Zoom::new();
    view! {
        <div class="canvas" id=CANVAS on:wheel=move |event| zoom.turn(&event) on:keydown=move |event| zoom.key(&event, app)
            on:pointerdown=move |event| zoom::drag(&event) on:pointermove=move |event| zoom::drag(&event)>
            <svg class="picture__svg" id="picture" role="group" aria-labelledby="picture-title"
                viewBox=move || format!("{} 0 {} {}", size.get().0, size.get().1, size.get().2)
                width=move || size.get().1 height=move || size.get().2 data-scaled=move || zoom.scale().is_some().to_string()
                style=("--width", move || format!("{}px", size.get().1))
                style=("--height", move || format!("{}px", size.get().2))
                style=("--scale", move || zoom.scale().map(|scale| scale.to_string()))>
                <For each=move || rails.get() key=|end| *end let:end><Rail end /></For>
                <For each=move || lines.get() key=name let:key><Trace key /></For>
                <For each=move || nodes.get() key=|id| id.0 let:id><NodeBox id /></For>
                <For each=move || lines.get() key=name let:key><LineLabel key /></For>
            </svg>
        </div>
        <div class="picture__foot"><Legend /><Controls zoom /></div>
    }
}

fn name((from, to, nth): &scene::LineKey) -> (&'static str, &'static str, usize) {
    (from.0, to.0, *nth)
}
