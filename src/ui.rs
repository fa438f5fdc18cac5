//! Floor 6: the page. One file for each area of the screen.
//!
//! [`desk`] is the state: one plan, one set of secrets, one outcome, one selection; everything else is
//! derived from them. [`browser`] is the only file that touches the browser besides what Leptos draws.
//! An effect here acts on the world (storage, scrolling); none writes a signal.

mod bar;
mod browser;
mod commands;
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
mod notice;
mod panes;
mod picture;
mod presets;
mod selection;
mod theme;
mod upgrade;

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
    desk.keep_saved();
    view! {
        <header::SkipLink />
        <header::Header />
        <main class="main">
            <panes::Tabs />
            <div class="panes" data-pane=move || desk.pane.get().key()>
                <form::Form />
                <div class="middle">
                    <picture::Picture />
                    <findings::Findings />
                </div>
                <files::Files />
            </div>
        </main>
        <bar::Bar />
        <notice::Notice />
        <header::DropTarget />
        <help::Help />
    }
}
