//! Reading and moving the focus.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, ScrollLogicalPosition};

use super::scrolling::into_view;

/// The id of the focused element; empty if it has none.
pub fn focused() -> String {
    document().active_element().map(|element| element.id()).unwrap_or_default()
}

/// Whether an element with this id can be seen.
pub fn seen(id: &str) -> bool {
    document()
        .get_element_by_id(id)
        .is_some_and(|element| !element.get_bounding_client_rect().width().eq(&0.0))
}

/// Whether the pointer or the focus is in the first element for a selector.
pub fn attended(selector: &str) -> bool {
    let here = format!("{selector}:is(:hover, :focus-within)");
    document().query_selector(&here).is_ok_and(|found| found.is_some())
}

/// Whether there is an element with this id.
pub fn is_there(id: &str) -> bool {
    document().get_element_by_id(id).is_some()
}

/// Moves the focus to the element with this id, or to the first control inside it, and shows it.
pub fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let focusable = "input:checked, input:not([type=radio]), select, button, a[href]";
    let itself = element.matches(focusable).unwrap_or(false) || element.has_attribute("tabindex");
    let target = if itself { Some(element) } else { element.query_selector(focusable).ok().flatten() };
    if let Some(target) = target {
        into_view(&target, ScrollLogicalPosition::Nearest);
        // Boxes of the picture are SVG elements, and can have the focus too.
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

/// Removes the focus, so that the field commits what was typed.
pub fn leave() {
    if let Some(element) = document().active_element().and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.blur();
    }
}

/// Moves the focus to this id when what had it is gone.
pub fn keep_focus(id: &str) {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if lost {
        focus(id);
    }
}

/// Moves the focus from what an event happened at to the one after or before it, among all for a selector around it.
/// False when it happened elsewhere.
pub fn focus_beside(event: &Event, around: &str, selector: &str, step: isize) -> bool {
    let from = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(from) = from.and_then(|element| element.closest(selector).ok().flatten()) else { return false };
    let all = from.closest(around).ok().flatten().and_then(|around| around.query_selector_all(selector).ok());
    let Some(all) = all else { return false };
    let all: Vec<HtmlElement> = (0..all.length()).filter_map(|at| all.get(at)?.dyn_into().ok()).collect();
    let Some(at) = all.iter().position(|element| from.is_same_node(Some(element))) else { return false };
    let count = all.len().cast_signed();
    let next = (at.cast_signed() + step).rem_euclid(count).cast_unsigned();
    all[next].focus().is_ok()
}

/// Selects the whole text of an input.
pub fn select_text(id: &str) {
    if let Some(input) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlInputElement>().ok())
    {
        let _ = input.focus();
        input.select();
    }
}
