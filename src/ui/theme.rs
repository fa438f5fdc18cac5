//! The theme: light, dark, or the system's.

use crate::ui::live::live;
use leptos::prelude::*;

use super::browser;
use super::icons::{Icon, MOON, SUN, SYSTEM};

const KEY: &str = "forum-planner.theme";

/// Goes round: as the system, light, dark.
#[component]
pub fn Theme() -> impl IntoView {
    let kept = browser::stored(KEY).unwrap_or_default();
    browser::mark_root("data-theme", &kept);
    let theme = RwSignal::new(kept);
    let next = move |_| {
        let next = match theme.get_untracked().as_str() {
            "" => "light",
            "light" => "dark",
            _ => "",
        };
        theme.set(next.to_owned());
        browser::mark_root("data-theme", next);
        // A browser that does not keep it shows it all the same.
        if next.is_empty() {
            browser::forget(KEY);
        } else {
            let _ = browser::store(KEY, next);
        }
    };
    let picture = move || match theme.get().as_str() {
        "light" => SUN,
        "dark" => MOON,
        _ => SYSTEM,
    };
    let words = move || match theme.get().as_str() {
        "light" => "Theme: light",
        "dark" => "Theme: dark",
        _ => "Theme: system",
    };
    view! {
        <button type="button" class="button button--bare" id="theme" title=words on:click=next>
            {live(move || view! { <Icon strokes=picture() /> })}
            <span class="unseen">{words}</span>
        </button>
    }
}
