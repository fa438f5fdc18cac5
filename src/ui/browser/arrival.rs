//! The moment when the program takes over the prerendered page: text and clicks from before are replayed.

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

/// What can be scrolled. Some of them only on some screens.
const SCROLLED: [&str; 6] = ["#form", "#findings", "#files", ".canvas", ".tree", ".panes"];

/// Lets the program draw where the page was painted. Nothing is shown in between.
pub fn arrive(draw: impl FnOnce(HtmlElement)) {
    let Some(place) = find("#app").and_then(|place| place.dyn_into::<HtmlElement>().ok()) else { return };
    let early = Early::seen_in(&place);
    place.set_text_content(None);
    if let Some(status) = find("#arriving") {
        status.remove();
    }
    draw(place);
    spawn_local(async move {
        // Behind the first run of the effects, or what is answered again would not be stored.
        settled().await;
        early.answer_again();
        // What follows from the answers is drawn before a caret has its place in it.
        settled().await;
        early.look_again();
    });
}

/// Runs after the first effects and those that follow from them, and before the next key press.
async fn settled() {
    for _ in 0..4 {
        let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
    }
}

/// Answers, focus, places.
struct Early {
    answers: Vec<(String, Answer)>,
    focus: Option<(String, Caret)>,
    scrolled: Vec<(&'static str, i32, i32)>,
    /// Which of all that can be unfolded.
    unfolded: Vec<u32>,
}

enum Answer {
    Text(String),
    Checked(bool),
    Chosen(String),
}

type Caret = Option<(u32, u32)>;

impl Early {
    /// Looks at a page that is about to be replaced.
    fn seen_in(place: &Element) -> Self {
        let answers = all(place, "input, select").into_iter().filter_map(|e| Some((name(&e)?, answer(&e)?)));
        let scrolled = SCROLLED.into_iter().filter_map(|css| {
            let element = place.query_selector(css).ok()??;
            Some((css, element.scroll_top(), element.scroll_left()))
        });
        let unfolded = (0..).zip(all(place, "details")).filter(|(_, details)| details.has_attribute("open"));
        Self {
            answers: answers.collect(),
            focus: document().active_element().and_then(|element| Some((name(&element)?, caret(&element)))),
            scrolled: scrolled.collect(),
            unfolded: unfolded.map(|(at, _)| at).collect(),
        }
    }

    /// Gives the answers again, the way that typing does. What the page does not ask is left out.
    fn answer_again(&self) {
        for (css, answer) in &self.answers {
            if let Some(element) = find(css) {
                give(&element, answer);
            }
        }
    }

    /// Looks where the operator looked.
    fn look_again(self) {
        let details = document().query_selector_all("details").ok();
        for details in self.unfolded.iter().filter_map(|at| details.as_ref()?.get(*at)) {
            let _ = details.unchecked_into::<Element>().set_attribute("open", "");
        }
        if let Some((css, caret)) = self.focus {
            put_focus(&css, caret);
        }
        for (css, top, left) in self.scrolled {
            if let Some(element) = find(css) {
                element.set_scroll_top(top);
                element.set_scroll_left(left);
            }
        }
    }
}

fn find(css: &str) -> Option<Element> {
    document().query_selector(css).ok()?
}

fn all(place: &Element, css: &str) -> Vec<Element> {
    let Ok(found) = place.query_selector_all(css) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// By what an element is found again: its id, or a radio button's question and answer.
fn name(element: &Element) -> Option<String> {
    let own = |name: &str| element.get_attribute(name).filter(|value| !value.is_empty());
    if let Some(id) = own("id") {
        return Some(format!("[id=\"{id}\"]"));
    }
    Some(format!("[name=\"{}\"][value=\"{}\"]", own("name")?, own("value")?))
}

/// The value, if it differs from the prerendered one.
fn answer(element: &Element) -> Option<Answer> {
    if let Some(list) = element.dyn_ref::<HtmlSelectElement>() {
        let painted = list.query_selector("option[selected]").ok()??.get_attribute("value")?;
        return (list.value() != painted).then(|| Answer::Chosen(list.value()));
    }
    let input: &HtmlInputElement = element.dyn_ref()?;
    match input.type_().as_str() {
        "file" => None,
        // Of radio buttons the one that is on now.
        "radio" => (input.checked() && !input.default_checked()).then_some(Answer::Checked(true)),
        "checkbox" => (input.checked() != input.default_checked()).then(|| Answer::Checked(input.checked())),
        _ => (input.value() != input.default_value()).then(|| Answer::Text(input.value())),
    }
}

fn give(element: &Element, answer: &Answer) {
    let happened = match answer {
        Answer::Text(text) => {
            element.unchecked_ref::<HtmlInputElement>().set_value(text);
            "input"
        }
        Answer::Checked(on) => {
            element.unchecked_ref::<HtmlInputElement>().set_checked(*on);
            "change"
        }
        Answer::Chosen(value) => {
            element.unchecked_ref::<HtmlSelectElement>().set_value(value);
            "change"
        }
    };
    if let Ok(event) = Event::new(happened) {
        let _ = element.dispatch_event(&event);
    }
}

fn caret(element: &Element) -> Caret {
    let input: &HtmlInputElement = element.dyn_ref()?;
    Some((input.selection_start().ok()??, input.selection_end().ok()??))
}

fn put_focus(css: &str, caret: Caret) {
    let Some(element) = find(css) else { return };
    let _ = element.unchecked_ref::<HtmlElement>().focus();
    if let (Some(input), Some((start, end))) = (element.dyn_ref::<HtmlInputElement>(), caret) {
        let _ = input.set_selection_range(start, end);
    }
}
