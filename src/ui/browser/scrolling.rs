//! Scrolling.

use leptos::ev::PointerEvent;
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

/// The same, but does nothing if there is no such element.
pub fn reveal_if_there(container: &str, selector: &str) {
    let Some(container) = document().get_element_by_id(container) else { return };
    if let Some(found) = container.query_selector(selector).ok().flatten() {
        scroll_to(&container, &found);
    }
}

/// Scrolls a row so that the first element for `selector` in it stands in its middle, as far as the row's ends allow;
/// not where all of it is seen already.
pub fn reveal_across(container: &str, selector: &str) {
    let Some(container) = document().get_element_by_id(container) else { return };
    if let Some(found) = container.query_selector(selector).ok().flatten() {
        let (outer, inner) = (container.get_bounding_client_rect(), found.get_bounding_client_rect());
        if inner.left() >= outer.left() && inner.right() <= outer.right() {
            return;
        }
        let off = inner.left() + inner.width() / 2.0 - outer.left() - outer.width() / 2.0;
        #[allow(clippy::cast_possible_truncation)]
        container.set_scroll_left(container.scroll_left() + off as i32);
    }
}

/// The displayed size of a drawing, in per cent of its natural size.
pub fn scale_of(id: &str) -> i32 {
    let Some(drawing) = document().get_element_by_id(id) else { return 100 };
    let own =
        |name: &str| drawing.get_attribute(name).and_then(|size| size.parse::<f64>().ok()).unwrap_or(1.0);
    let seen = drawing.get_bounding_client_rect();
    // What does not fill its place leaves room on two sides.
    let scale = (seen.width() / own("width")).min(seen.height() / own("height"));
    #[allow(clippy::cast_possible_truncation)]
    let percent = (scale * 100.0).round() as i32;
    percent
}

/// Changes the size of what `container` shows, and keeps what is at `around` in the window where it is; the middle
/// when nothing is said.
pub fn keep_in_place(container: &str, around: Option<(i32, i32)>, change: impl FnOnce()) {
    let Some(container) = document().get_element_by_id(container) else { return change() };
    let place = container.get_bounding_client_rect();
    let (x, y) = around.map_or((place.width() / 2.0, place.height() / 2.0), |(x, y)| {
        (f64::from(x) - place.left(), f64::from(y) - place.top())
    });
    let share = |scrolled: i32, at: f64, whole: i32| (f64::from(scrolled) + at) / f64::from(whole.max(1));
    let across = share(container.scroll_left(), x, container.scroll_width());
    let down = share(container.scroll_top(), y, container.scroll_height());
    change();
    request_animation_frame(move || {
        #[allow(clippy::cast_possible_truncation)]
        let to = |share: f64, at: f64, whole: i32| (share * f64::from(whole) - at).round() as i32;
        container.set_scroll_left(to(across, x, container.scroll_width()));
        container.set_scroll_top(to(down, y, container.scroll_height()));
    });
}

/// Scrolls the element with this id while it is dragged with the pointer.
pub fn drag_along(event: &PointerEvent, id: &str) {
    let Some(container) = document().get_element_by_id(id).filter(|_| event.buttons() == 1) else { return };
    if event.type_() == "pointerdown" {
        let _ = container.set_pointer_capture(event.pointer_id());
    } else if container.has_pointer_capture(event.pointer_id()) {
        container.set_scroll_left(container.scroll_left() - event.movement_x());
        container.set_scroll_top(container.scroll_top() - event.movement_y());
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
