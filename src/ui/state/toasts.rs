//! Toasts: messages about what just happened.

use leptos::prelude::*;

use super::plan_store::Offer;

/// A sentence for the operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// The sentence.
    pub text: String,
    /// More about it, one line each.
    pub notes: Vec<String>,
    /// Whether it has an "Undo" button.
    pub undo: bool,
}

/// The sentence of the moment, and what there is to choose beside it.
#[derive(Clone, Copy)]
pub struct Toasts {
    /// The sentence.
    pub shown: ReadSignal<Option<Toast>>,
    set_shown: WriteSignal<Option<Toast>>,
    /// What there is to choose besides undoing.
    pub offer: ReadSignal<Option<Offer>>,
    set_offer: WriteSignal<Option<Offer>>,
}

impl Toasts {
    /// Begins with this one.
    pub(super) fn new(first: Option<Toast>) -> Self {
        let (shown, set_shown) = signal(first);
        let (offer, set_offer) = signal(None);
        Self { shown, set_shown, offer, set_offer }
    }

    /// Shows one.
    pub fn show(self, toast: Toast) {
        if self.offer.with_untracked(Option::is_some) {
            self.set_offer.set(None);
        }
        self.set_shown.set(Some(toast));
    }

    /// Shows a sentence.
    pub(super) fn text(self, text: String) {
        self.show(Toast { text, notes: Vec::new(), undo: false });
    }

    /// Shows a sentence, with notes below it.
    pub(super) fn noted(self, text: String, notes: Vec<String>) {
        self.show(Toast { text, notes, undo: false });
    }

    /// Shows a sentence with "Undo" beside it.
    pub(super) fn undoable(self, text: String) {
        self.show(Toast { text, notes: Vec::new(), undo: true });
    }

    /// Shows a sentence with something to choose beside it.
    pub(super) fn offering(self, text: String, offer: Offer) {
        self.text(text);
        self.set_offer.set(Some(offer));
    }

    /// Closes it.
    pub fn close(self) {
        if self.shown.with_untracked(Option::is_some) {
            self.set_shown.set(None);
        }
    }

    /// Closes it when the operator goes on with something else. A toast with notes stays until it is closed.
    pub(super) fn close_read(self) {
        if self.shown.with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.notes.is_empty())) {
            self.set_shown.set(None);
        }
    }
}
