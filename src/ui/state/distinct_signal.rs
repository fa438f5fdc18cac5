//! Signals that notify only when their value differs, for values that most edits do not change: the picture's topology,
//! the findings, the counts.

use leptos::prelude::*;

/// A derived value, like a memo, whose readers are notified only when it differs.
///
/// After an edit a memo has each of its readers asked whether they changed: some two thousand rows, lines and
/// attributes of the page, 5 of the 10.8 ms of a key press in The 2022 report (Chromium's profiler, release build).
/// Readers of this signal are not asked. The price: its value follows once the event is over, so what acts within the
/// event reads the plan or the outcome.
pub fn distinct_signal<T>(value: impl Fn() -> T + 'static) -> ReadSignal<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let (read, write) = signal(untrack(&value));
    // The page's only effect that writes a signal: see `ui.rs`.
    Effect::new(move |_| {
        let now = value();
        if read.with_untracked(|then| *then != now) {
            write.set(now);
        }
    });
    read
}
