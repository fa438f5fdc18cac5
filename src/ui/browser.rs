//! The browser: storage, randomness, files, the clipboard, focus and scrolling. No other file of the
//! page names `web_sys`.

use js_sys::{Array, Function, Reflect, Uint8Array};
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, Element, Event, File, HtmlAnchorElement, HtmlDialogElement,
    HtmlElement, HtmlInputElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition, Url,
};

/// Where the page goes, emptied of what was painted while it loaded.
pub fn mount_point() -> Option<HtmlElement> {
    let place = document().get_element_by_id("app")?;
    place.set_text_content(None);
    place.dyn_into().ok()
}

/// Bytes from the browser's cryptographic generator. Without one it gives 255 for ever, of which no
/// secret is made ([`forum_planner::secrets::Secrets::generate`]).
pub fn random() -> impl FnMut() -> u8 {
    let mut block = [255_u8; 64];
    let mut at = block.len();
    move || {
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
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Stores a text for the next visit. A browser may refuse, and then this is false.
pub fn store(key: &str, text: &str) -> bool {
    matches!(window().local_storage(), Ok(Some(storage)) if storage.set_item(key, text).is_ok())
}

/// The names of all stored texts.
pub fn stored_keys() -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten()).collect()
}

/// Reads a text that this tab stored, before a reload.
pub fn stored_in_tab(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Stores a text for as long as this tab is there.
pub fn store_in_tab(key: &str, text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(key, text);
    }
}

/// The end of the page's address, with its `#`.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
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

/// Whether the popover with this id is open.
pub fn popover_open(id: &str) -> bool {
    document().get_element_by_id(id).is_some_and(|element| element.matches(":popover-open").unwrap_or(false))
}

/// Closes the popover with this id.
pub fn close_popover(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.hide_popover();
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
    window_event_listener(leptos::ev::dragover, move |event| {
        if carries_files(&event) {
            event.prevent_default();
            hover(true);
        }
    });
    window_event_listener(leptos::ev::dragleave, move |event| {
        if event.related_target().is_none() {
            hover(false);
        }
    });
    window_event_listener(leptos::ev::drop, move |event| {
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

/// Does something once the page has been drawn and is on the screen.
pub fn after_frame(what: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(what, std::time::Duration::ZERO));
}

/// The id of what has the focus; empty when it has none.
pub fn focused() -> String {
    document().active_element().map(|element| element.id()).unwrap_or_default()
}

/// Whether an element with this id can be seen.
pub fn seen(id: &str) -> bool {
    document()
        .get_element_by_id(id)
        .is_some_and(|element| !element.get_bounding_client_rect().width().eq(&0.0))
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

/// Moves the focus to the first element for a selector.
pub fn focus_first(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        into_view(&element, ScrollLogicalPosition::Nearest);
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Moves the focus to this id when what had it is gone.
pub fn keep_focus(id: &str) {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if lost {
        focus(id);
    }
}

/// Whether there is an element with this id.
pub fn is_there(id: &str) -> bool {
    document().get_element_by_id(id).is_some()
}

/// Scrolls what is wider than it can show to its middle.
pub fn centre(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.set_scroll_left((element.scroll_width() - element.client_width()) / 2);
    }
}

/// How much of what the pressed element divides lies below the pointer, in percent; nothing while it is not
/// pressed. The element gets the pointer's next moves too, wherever they lead.
pub fn share_below(event: &PointerEvent) -> Option<i32> {
    if event.buttons() != 1 {
        return None;
    }
    let handle: Element = event_target(event);
    handle.set_pointer_capture(event.pointer_id()).ok()?;
    let whole = handle.parent_element()?.get_bounding_client_rect();
    #[allow(clippy::cast_possible_truncation)]
    let share = ((whole.bottom() - f64::from(event.client_y())) * 100.0 / whole.height()) as i32;
    Some(share)
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
    match found {
        Some(found) => scroll_to(&container, &found),
        None => container.set_scroll_top(0),
    }
}

/// The same, and nothing when there is no such element.
pub fn reveal_if_there(container: &str, selector: &str) {
    let Some(container) = document().get_element_by_id(container) else { return };
    if let Some(found) = container.query_selector(selector).ok().flatten() {
        scroll_to(&container, &found);
    }
}

/// Scrolls only inside `container`, so that its child with this number is seen.
pub fn reveal_row(container: &str, row: usize) {
    let Some(container) = document().get_element_by_id(container) else { return };
    if let Some(found) = child(&container, row) {
        scroll_to(&container, &found);
    }
}

/// Gives an attribute to the children of `container` with these numbers, and to no others.
pub fn mark_rows(container: &str, attribute: &str, rows: &[usize]) {
    let Some(container) = document().get_element_by_id(container) else { return };
    if let Ok(marked) = container.query_selector_all(&format!(":scope > [{attribute}]")) {
        for at in 0..marked.length() {
            if let Some(row) = marked.get(at).and_then(|row| row.dyn_into::<Element>().ok()) {
                let _ = row.remove_attribute(attribute);
            }
        }
    }
    for row in rows.iter().filter_map(|row| child(&container, *row)) {
        let _ = row.set_attribute(attribute, "true");
    }
}

/// The number of the child of `container` that was clicked; nothing when somebody selected text, or clicked beside.
pub fn row_of(event: &Event, container: &str) -> Option<usize> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let mut row = target.closest(&format!("#{container} > *")).ok().flatten().filter(|_| !selects())?;
    let mut number = 0;
    while let Some(before) = row.previous_element_sibling() {
        row = before;
        number += 1;
    }
    Some(number)
}

/// Whether some text of the page is selected.
fn selects() -> bool {
    let selection = Reflect::get(&window(), &JsValue::from_str("getSelection"))
        .and_then(JsCast::dyn_into::<Function>)
        .and_then(|get| get.call0(&window()))
        .and_then(|selection| Reflect::get(&selection, &JsValue::from_str("isCollapsed")));
    selection.is_ok_and(|collapsed| collapsed.as_bool() == Some(false))
}

fn child(container: &Element, number: usize) -> Option<Element> {
    container.children().item(u32::try_from(number).ok()?)
}

fn scroll_to(container: &Element, found: &Element) {
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

/// Does something when a newer version of the page is ready to be used. xtask/page/keep.js says so; it
/// is not there in the one-file copy.
pub fn on_newer(what: impl Fn() + 'static) {
    window_event_listener_untyped("forum-planner:newer", move |_| what());
}

/// Reloads the page in its newer version.
pub fn renew() {
    tell("forum-planner:renew");
}

/// Whether this page can hand itself over as one file: not when it is that file.
pub fn can_copy_itself() -> bool {
    matches!(document().query_selector("script[data-copy]"), Ok(Some(_)))
}

/// Hands the page over as one file, which xtask/page/copy.js puts together.
pub fn copy_itself() {
    tell("forum-planner:copy");
}

/// Does something when that is done. The text says why it failed, and is empty when it did not.
pub fn on_copied(what: impl Fn(String) + 'static) {
    window_event_listener_untyped("forum-planner:copied", move |event| {
        let detail = Reflect::get(&event, &JsValue::from_str("detail"));
        what(detail.ok().and_then(|detail| detail.as_string()).unwrap_or_default());
    });
}

fn tell(name: &str) {
    if let Ok(event) = Event::new(name) {
        let _ = window().dispatch_event(&event);
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
    let Some(root) = document().document_element() else { return };
    let _ = if value.is_empty() { root.remove_attribute(name) } else { root.set_attribute(name, value) };
}
