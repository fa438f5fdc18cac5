//! The menu of the plans in this browser: open, rename, copy, delete, start a new one.

use crate::ui::live::live;
use leptos::prelude::*;
use planner::presets::PRESETS;

use super::browser;
use super::icons::{CLOSE, COPY, Icon, PLANS};
use super::state::{AppState, Kept};

/// The id of the menu.
pub const MENU: &str = "plans";
const BUTTON: &str = "plans-button";

/// The button and what it opens. Nothing is read from storage before it opens.
#[component]
pub fn Plans() -> impl IntoView {
    let app = AppState::here();
    let open = app.store.menu;
    let title = move || format!("Plans saved in this browser; “{}” is open", app.store.name.get());
    let toggled = move |_| {
        let now = browser::popover_open(MENU);
        if now {
            app.list_plans();
        }
        app.store.set_menu(now);
    };
    view! {
        <button type="button" class="button" id=BUTTON popovertarget=MENU title=title>
            <Icon strokes=PLANS /><span class="button__words">"Saved plans"</span>
        </button>
        <div id=MENU class="popover popover--plans" popover="auto" role="group" aria-label="Saved plans" on:toggle=toggled>
            <Show when=move || open.get()><Menu /></Show>
        </div>
    }
}

#[component]
fn Menu() -> impl IntoView {
    let app = AppState::here();
    let rows = move || {
        app.store.listed.get().into_iter().enumerate().map(|(at, kept)| row(app, at, kept)).collect_view()
    };
    let begin = move |at: usize| {
        app.new_plan(at);
        leave();
    };
    let presets = (0..PRESETS.len())
        .map(|at| view! { <button type="button" class="button button--small" data-new=PRESETS[at].key on:click=move |_| begin(at)>{PRESETS[at].lesson.map(|_| "Example: ")}{PRESETS[at].title}</button> })
        .collect_view();
    view! {
        <strong class="popover__title">"Saved plans, in this browser"</strong>
        <Name />
        <ul class="plans">{rows}</ul>
        <p class="plans__new" id="plans-new">"Start a new one from"</p>
        <div class="plans__presets" role="group" aria-labelledby="plans-new">{presets}</div>
        <p class="plans__note">
            "Secrets and your own files are never saved here. Each plan has its own while this page is open; \
             afterwards they are in the zip you downloaded."
        </p>
    }
}

/// The name of the open plan, to be changed.
#[component]
fn Name() -> impl IntoView {
    let app = AppState::here();
    let problem = RwSignal::new(String::new());
    let rename = move |event: leptos::ev::Event| {
        let old = app.store.name_now();
        problem.set(app.rename_plan(&old, &event_target_value(&event)).err().unwrap_or_default());
    };
    let invalid = move || (!problem.with(String::is_empty)).to_string();
    view! {
        <label class="plans__label" for="plan-name">"Name of the open plan"</label>
        <input class="input" id="plan-name" type="text" maxlength="60" autocomplete="off" spellcheck="false"
            prop:value=move || app.store.name.get() aria-invalid=invalid aria-describedby="plan-name-problem"
            on:change=rename />
        <p class="plans__problem" id="plan-name-problem" role="status">{live(move || problem.get())}</p>
    }
}

/// One plan. The first row is the open one.
fn row(app: AppState, at: usize, kept: Kept) -> impl IntoView {
    let name = StoredValue::new(kept.name.clone());
    let host = kept.host.unwrap_or_else(|reason| format!("cannot be read: {reason}"));
    let open = move |_| {
        if at > 0 {
            app.open_plan(&name.get_value());
        }
        leave();
    };
    let copy = move |_| {
        app.duplicate_plan(&name.get_value());
        leave();
    };
    let delete = move |_| {
        app.delete_plan(&name.get_value());
        browser::when_drawn(|| browser::focus("plan-name"));
    };
    let (copies, deletes) = (format!("Copy “{}”", kept.name), format!("Delete “{}”", kept.name));
    let (copy_title, delete_title, key) = (copies.clone(), deletes.clone(), kept.name.clone());
    view! {
        <li class="plan" data-plan=key>
            <button type="button" class="plan__open" aria-current=(at == 0).then_some("true") on:click=open>
                <span class="plan__name">{kept.name}</span>
                <span class="plan__host">{(at == 0).then_some("open · ")}{host}</span>
            </button>
            <button type="button" class="button button--bare button--small" data-copy="" title=copy_title on:click=copy>
                <Icon strokes=COPY /><span class="unseen">{copies}</span>
            </button>
            <button type="button" class="button button--bare button--small" data-delete="" title=delete_title on:click=delete>
                <Icon strokes=CLOSE /><span class="unseen">{deletes}</span>
            </button>
        </li>
    }
}

fn leave() {
    browser::close_popover(MENU);
    browser::focus(BUTTON);
}
