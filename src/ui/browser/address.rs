//! The page's own address, at whose end a shared plan stands.

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

/// Takes the end off the page's address, without a step in the browser's history.
pub fn forget_fragment() {
    let here = window().location().href().unwrap_or_default();
    let address = here.split('#').next().unwrap_or_default();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}
