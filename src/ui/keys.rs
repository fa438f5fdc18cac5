//! Shortcuts of the whole page. Letters alone are none while somebody types.

use leptos::ev::{KeyboardEvent, keydown};

use super::browser;
use super::desk::Desk;
use super::download;

/// Every shortcut and what it does, as the help lists them.
pub const SHORTCUTS: &[(&str, &str)] = &[
    ("Alt D", "Download the bundle"),
    ("Ctrl Z", "Undo, outside of text fields"),
    ("Ctrl Shift Z", "Redo"),
    ("Tab", "To the next control; every one can be reached"),
    ("Arrow keys", "More or less in a number; along the picture, the file list and the tabs"),
    ("Enter", "On a box of the picture: to its options and its file"),
    ("?", "This help"),
    ("Esc", "Close what is open"),
];

/// Listens as long as the page lives.
pub fn listen(desk: Desk) {
    browser::listen(keydown, move |event: KeyboardEvent| {
        let key = event.key().to_lowercase();
        let command = event.ctrl_key() || event.meta_key();
        // On keyboards that write a letter of their own with Alt, the key's place counts.
        if event.alt_key() && !command && event.code() == "KeyD" {
            event.prevent_default();
            download::ask_or_download(desk);
        } else if !browser::typing(&event) && command && key == "z" {
            event.prevent_default();
            if event.shift_key() { desk.redo() } else { desk.undo() }
        } else if !browser::typing(&event) && command && key == "y" {
            event.prevent_default();
            desk.redo();
        } else if !browser::typing(&event) && !command && key == "?" {
            event.prevent_default();
            browser::dialog("help", true);
        }
    });
}
