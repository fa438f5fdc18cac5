//! The browser's storage: texts by key, for all tabs or for this one.

use leptos::prelude::*;

use super::PAINTING;

/// Reads a text that an earlier visit stored.
pub fn stored(key: &str) -> Option<String> {
    if PAINTING {
        return None;
    }
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Stores a text for the next visit. A browser may refuse, and then this is false.
pub fn store(key: &str, text: &str) -> bool {
    !PAINTING && matches!(window().local_storage(), Ok(Some(storage)) if storage.set_item(key, text).is_ok())
}

/// Forgets a stored text.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// The names of all stored texts.
pub fn stored_keys() -> Vec<String> {
    if PAINTING {
        return Vec::new();
    }
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten()).collect()
}

/// Reads a text that this tab stored, before a reload.
pub fn stored_in_tab(key: &str) -> Option<String> {
    if PAINTING {
        return None;
    }
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Stores a text for as long as this tab is there.
pub fn store_in_tab(key: &str, text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(key, text);
    }
}
