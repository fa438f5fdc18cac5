//! The search: a dialog with a text field and the results below. `/` opens it.

use crate::ui::live::memo;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use planner::search::{Hit, Place, search};

use super::browser;
use super::icons::{CLOSE, Icon, SEARCH};
use super::state::{AppState, Listing, Pane, plural};

const DIALOG: &str = "search";
const INPUT: &str = "search-for";
const LIST: &str = "search-found";

/// The button in the form.
#[component]
pub fn Opener() -> impl IntoView {
    view! {
        <button type="button" class="button button--small" id="search-button" aria-haspopup="dialog" aria-keyshortcuts="/"
            title="Find options, findings, files and commands (/)" on:click=|_| open()>
            <Icon strokes=SEARCH />"Search"<kbd>"/"</kbd>
        </button>
    }
}

/// Opens the search.
pub fn open() {
    browser::dialog(DIALOG, true);
    browser::focus(INPUT);
}

/// The dialog, which Escape closes by itself.
#[component]
pub fn Search() -> impl IntoView {
    let app = AppState::here();
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let hits = memo(move |_| {
        let query = query.get();
        app.project.plan.with(|plan| {
            app.findings.with(|findings| {
                app.project.outcome.with(|outcome| search(&query, plan, findings, &outcome.files))
            })
        })
    });
    let typed = move |event| {
        query.set(event_target_value(&event));
        at.set(0);
    };
    let keys = move |event: KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        let now = at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.set((now + 1) % count),
            "ArrowUp" if count > 0 => at.set((now + count - 1) % count),
            "Enter" => {
                if let Some(hit) = hits.with_untracked(|hits| hits.get(now).cloned()) {
                    go(app, hit.place);
                }
            }
            _ => return,
        }
        event.prevent_default();
        browser::when_drawn(|| browser::reveal_if_there(LIST, "[aria-selected=true]"));
    };
    let active = move || hits.with(|hits| (!hits.is_empty()).then(|| option_id(at.get())));
    let expanded = move || hits.with(|hits| (!hits.is_empty()).to_string());
    let said = move || match hits.with(Vec::len) {
        _ if query.with(|query| query.trim().is_empty()) => {
            "Try https, backup, mail, uploads, memory, or the code of a finding.".to_owned()
        }
        0 => "Nothing found. Try another word.".to_owned(),
        count => format!("{} found", plural(count, "place")),
    };
    let rows =
        move || hits.get().into_iter().enumerate().map(|(row, hit)| found(app, at, row, hit)).collect_view();
    view! {
        <dialog id=DIALOG class="dialog search" aria-labelledby="search-title" on:close=move |_| query.set(String::new())>
            <div class="dialog__head">
                <h2 id="search-title">"Search"</h2>
                <button type="button" class="button button--bare" on:click=|_| browser::dialog(DIALOG, false)>
                    <Icon strokes=CLOSE /><span class="unseen">"Close"</span>
                </button>
            </div>
            <input class="input" id=INPUT type="text" inputmode="search" role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-label="Find options, findings, files and commands" aria-autocomplete="list" aria-controls=LIST aria-expanded=expanded
                aria-activedescendant=active enterkeyhint="go" maxlength="100" prop:value=move || query.get() on:input=typed on:keydown=keys />
            <p class="search__said" role="status">{said}</p>
            <ul class="search__found" id=LIST role="listbox" aria-label="Found">{rows}</ul>
        </dialog>
    }
}

fn option_id(row: usize) -> String {
    format!("search-hit-{row}")
}

fn found(app: AppState, at: RwSignal<usize>, row: usize, hit: Hit) -> impl IntoView {
    let Hit { place, title, about } = hit;
    let kind = place.kind();
    let place = StoredValue::new(place);
    view! {
        <li class="hit" role="option" id=option_id(row) data-kind=kind aria-selected=move || (at.get() == row).to_string()
            on:click=move |_| go(app, place.get_value())>
            <span class="hit__title">{title}</span><span class="hit__kind">{kind}</span><span class="hit__about">{about}</span>
        </li>
    }
}

/// Opens the result. A glossary word that does not occur in the form leads nowhere: its explanation is all there is.
fn go(app: AppState, place: Place) {
    match place {
        Place::Word(None) => return,
        _ => browser::dialog(DIALOG, false),
    }
    match place {
        Place::Field(field) | Place::Finding(Some(field)) | Place::Word(Some(field)) => {
            app.go_to_field(field)
        }
        Place::Finding(None) => app.list(Listing::Findings),
        Place::File(path) => {
            app.open_file(path);
            app.go_to_pane(Pane::Files);
        }
        Place::Commands => browser::click("commands-button"),
        Place::Word(None) => {}
    }
}
