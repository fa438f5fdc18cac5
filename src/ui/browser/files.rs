//! Reading files that were dropped or chosen, and downloading files.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, DragEvent, Event, File, HtmlAnchorElement, HtmlInputElement, Url};

use super::listen;

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

/// Reads the file that was chosen in a file input, and empties the input for the next time.
pub fn chosen_file(event: &Event, done: impl FnOnce(Vec<u8>) + 'static) {
    let input: HtmlInputElement = event_target(event);
    if let Some(file) = input.files().and_then(|files| files.get(0)) {
        read(file, done);
    }
    input.set_value("");
}

/// Calls back with every file that is dropped on the page, and when one hovers over it.
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
