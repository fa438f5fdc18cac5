//! Shortcuts of the whole page. In a text field, single letters are not shortcuts.

use leptos::ev::{KeyboardEvent, keydown, keyup};
use leptos::prelude::*;

use super::browser;
use super::state::{AppState, Listing, Pane};
use super::stray::Stray;
use super::{download, search};

/// Every shortcut and what it does, as the help lists them.
pub const SHORTCUTS: &[(&str, &str)] = &[
    ("Alt D", "Download the bundle"),
    ("Alt S", "Copy a link to the plan"),
    ("Alt C", "Compare two plans; press again to go back"),
    ("Alt M", "Capacity: how much traffic the plan handles; press again to go back"),
    ("Alt I", "What if a node or the selected part fails; press again to go back"),
    ("Alt N", "Next: go to the next field to fill in"),
    ("Alt R", "Reset the current field to the preset's value"),
    ("Alt A", "Go to the buttons of the current field; arrow keys move on, Esc goes back"),
    ("Alt O", "Go to the options"),
    ("Alt P", "Go to the picture"),
    ("Alt W", "Go to the findings"),
    ("Alt L", "Go to the files"),
    ("Alt U", "Undo the last change, even in a text field"),
    ("Ctrl Z", "The same, outside text fields"),
    ("Ctrl Shift Z", "Redo"),
    ("Tab", "Go to the next control, or the next field of the form"),
    (
        "Arrow keys",
        "Change a number; move in the picture, the file list, the lines of a file, the tabs and the divider",
    ),
    (
        "Enter",
        "In a field: go to the next one to fill in. On a box in the picture: go to its options and file. On a line \
         of a file: go to the option that sets it",
    ),
    ("/", "Search options, findings, files and commands"),
    ("+ − 0", "In the picture: larger, smaller, fit; Ctrl and the mouse wheel do the same"),
    ("F", "In the picture: show only the picture; Esc goes back"),
    ("?", "This help"),
    ("Esc", "Close a menu, then Compare, Capacity, the enlarged picture or What if"),
];

/// The views that Escape closes.
const VIEWS: &str = "#pane-compare, #pane-picture, #pane-whatif";

/// Listens as long as the page lives.
pub fn listen(app: AppState) {
    let stray = Stray::default();
    browser::listen(keyup, move |event: KeyboardEvent| stray.hold_back(&event));
    browser::listen(keydown, move |event: KeyboardEvent| {
        let key = event.key().to_lowercase();
        let command = event.ctrl_key() || event.meta_key();
        // On a Mac the Option key writes characters (the `@` on a German keyboard), so text fields get those, and the
        // shortcut there is Control with Option. Elsewhere the key's position counts, not its character, and AltGr is
        // Control with Alt.
        let mac = browser::option_writes();
        let shortcut = match (event.ctrl_key(), event.meta_key()) {
            (false, false) => !mac || !browser::typing(&event),
            (true, false) => mac,
            _ => false,
        };
        let within_a_word = stray.goes_on(&event);
        stray.hear(&event);
        if event.alt_key() && shortcut && jump(&event.code(), app) {
            event.prevent_default();
        } else if !browser::typing(&event) && command && key == "z" {
            event.prevent_default();
            if event.shift_key() { app.redo() } else { app.undo() }
        } else if !browser::typing(&event) && command && key == "y" {
            event.prevent_default();
            app.redo();
        } else if !browser::typing(&event) && !command && key == "/" && !within_a_word {
            event.prevent_default();
            search::open();
        } else if !browser::typing(&event) && !command && key == "?" && !within_a_word {
            event.prevent_default();
            browser::dialog("help", true);
        } else if key == "escape" && !event.default_prevented() && !browser::anything_pops() {
            leave(&event, app);
        }
    });
}

/// Closes the view that lies on top, wherever the focus is; but Escape within a text belongs to that text, unless
/// the view itself asks for it.
fn leave(event: &KeyboardEvent, app: AppState) {
    if browser::typing(event) && !browser::within(event, VIEWS) {
        return;
    }
    if app.comparison.is_open_now() {
        app.close_comparison();
    } else if app.capacity.is_open_now() {
        app.close_capacity();
    } else if app.navigation.pane.get_untracked() == Pane::Alone {
        app.navigation.show_pane(Pane::Picture);
    } else {
        app.close_whatif();
    }
}

/// Handles a key pressed together with Alt. False for keys that are the browser's.
fn jump(code: &str, app: AppState) -> bool {
    match code {
        "KeyD" => download::ask_or_download(app),
        "KeyS" => browser::click("share"),
        "KeyC" => app.toggle_comparison(),
        "KeyM" => app.toggle_capacity(),
        "KeyI" => app.toggle_whatif(),
        "KeyU" => app.undo(),
        "KeyN" => app.go_on(),
        "KeyR" => app.reset_here(),
        "KeyA" => app.go_to_buttons(),
        "KeyO" => app.go_to_pane(Pane::Form),
        "KeyP" => app.go_to_pane(Pane::Picture),
        "KeyW" => app.list(Listing::Findings),
        "KeyL" => app.go_to_pane(Pane::Files),
        _ => return false,
    }
    true
}
