//! The lines of a text, each an element of its own in one container.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

use super::scrolling::scroll_to;

/// Scrolls inside `container` so that its child with this index is visible.
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

/// The index of the child of `container` that was clicked; None if text was selected or no child was hit.
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
