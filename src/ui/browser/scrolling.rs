//! What is seen of something longer than its place.

use leptos::prelude::*;
use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::matches;

/// Scrolls what is wider than it can show to its middle.
pub fn centre(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.set_scroll_left((element.scroll_width() - element.client_width()) / 2);
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

pub(super) fn scroll_to(container: &Element, found: &Element) {
    let (outer, inner) = (container.get_bounding_client_rect(), found.get_bounding_client_rect());
    if inner.top() < outer.top() || inner.bottom() > outer.bottom() {
        let above = inner.top() - outer.top() - outer.height() / 3.0;
        #[allow(clippy::cast_possible_truncation)]
        container.set_scroll_top(container.scroll_top() + above as i32);
    }
}

pub(super) fn into_view(element: &Element, block: ScrollLogicalPosition) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(block);
    options.set_behavior(if calm() { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Whether the reader asked for less motion.
fn calm() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}
