//! Limits the length of text that is typed or pasted, before the page processes it.

use js_sys::Reflect;
use leptos::ev::beforeinput;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement};

use super::listen;

/// The most characters of a line, and of a text of many lines. A megabyte in a field costs seconds for each key.
const LINE: usize = 4_096;
const LINES: usize = 65_536;

/// Prevents a paste or drop that would make a text too long, and returns how long it would be and how long it may be.
pub fn refuse_longer(refused: impl Fn(usize, usize) + 'static) {
    listen(beforeinput, move |event| {
        let Some(added) = event.data() else { return };
        let most = most(&event);
        // A character is one or two units of the browser's texts, and one to four bytes here.
        let there = event_target_value(&event).encode_utf16().count().saturating_sub(selected(&event));
        let whole = there + added.encode_utf16().count();
        if whole > most {
            event.prevent_default();
            refused(whole, most);
        }
    });
}

/// The text of the field that an event is about. What a script or another program put there is cut to its length.
pub fn typed(event: &Event) -> String {
    let text = event_target_value(event);
    let most = most(event);
    if text.len() <= most {
        return text;
    }
    let cut: String = text.chars().take(most).collect();
    if let Some(target) = event.target() {
        let _ = Reflect::set(&target, &JsValue::from_str("value"), &JsValue::from_str(&cut));
    }
    cut
}

fn most(event: &Event) -> usize {
    let lines = event.target().is_some_and(|target| target.has_type::<HtmlTextAreaElement>());
    if lines { LINES } else { LINE }
}

/// How much of the text is selected, and would be replaced.
fn selected(event: &Event) -> usize {
    let Some(target) = event.target() else { return 0 };
    let ends = match target.dyn_into::<HtmlInputElement>() {
        Ok(line) => (line.selection_start(), line.selection_end()),
        Err(other) => match other.dyn_into::<HtmlTextAreaElement>() {
            Ok(lines) => (lines.selection_start(), lines.selection_end()),
            Err(_) => return 0,
        },
    };
    let (Ok(Some(start)), Ok(Some(end))) = ends else { return 0 };
    end.saturating_sub(start) as usize
}
