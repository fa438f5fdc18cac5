//! The browser: storage, randomness, files, the clipboard, focus and scrolling. No other file of the
//! page names `web_sys`.
//!
//! The build renders the page without a browser ([`super::painted`]). So everything that runs during rendering, and not
//! only on an event, checks [`PAINTING`] before it uses the browser.

mod address;
#[cfg(target_arch = "wasm32")]
mod arrival;
mod crypto;
mod files;
mod focus;
mod rows;
mod scrolling;
mod storage;
mod text;
mod version;

use js_sys::Reflect;
use leptos::ev::{EventDescriptor, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

pub use address::{add_entry, address, ask_before_leaving, entry, forget_fragment, fragment, mark_entry};
#[cfg(target_arch = "wasm32")]
pub use arrival::arrive;
pub use crypto::{Subtle, seconds};
pub use files::{chosen_file, download, on_drop};
pub use focus::{
    attended, focus, focus_beside, focus_first, focused, is_there, keep_focus, leave, seen, select_text,
};
pub use rows::{mark_rows, reveal_row, row_of};
pub use scrolling::{
    centre, drag_along, keep_in_place, reveal, reveal_across, reveal_if_there, scale_of, show,
};
pub use storage::{forget, store, store_in_tab, stored, stored_in_tab, stored_keys};
pub use text::{refuse_longer, typed};
pub use version::{can_copy_itself, copy_itself, on_copied, on_newer, renew};

/// Whether there is no browser, because the build is rendering the page.
const PAINTING: bool = !cfg!(target_arch = "wasm32");

/// Listens to the whole page as long as it lives.
pub fn listen<E>(event: E, act: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    if !PAINTING {
        window_event_listener(event, act);
    }
}

/// Bytes from the browser's cryptographic generator. Without one it gives 255 for ever, of which no
/// secret is made ([`planner::secrets::Secrets::generate`]). The painted page is one
/// with secrets, or its findings would be about them: there it counts, and shows nothing of it.
pub fn random() -> impl FnMut() -> u8 {
    let mut block = [255_u8; 64];
    let mut at = block.len();
    let mut count = 0_u8;
    move || {
        if PAINTING {
            count = count.wrapping_add(1);
            return count;
        }
        if at == block.len() {
            let filled =
                window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut block));
            if filled.is_err() {
                block = [255; 64];
            }
            at = 0;
        }
        at += 1;
        block[at - 1]
    }
}

/// Whether the popover with this id is open.
pub fn popover_open(id: &str) -> bool {
    document().get_element_by_id(id).is_some_and(|element| element.matches(":popover-open").unwrap_or(false))
}

/// Whether a popover or a dialog is open, which Escape closes by itself.
pub fn anything_pops() -> bool {
    document().query_selector(":popover-open, dialog[open]").is_ok_and(|found| found.is_some())
}

/// Opens the popover with this id.
pub fn open_popover(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.show_popover();
    }
}

/// Closes the popover with this id.
pub fn close_popover(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.hide_popover();
    }
}

/// Copies a text to the clipboard. False if that failed.
pub fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    let navigator = window().navigator();
    // Without HTTPS there is no clipboard at all.
    let there = Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|c| c.is_object());
    if !there {
        return done(false);
    }
    let written = navigator.clipboard().write_text(&text);
    spawn_local(async move { done(JsFuture::from(written).await.is_ok()) });
}

/// Does something that waits for answers of the browser.
pub fn later(what: impl Future<Output = ()> + 'static) {
    spawn_local(what);
}

/// Calls back after the next frame.
pub fn when_drawn(what: impl FnOnce() + 'static) {
    request_animation_frame(what);
}

/// Does something once the page has been drawn and is on the screen.
pub fn after_frame(what: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(what, std::time::Duration::ZERO));
}

/// How much of what the pressed element divides lies beyond the pointer, to its right, in percent; nothing while it
/// is not pressed. The element gets the pointer's next moves too, wherever they lead.
pub fn share_beyond(event: &PointerEvent) -> Option<i32> {
    if event.buttons() != 1 {
        return None;
    }
    let handle: Element = event_target(event);
    handle.set_pointer_capture(event.pointer_id()).ok()?;
    let whole = handle.parent_element()?.get_bounding_client_rect();
    #[allow(clippy::cast_possible_truncation)]
    let share = ((whole.right() - f64::from(event.client_x())) * 100.0 / whole.width()) as i32;
    Some(share)
}

fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Opens or closes a dialog.
pub fn dialog(id: &str, open: bool) {
    let dialog = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlDialogElement>().ok());
    match dialog {
        Some(dialog) if open && !dialog.open() => {
            let _ = dialog.show_modal();
        }
        Some(dialog) if !open => dialog.close(),
        _ => {}
    }
}

/// Whether the focus is in a text field, so that letters are not shortcuts.
pub fn typing(event: &Event) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    let text = "input:not([type=radio]):not([type=checkbox]):not([type=file]), textarea, select";
    element.matches(text).unwrap_or(false)
}

/// Whether the Alt key is a Mac's Option key, which types characters.
pub fn option_writes() -> bool {
    window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac"))
}

/// Whether an event happened inside of what this selector names.
pub fn within(event: &Event, selector: &str) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Clicks the element with this id.
pub fn click(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Sets or removes an attribute of the document's root, for style sheets.
pub fn mark_root(name: &str, value: &str) {
    if PAINTING {
        return;
    }
    let Some(root) = document().document_element() else { return };
    let _ = if value.is_empty() { root.remove_attribute(name) } else { root.set_attribute(name, value) };
}
