//! The page: mounts the application in the browser.

mod ui;

fn main() {
    console_error_panic_hook::set_once();
    ui::start();
}
