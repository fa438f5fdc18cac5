//! The tree of files. It is one tab stop; the arrow keys move inside it.

use crate::ui::live::{live, memo};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::icons::{CHEVRON, Icon};
use crate::ui::state::AppState;

/// The folder that starts closed: the same in every bundle.
const CLOSED: &str = "image";

const TREE: &str = "tree";

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Entry {
    Folder(String),
    File(String),
}

impl Entry {
    fn path(&self) -> &str {
        match self {
            Self::Folder(path) | Self::File(path) => path,
        }
    }

    fn name(&self) -> &str {
        self.path().rsplit('/').next().unwrap_or_default()
    }

    fn level(&self) -> usize {
        self.path().matches('/').count() + 1
    }
}

/// Files and folders.
#[component]
pub fn Tree() -> impl IntoView {
    let app = AppState::here();
    let closed = RwSignal::new(vec![CLOSED.to_owned()]);
    let all = memo(move |_| entries(app.paths().iter().map(String::as_str)));
    let seen = memo(move |_| closed.with(|closed| all.with(|all| seen(all, closed))));
    let stop = RwSignal::new(None::<String>);
    let walk = move |event: KeyboardEvent| {
        let now = stop.get_untracked().unwrap_or_else(|| app.navigation.file.get_untracked());
        let entries = seen.get_untracked();
        let at = entries.iter().position(|entry| entry.path() == now).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(entries.len().saturating_sub(1)),
            "ArrowUp" => at.saturating_sub(1),
            "Home" => 0,
            "End" => entries.len().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if let Some(entry) = entries.get(next) {
            stop.set(Some(entry.path().to_owned()));
            browser::focus(&id(entry.path()));
        }
    };
    // The shown file is in view, whatever led to it, and when the pane is.
    Effect::new(move |_| {
        app.navigation.file.track();
        app.navigation.pane.track();
        browser::when_drawn(|| browser::reveal_if_there(TREE, "[aria-selected=true]"));
    });
    view! {
        <div class="tree" id=TREE>
            <div class="tree__list" role="tree" aria-label="Files of the bundle" on:keydown=walk>
                <For each=move || seen.get() key=|entry| entry.clone() let:entry><TreeItem entry closed stop /></For>
            </div>
        </div>
    }
}

#[component]
fn TreeItem(entry: Entry, closed: RwSignal<Vec<String>>, stop: RwSignal<Option<String>>) -> impl IntoView {
    let app = AppState::here();
    let path = StoredValue::new(entry.path().to_owned());
    let folder = matches!(entry, Entry::Folder(_));
    let shown = memo(move |_| path.with_value(|path| app.navigation.file.with(|file| file == path)));
    let touched = memo(move |_| path.with_value(|path| app.touched.with(|all| all.contains(path))));
    let lit = memo(move |_| path.with_value(|path| app.lights_file(path)));
    let own = memo(move |_| path.with_value(|path| app.is_own(path)));
    let open = memo(move |_| path.with_value(|path| closed.with(|closed| !closed.contains(path))));
    let reachable = move || {
        let here = stop.with(|stop| stop.as_ref().map(|stop| path.with_value(|path| stop == path)));
        if here.unwrap_or_else(|| shown.get()) { "0" } else { "-1" }
    };
    let act = move |_| {
        let path = path.get_value();
        stop.set(Some(path.clone()));
        if folder { toggle(closed, path) } else { app.open_file(path) }
    };
    let expanded = move || folder.then(|| open.get().to_string());
    view! {
        <button type="button" class="tree__item" role="treeitem" id=id(entry.path()) data-path=entry.path().to_owned()
            data-level=entry.level() attr:aria-level=entry.level() aria-selected=move || shown.get().to_string()
            aria-expanded=expanded tabindex=reachable data-touched=move || touched.get().to_string()
            data-lit=move || lit.get().to_string() data-own=move || own.get().to_string() on:click=act>
            {folder.then(|| view! { <Icon strokes=CHEVRON /> })}
            <span class="tree__name">{entry.name().to_owned()}{folder.then_some("/")}</span>
            {live(move || lit.get().then(|| view! { <span class="unseen">" has lines of the field in focus"</span> }))}
            {live(move || own.get().then(|| view! { <span class="tree__own">"yours"</span> }))}
            {live(move || touched.get().then(|| view! { <span class="tree__dot"></span><span class="unseen">" changed"</span> }))}
        </button>
    }
}

fn toggle(closed: RwSignal<Vec<String>>, path: String) {
    closed.update(|closed| match closed.iter().position(|known| *known == path) {
        Some(at) => {
            closed.remove(at);
        }
        None => closed.push(path),
    });
}

fn id(path: &str) -> String {
    format!("file-{path}")
}

/// Files at the top first, then folder by folder.
fn entries<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<Entry> {
    let (top, below): (Vec<&str>, Vec<&str>) = paths.partition(|path| !path.contains('/'));
    let mut entries: Vec<Entry> = top.into_iter().map(|path| Entry::File(path.to_owned())).collect();
    for path in below {
        for (at, _) in path.match_indices('/') {
            let folder = Entry::Folder(path[..at].to_owned());
            if !entries.contains(&folder) {
                entries.push(folder);
            }
        }
        entries.push(Entry::File(path.to_owned()));
    }
    entries
}

/// The entries outside of closed folders.
fn seen(entries: &[Entry], closed: &[String]) -> Vec<Entry> {
    let hidden = |entry: &&Entry| {
        closed.iter().any(|folder| {
            entry.path().strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    entries.iter().filter(|entry| !hidden(entry)).cloned().collect()
}
