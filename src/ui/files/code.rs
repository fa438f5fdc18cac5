//! The shown file, line by line. Unchanged lines keep their elements. Highlights and the cursor are attributes that one
//! loop sets on the rows; a memo for each of a thousand rows would be slower.

use crate::ui::live::memo;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use planner::compare::redact::{holds_secrets, without_values};

use super::diff_view::{DiffLine, DiffView};
use super::highlight::{Language, html};
use crate::ui::browser;
use crate::ui::state::{AppState, Reveal};

/// The text of the shown file.
#[component]
pub fn Code() -> impl IntoView {
    let app = AppState::here();
    let diff = Memo::new_with_compare(
        move |before: Option<&DiffView>| diff(app, before),
        |old: Option<&DiffView>, new: Option<&DiffView>| old != new,
    );
    let path = memo(move |_| diff.with(|diff| diff.path.clone()));
    Effect::new(move |_| {
        diff.track();
        let what = app.navigation.reveal.get();
        browser::when_drawn(move || reveal(what));
    });
    // Equal lines are new ones after an edit: their elements may be others.
    let lit = Memo::new_with_compare(move |_| app.lit_lines(), |_, _| true);
    Effect::new(move |_| {
        path.track();
        let rows = lit.get();
        browser::when_drawn(move || browser::mark_rows("files", "data-lit", &rows));
    });
    Effect::new(move |_| {
        let rows: Vec<usize> = app.pointed().map(|pointed| pointed.line).into_iter().collect();
        browser::when_drawn(move || browser::mark_rows("files", "data-current", &rows));
    });
    let ask = move |event: MouseEvent| {
        if let Some(line) = browser::row_of(&event, "files") {
            app.ask_about(line);
        }
    };
    let label = move || format!("Content of {}", path.get());
    view! {
        <pre class="code" id="files" tabindex="0" role="region" aria-label=label data-file=move || path.get()
            on:click=ask on:keydown=move |event| walk(app, &event)>
            <For each=move || diff.with(|diff| diff.lines.clone()) key=DiffLine::key let:line>
                <Row line language=path.with_untracked(|path| Language::of(path)) />
            </For>
        </pre>
    }
}

#[component]
fn Row(line: DiffLine, language: Language) -> impl IntoView {
    let names = line.names.as_deref().map(str::to_owned);
    let html = html(&line.text, language);
    view! { <span class="row" data-mark=line.mark.word() data-names=names inner_html=html></span> }
}

fn diff(app: AppState, before: Option<&DiffView>) -> DiffView {
    let path = app.navigation.file.get();
    if let Some(text) = app.own_text(&path) {
        return DiffView::next(before, path, &text, Some(&text));
    }
    let bare = app.revealed.get();
    let shown = |text: &str| {
        if holds_secrets(&path) && !bare { without_values(text) } else { text.to_owned() }
    };
    let then = app
        .project
        .earlier
        .with(|then| then.as_ref().and_then(|then| then.files.get(&path).map(|file| shown(&file.text))));
    let edited = app.project.earlier.with(Option::is_some);
    let now = app.project.outcome.with(|now| now.files.get(&path).map(|file| shown(&file.text)));
    // In a file that is new since the last edit all lines are new.
    let then = then.or_else(|| edited.then(String::new));
    DiffView::next(before, path, &now.unwrap_or_default(), then.as_deref())
}

/// Brings the line into view that is to be seen.
fn reveal(what: Reveal) {
    match what {
        Reveal::Top => browser::reveal("files", ""),
        Reveal::Change => browser::reveal("files", "[data-mark]"),
        Reveal::Line(line) => browser::reveal_row("files", line),
        Reveal::Component(name) => browser::reveal("files", &format!("[data-names=\"{name}\"]")),
    }
}

/// The arrow keys go from line to line and say what decides each; Enter goes there.
fn walk(app: AppState, event: &KeyboardEvent) {
    let count = app.project.outcome.with_untracked(|outcome| {
        app.navigation
            .file
            .with_untracked(|path| outcome.files.get(path).map_or(0, |file| file.text.lines().count()))
    });
    let now = app.last_line();
    let next = match event.key().as_str() {
        "ArrowDown" => now.map_or(0, |line| line + 1),
        "ArrowUp" => now.map_or(0, |line| line.saturating_sub(1)),
        "Home" => 0,
        "End" => count,
        "Enter" => {
            if let Some(line) = now {
                app.ask_about(line);
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
    app.point_at(line);
    browser::reveal_row("files", line);
}
