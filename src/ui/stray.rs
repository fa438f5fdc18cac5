//! Letters typed outside of text fields. When "my forum" is typed while a button has the focus, the space must not press
//! the button. So for a second after a letter the space counts as a letter too, as in browsers' own lists.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::browser;

/// How long a word goes on after its last letter, in milliseconds.
const WORD: f64 = 1000.0;

/// When the last letter came that no text took, in milliseconds since the page opened.
#[derive(Clone, Copy)]
pub struct Stray(StoredValue<Option<f64>>);

impl Default for Stray {
    fn default() -> Self {
        Self(StoredValue::new(None))
    }
}

impl Stray {
    /// Whether a word goes on that was meant for a text.
    pub fn goes_on(self, event: &KeyboardEvent) -> bool {
        self.0.get_value().is_some_and(|last| event.time_stamp() - last < WORD)
    }

    /// Hears a key, and keeps a space within a word from pressing what has the focus.
    pub fn hear(self, event: &KeyboardEvent) {
        self.hold_back(event);
        let command = event.ctrl_key() || event.meta_key() || event.alt_key();
        let letter = event.key().chars().count() == 1 && !command && !browser::typing(event);
        match event.key().as_str() {
            " " if self.goes_on(event) => self.0.set_value(Some(event.time_stamp())),
            " " => {}
            "Shift" => {}
            _ => self.0.set_value(letter.then(|| event.time_stamp())),
        }
    }

    /// Buttons are pressed when the space key is released, in some browsers even if its press was prevented.
    pub fn hold_back(self, event: &KeyboardEvent) {
        if event.key() == " " && !browser::typing(event) && self.goes_on(event) {
            event.prevent_default();
        }
    }
}
