//! The top of the page: name, presets, history, loading, theme, help.

use crate::ui::live::memo;
use leptos::prelude::*;

use super::browser;
use super::capacity::Opener;
use super::copy::SaveTool;
use super::icons::{COMPARE, HELP, Icon, MORE, OPEN, REDO, UNDO};
use super::plans::Plans;
use super::presets::Presets;
use super::state::AppState;
use super::theme::Theme;
use planner::field::FieldId;

const LOADER: &str = "load";

/// The first stop of the Tab key: leads past the header into the form.
#[component]
pub fn SkipLink() -> impl IntoView {
    let app = AppState::here();
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        app.go_to_field(FieldId("site.host"));
    };
    view! { <a class="skip" href="#form" on:click=skip>"Skip to the form"</a> }
}

/// The header.
#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="header">
            <div class="brand">
                <Brand />
                <div><h1 class="brand__name">"Forum Planner"</h1><p class="brand__for">"Misago on Kubernetes"</p></div>
            </div>
            <Presets />
            <div class="tools">
                <UndoRedo />
                <Plans />
                <Compare />
                <button type="button" class="button button--bare tools__more" id="more-button" popovertarget="more" title="More">
                    <Icon strokes=MORE /><span class="unseen">"More"</span>
                </button>
                // In a row if there is room, otherwise behind the button above.
                <div class="tools__rest" id="more" popover="auto">
                    <Load />
                    <Opener />
                    <Theme />
                    <SaveTool />
                    <button type="button" class="button button--bare" id="help-button" title="Help and shortcuts (?)"
                        on:click=|_| browser::dialog("help", true)>
                        <Icon strokes=HELP /><span class="unseen">"Help and shortcuts"</span>
                    </button>
                </div>
            </div>
        </header>
    }
}

#[component]
fn Brand() -> impl IntoView {
    view! {
        <svg class="brand__mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
            <path class="brand__ground" d="M8 2h16a6 6 0 0 1 6 6v12a6 6 0 0 1-6 6H14l-6.3 4.800A1 1 0 0 1 6 30v-4.350A6 6 0 0 1 2 20V8a6 6 0 0 1 6-6z" />
            <path class="brand__lines" d="M21.5 8.5 10.5 14l11 5.5" />
            <g class="brand__dots">
                <circle cx="10.5" cy="14" r="3.4" /><circle cx="21.5" cy="8.5" r="3.4" />
                <circle cx="21.5" cy="19.5" r="3.4" />
            </g>
        </svg>
    }
}

/// Undo and redo. The buttons keep the focus even when they have nothing left to do.
#[component]
fn UndoRedo() -> impl IntoView {
    let app = AppState::here();
    let behind = memo(move |_| app.undoable().map(|what| format!("Undo: {what}")));
    let ahead = memo(move |_| app.redoable().map(|what| format!("Redo: {what}")));
    let undo = move || behind.get().unwrap_or_else(|| "Nothing to undo".to_owned());
    let redo = move || ahead.get().unwrap_or_else(|| "Nothing to redo".to_owned());
    view! {
        <div class="pair">
            <button type="button" class="button button--bare" id="undo" title=undo
                aria-disabled=move || behind.get().is_none().to_string() on:click=move |_| app.undo()>
                <Icon strokes=UNDO /><span class="unseen">{undo}</span>
            </button>
            <button type="button" class="button button--bare" id="redo" title=redo
                aria-disabled=move || ahead.get().is_none().to_string() on:click=move |_| app.redo()>
                <Icon strokes=REDO /><span class="unseen">{redo}</span>
            </button>
        </div>
    }
}

#[component]
fn Compare() -> impl IntoView {
    let app = AppState::here();
    let open = move || app.comparison.is_open().to_string();
    view! {
        <button type="button" class="button" id="compare-button" title="Compare two plans (Alt C)" aria-keyshortcuts="Alt+C"
            aria-expanded=open on:click=move |_| app.toggle_comparison()>
            <Icon strokes=COMPARE /><span class="button__words">"Compare"</span>
        </button>
    }
}

#[component]
fn Load() -> impl IntoView {
    let app = AppState::here();
    let chosen = move |event| browser::chosen_file(&event, move |bytes| app.load(&bytes));
    view! {
        // In the menu of narrow screens its click closes the menu as well.
        <button type="button" class="button" id="load-button" popovertarget="more" popovertargetaction="hide" title="Open \
                                                                                                                     a \
                                                                                                                     bundle \
                                                                                                                     (.zip) \
                                                                                                                     or \
                                                                                                                     a \
                                                                                                                     plan.yaml, \
                                                                                                                     or \
                                                                                                                     drop \
                                                                                                                     it \
                                                                                                                     anywhere"
            on:click=|_| browser::click(LOADER)>
            <Icon strokes=OPEN /><span class="button__words">"Open…"</span>
        </button>
        <input id=LOADER class="unseen" type="file" tabindex="-1" accept=".zip,.yaml,.yml,.pem,.crt"
            aria-label="Open a bundle or a plan.yaml" on:change=chosen />
    }
}

/// Says that a file may be let go, while one hovers over the page.
#[component]
pub fn DropTarget() -> impl IntoView {
    let app = AppState::here();
    let hovering = RwSignal::new(false);
    browser::on_drop(
        move |now| {
            if hovering.get_untracked() != now {
                hovering.set(now);
            }
        },
        move |bytes| app.load(&bytes),
    );
    view! {
        <Show when=move || hovering.get()>
            <div class="drop"><p>"Drop to open this bundle, plan.yaml or certificate"</p></div>
        </Show>
    }
}
