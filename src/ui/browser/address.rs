//! The page's URL, whose fragment may hold a shared plan, and the browser's history.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::PAINTING;

/// The end of the page's address, with its `#`.
pub fn fragment() -> String {
    if PAINTING { String::new() } else { window().location().hash().unwrap_or_default() }
}

/// The page's address without its end, if it is one that others can open.
pub fn address() -> Option<String> {
    let location = window().location();
    let address = location.href().ok()?.split('#').next()?.to_owned();
    matches!(location.protocol().as_deref(), Ok("http:" | "https:")).then_some(address)
}

/// What the present entry of the browser's history was marked with.
pub fn entry() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

/// Marks the present entry.
pub fn mark_entry(text: &str) {
    if !PAINTING && let Ok(history) = window().history() {
        let _ = history.replace_state(&JsValue::from_str(text), "");
    }
}

/// Adds an entry behind the present one, at the same address.
pub fn add_entry(text: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state(&JsValue::from_str(text), "");
    }
}

/// Has the browser ask before the page is left, if that is wanted then.
pub fn ask_before_leaving(wanted: impl Fn() -> bool + 'static) {
    if PAINTING {
        return;
    }
    window_event_listener_untyped("beforeunload", move |event| {
        if wanted() {
            event.prevent_default();
            // What browsers wanted before 2023.
            let _ = Reflect::set(&event, &JsValue::from_str("returnValue"), &JsValue::TRUE);
        }
    });
}

/// Takes the end off the page's address, without a step in the browser's history.
pub fn forget_fragment() {
    let here = window().location().href().unwrap_or_default();
    let address = here.split('#').next().unwrap_or_default();
    if let Ok(history) = window().history() {
        let mark = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&mark, "", Some(address));
    }
}
