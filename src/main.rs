//! The page: mounts the application in the browser.
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

mod ui;

fn main() {
    console_error_panic_hook::set_once();
    ui::start();
}
