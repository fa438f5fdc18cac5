//! The shown file, line by line. A line that stays the same keeps its element.

use leptos::prelude::*;

use super::highlight::{Language, html};
use super::sheet::{Line, Sheet, holds_secrets, without_values};
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
        browser::when_drawn(move || browser::reveal("files", &selector(what)));
    });
    let label = move || format!("Content of {}", path.get());
    view! {
        <pre class="code" id="files" tabindex="0" role="region" aria-label=label data-file=move || path.get()>
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

fn selector(reveal: Reveal) -> String {
    match reveal {
        Reveal::Top => String::new(),
        Reveal::Change => "[data-mark]".to_owned(),
        Reveal::Component(name) => format!("[data-names=\"{name}\"]"),
    }
}
