//! The browser: storage, randomness, files, the clipboard, focus and scrolling. No other file of the
//! page names `web_sys`.
//!
//! The build draws the page without a browser ([`super::painted`]). Whatever is asked of one while the page
//! is drawn, and not only when somebody does something, looks at [`PAINTING`] first.

#[cfg(target_arch = "wasm32")]
mod arrival;

#[cfg(target_arch = "wasm32")]
pub use arrival::arrive;

use js_sys::{Array, Reflect, Uint8Array};
use leptos::ev::EventDescriptor;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, Element, Event, File, HtmlAnchorElement, HtmlDialogElement,
    HtmlElement, HtmlInputElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition, Url,
};

/// Whether there is no browser, because the build paints the page.
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
/// secret is made ([`forum_planner::secrets::Secrets::generate`]). The painted page is that of somebody
/// who has secrets, or its findings would be about them: there it counts, and shows nothing of it.
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

/// Reads a text that an earlier visit stored.
pub fn stored(key: &str) -> Option<String> {
    if PAINTING {
        return None;
    }
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Stores a text for the next visit. A browser may refuse, and then there is none.
pub fn store(key: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, text);
    }
}

/// Forgets a stored text.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// Puts a text on the clipboard and tells whether that worked.
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

/// Hands bytes over as a download.
pub fn download(name: &str, bytes: &[u8]) {
    let options = BlobPropertyBag::new();
    options.set_type("application/zip");
    let parts = Array::of1(&Uint8Array::from(bytes));
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a").map(JsCast::unchecked_into::<HtmlAnchorElement>) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        std::time::Duration::from_secs(30),
    );
}

/// Reads the file that somebody chose in a file input, and empties the input for the next time.
pub fn chosen_file(event: &Event, done: impl FnOnce(Vec<u8>) + 'static) {
    let input: HtmlInputElement = event_target(event);
    if let Some(file) = input.files().and_then(|files| files.get(0)) {
        read(file, done);
    }
    input.set_value("");
}

/// Calls back with every file dropped on the page, and tells when one hovers over it.
pub fn on_drop(hover: impl Fn(bool) + Copy + 'static, dropped: impl Fn(Vec<u8>) + Copy + 'static) {
    let carries_files = |event: &DragEvent| {
        event.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0))
    };
    listen(leptos::ev::dragover, move |event| {
        if carries_files(&event) {
            event.prevent_default();
            hover(true);
        }
    });
    listen(leptos::ev::dragleave, move |event| {
        if event.related_target().is_none() {
            hover(false);
        }
    });
    listen(leptos::ev::drop, move |event| {
        if !carries_files(&event) {
            return;
        }
        event.prevent_default();
        hover(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            read(file, dropped);
        }
    });
}

fn read(file: File, done: impl FnOnce(Vec<u8>) + 'static) {
    spawn_local(async move {
        if let Ok(buffer) = JsFuture::from(file.array_buffer()).await {
            done(Uint8Array::new(&buffer).to_vec());
        }
    });
}

/// Does something when the page has been drawn anew.
pub fn when_drawn(what: impl FnOnce() + 'static) {
    request_animation_frame(what);
}

/// Moves the focus to the element with this id, or to the first control inside it, and shows it.
pub fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let focusable = "input:checked, input:not([type=radio]), select, button, a[href]";
    let itself = element.matches(focusable).unwrap_or(false) || element.has_attribute("tabindex");
    let target = if itself { Some(element) } else { element.query_selector(focusable).ok().flatten() };
    if let Some(target) = target {
        into_view(&target, ScrollLogicalPosition::Nearest);
        // Boxes of the picture are no HTML elements, and can take the focus all the same.
        let _ = target.unchecked_into::<HtmlElement>().focus();
    }
}

/// Scrolls the element with this id to the top of what scrolls around it.
pub fn show(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        into_view(&element, ScrollLogicalPosition::Start);
    }
}

/// Scrolls only inside `container`, so that the first element for `selector` is seen; to the top when
/// there is none.
pub fn reveal(container: &str, selector: &str) {
    let Some(container) = document().get_element_by_id(container) else { return };
    let found = if selector.is_empty() { None } else { container.query_selector(selector).ok().flatten() };
    let Some(found) = found else { return container.set_scroll_top(0) };
    let (outer, inner) = (container.get_bounding_client_rect(), found.get_bounding_client_rect());
    if inner.top() < outer.top() || inner.bottom() > outer.bottom() {
        let above = inner.top() - outer.top() - outer.height() / 3.0;
        #[allow(clippy::cast_possible_truncation)]
        container.set_scroll_top(container.scroll_top() + above as i32);
    }
}

fn into_view(element: &Element, block: ScrollLogicalPosition) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(block);
    options.set_behavior(if calm() { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Whether the reader asked for less motion.
fn calm() -> bool {
    matches("(prefers-reduced-motion: reduce)")
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

/// Whether keys go into text here, so that letters are no shortcuts.
pub fn typing(event: &Event) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    let text = "input:not([type=radio]):not([type=checkbox]):not([type=file]), textarea, select";
    element.matches(text).unwrap_or(false)
}

/// Clicks the element with this id.
pub fn click(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Selects the whole text of an input.
pub fn select_text(id: &str) {
    if let Some(input) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlInputElement>().ok())
    {
        let _ = input.focus();
        input.select();
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
