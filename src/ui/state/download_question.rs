//! The question that a download with errors asks once.

use leptos::prelude::*;

/// Whether it is open, and whether it ever was.
#[derive(Clone, Copy)]
pub struct DownloadQuestion {
    /// Whether it is open.
    pub open: ReadSignal<bool>,
    set_open: WriteSignal<bool>,
    /// Whether it was ever asked. What is still to be filled in is an error from then on.
    pub asked: ReadSignal<bool>,
    set_asked: WriteSignal<bool>,
}

impl DownloadQuestion {
    /// Not asked yet.
    pub(super) fn new() -> Self {
        let (open, set_open) = signal(false);
        let (asked, set_asked) = signal(false);
        Self { open, set_open, asked, set_asked }
    }

    /// Asks.
    pub fn ask(self) {
        self.set_open.set(true);
        self.set_asked.set(true);
    }

    /// It is answered, or the plan is another one.
    pub fn close(self) {
        self.set_open.set(false);
    }
}
