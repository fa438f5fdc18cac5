//! The picture's zoom, the visible part of it, and whether it fills the page.

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::icons::{FIT, Icon, LARGER, SMALLER, WHOLE};
use crate::ui::state::{AppState, Pane};

/// The sizes that the buttons and keys step through, in percent of the picture's own.
const STEPS: [i32; 9] = [50, 67, 80, 100, 125, 150, 200, 250, 300];
/// What scrolls when the picture is larger than its place.
pub const CANVAS: &str = "canvas";

/// The chosen size, in percent; as the place allows until one is chosen.
#[derive(Clone, Copy)]
pub struct Zoom(RwSignal<Option<i32>>);

impl Zoom {
    /// As the place allows.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// The chosen size as a factor.
    pub fn scale(self) -> Option<f64> {
        self.0.get().map(|percent| f64::from(percent) / 100.0)
    }

    /// The next zoom step up or down, around a point in the window or the centre.
    fn step(self, larger: bool, around: Option<(i32, i32)>) {
        let now = browser::scale_of("picture");
        if let Some(next) = next(now, larger) {
            browser::keep_in_place(CANVAS, around, move || self.0.set(Some(next)));
        }
    }

    fn fit(self) {
        self.0.set(None);
    }

    /// A turn of the wheel with Ctrl, which is also what two fingers on a touchpad send.
    pub fn turn(self, event: &WheelEvent) {
        if event.ctrl_key() && event.delta_y() != 0.0 {
            event.prevent_default();
            self.step(event.delta_y() < 0.0, Some((event.client_x(), event.client_y())));
        }
    }

    /// A key while the focus is in the picture.
    pub fn key(self, event: &KeyboardEvent, app: AppState) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "+" | "=" => self.step(true, None),
            "-" => self.step(false, None),
            "0" => self.fit(),
            "f" => toggle_alone(app),
            _ => return,
        }
        event.prevent_default();
    }
}

/// The zoom step after `now`, in per cent; None at the end.
fn next(now: i32, larger: bool) -> Option<i32> {
    let above = |step: &&i32| **step > now;
    let below = |step: &&i32| **step < now;
    if larger { STEPS.iter().find(above) } else { STEPS.iter().rev().find(below) }.copied()
}

/// Shows the picture alone, or all panes again.
fn toggle_alone(app: AppState) {
    let alone = app.navigation.pane.get_untracked() == Pane::Alone;
    app.navigation.show_pane(if alone { Pane::Picture } else { Pane::Alone });
}

/// Scrolls by dragging with the mouse, outside of boxes and lines. Touch scrolls by itself.
pub fn drag(event: &PointerEvent) {
    if event.pointer_type() == "mouse" && !browser::within(event, ".node, .trace") {
        browser::drag_along(event, CANVAS);
    }
}

/// The buttons in the corner of the picture.
#[component]
pub fn Controls(zoom: Zoom) -> impl IntoView {
    let app = AppState::here();
    let alone = move || app.navigation.pane.get() == Pane::Alone;
    let button = |id: &'static str, words: &'static str, strokes: &'static str, act: fn(Zoom)| {
        view! {
            <button type="button" class="button button--bare button--small" id=id title=words on:click=move |_: MouseEvent| act(zoom)>
                <Icon strokes /><span class="unseen">{words}</span>
            </button>
        }
    };
    view! {
        <div class="zoom" role="group" aria-label="Size of the picture">
            {button("zoom-in", "Larger (+)", LARGER, |zoom| zoom.step(true, None))}
            {button("zoom-out", "Smaller (−)", SMALLER, |zoom| zoom.step(false, None))}
            {button("zoom-fit", "Fit (0)", FIT, Zoom::fit)}
            <button type="button" class="button button--bare button--small zoom__alone" id="picture-alone"
                title="Show only the picture (F); Esc goes back" aria-pressed=move || alone().to_string()
                on:click=move |_| toggle_alone(app)>
                <Icon strokes=WHOLE /><span class="unseen">"The picture alone"</span>
            </button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_goes_step_by_step_from_the_fitting_size_and_ends() {
        assert_eq!(next(97, true), Some(100));
        assert_eq!(next(97, false), Some(80));
        assert_eq!(next(100, true), Some(125));
        assert_eq!((next(300, true), next(50, false)), (None, None));
    }
}
