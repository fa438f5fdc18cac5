//! Closures of the views behind one type. Leptos compiles what watches a closure anew for every closure, up to four
//! kilobytes of WebAssembly apiece; behind these functions they share it.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// The part of a view that `make` makes, and makes again when a signal that it read changes.
pub fn live<V: IntoAny>(mut make: impl FnMut() -> V + Send + 'static) -> Live {
    Arc::new(Mutex::new(move || make().into_any()))
}

/// One type for all of them; Leptos renders it as it renders a closure.
type Live = Arc<Mutex<dyn FnMut() -> AnyView + Send>>;

/// A value that is made again when a signal that it read changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    make: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let make: Making<T> = Box::new(make);
    Memo::new(make)
}

/// What makes a memo's value, given the one before.
type Making<T> = Box<dyn Fn(Option<&T>) -> T + Send + Sync>;
