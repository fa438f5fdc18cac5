//! The shown file, line by line. A line that stays the same keeps its element. What is lit and where the reader is
//! are attributes set on the rows by one loop each: a memo for each of a thousand rows would cost more than all rows.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use planner::compare::redact::{holds_secrets, without_values};

use super::highlight::{Language, html};
use super::sheet::{Line, Sheet};
use crate::ui::browser;
use crate::ui::desk::{Desk, Reveal};

/// The text of the shown file.
#[component]
pub fn Code() -> impl IntoView {
    let desk = Desk::here();
    let sheet = Memo::new_with_compare(
        move |before: Option<&Sheet>| sheet(desk, before),
        |old: Option<&Sheet>, new: Option<&Sheet>| old != new,
    );
    let path = Memo::new(move |_| sheet.with(|sheet| sheet.path.clone()));
    Effect::new(move |_| {
        sheet.track();
        let what = desk.reveal.get();
        browser::when_drawn(move || reveal(what));
    });
    // Equal lines are new ones after an edit: their elements may be others.
    let lit = Memo::new_with_compare(move |_| desk.lit_lines(), |_, _| true);
    Effect::new(move |_| {
        path.track();
        let rows = lit.get();
        browser::when_drawn(move || browser::mark_rows("files", "data-lit", &rows));
    });
    Effect::new(move |_| {
        let rows: Vec<usize> = desk.pointed().map(|pointed| pointed.line).into_iter().collect();
        browser::when_drawn(move || browser::mark_rows("files", "data-current", &rows));
    });
    let ask = move |event: MouseEvent| {
        if let Some(line) = browser::row_of(&event, "files") {
            desk.ask_about(line);
        }
    };
    let label = move || format!("Content of {}", path.get());
    view! {
        <pre class="code" id="files" tabindex="0" role="region" aria-label=label data-file=move || path.get()
            on:click=ask on:keydown=move |event| walk(desk, &event)>
            <For each=move || sheet.with(|sheet| sheet.lines.clone()) key=Line::key let:line>
                <Row line language=path.with_untracked(|path| Language::of(path)) />
            </For>
        </pre>
    }
}

#[component]
fn Row(line: Line, language: Language) -> impl IntoView {
    let names = line.names().map(ToOwned::to_owned);
    let html = html(&line.text, language);
    view! { <span class="row" data-mark=line.mark.word() data-names=names inner_html=html></span> }
}

fn sheet(desk: Desk, before: Option<&Sheet>) -> Sheet {
    let path = desk.file.get();
    if let Some(text) = desk.own_text(&path) {
        return Sheet::next(before, path, &text, Some(&text));
    }
    let bare = desk.bare.get();
    let shown = |text: &str| {
        if holds_secrets(&path) && !bare { without_values(text) } else { text.to_owned() }
    };
    let then = desk
        .earlier
        .with(|then| then.as_ref().and_then(|then| then.files.get(&path).map(|file| shown(&file.text))));
    let edited = desk.earlier.with(Option::is_some);
    let now = desk.outcome.with(|now| now.files.get(&path).map(|file| shown(&file.text)));
    // A file that is new since the last edit has nothing to be compared with: all of it is new.
    let then = then.or_else(|| edited.then(String::new));
    Sheet::next(before, path, &now.unwrap_or_default(), then.as_deref())
}

/// Brings the line into view that somebody should see.
fn reveal(what: Reveal) {
    match what {
        Reveal::Top => browser::reveal("files", ""),
        Reveal::Change => browser::reveal("files", "[data-mark]"),
        Reveal::Line(line) => browser::reveal_row("files", line),
        Reveal::Component(name) => browser::reveal("files", &format!("[data-names=\"{name}\"]")),
    }
}

/// The arrow keys go from line to line and say what decides each; Enter goes there.
fn walk(desk: Desk, event: &KeyboardEvent) {
    let count = desk.outcome.with_untracked(|outcome| {
        desk.file.with_untracked(|path| outcome.files.get(path).map_or(0, |file| file.text.lines().count()))
    });
    let now = desk.last_line();
    let next = match event.key().as_str() {
        "ArrowDown" => now.map_or(0, |line| line + 1),
        "ArrowUp" => now.map_or(0, |line| line.saturating_sub(1)),
        "Home" => 0,
        "End" => count,
        "Enter" => {
            if let Some(line) = now {
                desk.ask_about(line);
            }
            return;
        }
        _ => return,
    };
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
        return;
    }
    event.prevent_default();
    let line = next.min(count.saturating_sub(1));
    desk.point_at(line);
    browser::reveal_row("files", line);
}
