//! Floor 6: the page. One file for each area of the screen.
//!
//! [`desk`] is the state: one plan, one set of secrets, one outcome, one selection; everything else is
//! derived from them. [`browser`] is the only file that touches the browser besides what Leptos draws.
//! An effect here acts on the world (storage, scrolling); none writes a signal.

mod bar;
mod browser;
mod capacity;
mod commands;
mod compare;
mod copy;
mod desk;
mod download;
mod files;
mod findings;
mod form;
mod header;
mod help;
mod icons;
mod keys;
mod mark;
mod newer;
mod notice;
mod panes;
mod picture;
mod plans;
mod presets;
mod search;
mod selection;
mod share;
mod stray;
mod theme;
mod upgrade;
mod whatif;

use leptos::prelude::*;

use desk::Desk;

/// The page of a first visit as text.
#[cfg(not(target_arch = "wasm32"))]
pub fn painted() -> String {
    Owner::new().with(|| view! { <App /> }.to_html())
}

/// Replaces what the page shows while it loads.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    browser::arrive(|place| leptos::mount::mount_to(place, || view! { <App /> }).forget());
}

#[component]
fn App() -> impl IntoView {
    let desk = Desk::open();
    provide_context(desk);
    keys::listen(desk);
    copy::listen(desk);
    desk.keep_saved();
    desk.keep_views();
    desk.guard_typed_secrets();
    desk.refuse_long_texts();
    desk.follow_links();
    view! {
        <header::SkipLink />
        <header::Header />
        <main class="main">
            <panes::Tabs />
            <panes::Panes />
        </main>
        <notice::Notice />
        <bar::Bar />
        <header::DropTarget />
        <help::Help />
        <search::Search />
    }
}
