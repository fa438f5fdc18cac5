//! The page. One file for each area of the screen.
//!
//! [`state`] holds the project, its outcome, and the navigation. Views read its signals and call its methods; only these
//! methods write the signals. [`browser`] is the only file that uses the browser, apart from what Leptos renders. Effects
//! act on the browser (storage, focus, scrolling) and write no signal, except in [`state::distinct_signal`], which passes
//! a value on when it changes.

mod bar;
mod browser;
mod capacity;
mod commands;
mod compare;
mod copy;
mod download;
mod files;
mod findings;
mod form;
mod header;
mod help;
mod icons;
mod keys;
mod live;
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
mod state;
mod stray;
mod theme;
mod upgrade;
mod whatif;

use leptos::prelude::*;

use state::AppState;

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
    let app = AppState::open();
    provide_context(app);
    keys::listen(app);
    copy::listen(app);
    app.keep_saved();
    app.keep_views();
    app.guard_typed_secrets();
    app.refuse_long_texts();
    app.follow_links();
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
