//! Newer versions of the page, and copies of this one.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::Event;

use super::PAINTING;

/// Does something when a newer version of the page is ready to be used. xtask/page/keep.js says so; it
/// is not there in the one-file copy.
pub fn on_newer(what: impl Fn() + 'static) {
    if !PAINTING {
        window_event_listener_untyped("forum-planner:newer", move |_| what());
    }
}

/// Reloads the page in its newer version.
pub fn renew() {
    tell("forum-planner:renew");
}

/// Whether this page can hand itself over as one file: not when it is that file. The painted page can.
pub fn can_copy_itself() -> bool {
    PAINTING || matches!(document().query_selector("script[data-copy]"), Ok(Some(_)))
}

/// Hands the page over as one file, which xtask/page/copy.js puts together.
pub fn copy_itself() {
    tell("forum-planner:copy");
}

/// Does something when that is done. The text says why it failed, and is empty when it did not.
pub fn on_copied(what: impl Fn(String) + 'static) {
    if !PAINTING {
        window_event_listener_untyped("forum-planner:copied", move |event| {
            let detail = Reflect::get(&event, &JsValue::from_str("detail"));
            what(detail.ok().and_then(|detail| detail.as_string()).unwrap_or_default());
        });
    }
}

fn tell(name: &str) {
    if let Ok(event) = Event::new(name) {
        let _ = window().dispatch_event(&event);
    }
}
