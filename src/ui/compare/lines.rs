//! The lines that differ, file by file. A file's lines become one string of HTML when it is unfolded, because two plans may
//! differ in thousands of lines.

use crate::ui::live::live;
use leptos::prelude::*;
use planner::compare::{Block, FileDifference, Hunk, lines, shared};

use super::CompareContext;
use super::objects::turned;
use crate::ui::files::highlight::{Language, escape, html};
use crate::ui::icons::{CHEVRON, Icon};

/// Files are unfolded from the first one on as long as they have no more lines than this together.
const MOST: usize = 300;

/// The files.
#[component]
pub fn Lines(context: CompareContext) -> impl IntoView {
    let none = move || context.slice(|difference| difference.files.is_empty().then_some(()));
    let files = move || {
        let mut room = MOST;
        let files = context.slice(|difference| difference.files.clone());
        let open = files.into_iter().map(|file| {
            let lines = file.gone + file.come;
            let fits = lines <= room;
            room = if fits { room - lines } else { 0 };
            (file, fits)
        });
        open.collect::<Vec<_>>()
    };
    view! {
        {live(move || none().map(|()| view! { <p class="empty">"Both bundles have the same files."</p> }))}
        <For each=files key=|(file, _)| file.clone() let:file>{section(context, file.0, file.1)}</For>
    }
}

fn section(context: CompareContext, file: FileDifference, fits: bool) -> AnyView {
    let FileDifference { path, turn, gone, come } = file;
    let open = RwSignal::new(fits);
    let (shown, name) = (path.clone(), path.clone());
    let text =
        move || open.get().then(|| view! { <div class="hunks" inner_html=written(context, &shown)></div> });
    let sum = format!("{come} added, {gone} removed");
    view! {
        <section class="compared" data-compared=name>
            <h3 class="compared__head">
                <button type="button" class="compared__fold" aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)>
                    <Icon strokes=CHEVRON />{turned(turn)}<span class="compared__path">{path}</span>
                    <span class="compared__sum" aria-hidden="true">"+"{come}" -"{gone}</span><span class="unseen">{sum}</span>
                </button>
            </h3>
            {text}
        </section>
    }
    .into_any()
}

/// The lines of a file as HTML; everything that is not of this file is escaped.
fn written(context: CompareContext, path: &str) -> String {
    let hunks = context.both.with(|both| {
        both.as_ref().map(|both| lines(path, &both.0.0.outcome, &both.0.1.outcome)).unwrap_or_default()
    });
    let language = Language::of(path);
    let mut text = String::new();
    let mut before = 0;
    for hunk in &hunks {
        if hunk.old > before {
            let count = hunk.old - before;
            text.push_str(&format!("<p class=\"hunk__gap\">{count} unchanged</p>"));
        }
        before = hunk.old + hunk.covers().0;
        write_hunk(hunk, language, &mut text);
    }
    text
}

fn write_hunk(hunk: &Hunk, language: Language, text: &mut String) {
    let (mut old, mut new) = (hunk.old, hunk.new);
    for block in &hunk.blocks {
        let (gone, come, same) = match block {
            Block::Same(lines) => (lines, lines, true),
            Block::Turned { gone, come } => (gone, come, false),
        };
        text.push_str(if same { "<div class=\"hunk\" data-same>" } else { "<div class=\"hunk\">" });
        write_half(gone, old, if same { ' ' } else { '-' }, (!same).then_some(come), language, text);
        write_half(come, new, if same { ' ' } else { '+' }, (!same).then_some(gone), language, text);
        text.push_str("</div>");
        (old, new) = (old + gone.len(), new + come.len());
    }
}

/// One side of a block. Where a line stands for one of the `other` side, the words that differ are marked.
fn write_half(
    lines: &[String],
    before: usize,
    sign: char,
    other: Option<&Vec<String>>,
    language: Language,
    text: &mut String,
) {
    text.push_str("<div class=\"hunk__half\">");
    for (at, line) in lines.iter().enumerate() {
        let number = before + at + 1;
        text.push_str(&format!(
            "<span class=\"cell\" data-sign=\"{sign}\"><span class=\"cell__no\">{number}</span><span class=\"cell__sign\">{sign}</span><span class=\"cell__text\">"
        ));
        let twin = other.and_then(|other| other.get(at));
        match twin.and_then(|twin| shared(line, twin)) {
            Some((head, tail)) => {
                let end = line.len() - tail;
                escape(&line[..head], text);
                text.push_str("<mark>");
                escape(&line[head..end], text);
                text.push_str("</mark>");
                escape(&line[end..], text);
            }
            None => text.push_str(&html(line, language)),
        }
        text.push_str("</span></span>");
    }
    text.push_str("</div>");
}
