//! Warns before leaving the page while typed secrets have not been downloaded, because they are stored nowhere.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use leptos::prelude::*;
use planner::secrets::{SecretKey, Secrets};
use planner::stack::secrets::options::Form;

use super::AppState;
use crate::ui::browser;

/// Fingerprints of the secrets that were typed and not downloaded: a second copy of the values would be one
/// more place to forget them in.
#[derive(Clone, Copy, Default)]
pub struct UnsavedSecrets(StoredValue<BTreeSet<u64>>);

impl UnsavedSecrets {
    /// This was typed.
    pub(super) fn remember(self, value: &str) {
        if !value.is_empty() {
            self.0.update_value(|all| {
                all.insert(fingerprint(value));
            });
        }
    }

    fn knows_one_of(self, secrets: &Secrets) -> bool {
        self.0.with_value(|all| values(secrets).any(|value| all.contains(&fingerprint(value))))
    }

    fn forget(self, secrets: &Secrets) {
        self.0.update_value(|all| {
            for value in values(secrets) {
                all.remove(&fingerprint(value));
            }
        });
    }
}

impl AppState {
    /// Has the browser ask before typed secrets are lost, and only then.
    pub fn guard_typed_secrets(self) {
        browser::ask_before_leaving(move || {
            self.project.secrets.with_untracked(|secrets| self.unsaved.knows_one_of(secrets))
                || self.store.any_secrets(|secrets| self.unsaved.knows_one_of(secrets))
        });
    }

    /// The secrets are in a download. A store's are in no file.
    pub fn secrets_are_kept(self) {
        if self.project.plan.with_untracked(|plan| plan.secrets.form != Form::External) {
            self.project.secrets.with_untracked(|secrets| self.unsaved.forget(secrets));
        }
    }
}

fn values(secrets: &Secrets) -> impl Iterator<Item = &str> {
    SecretKey::ALL.iter().map(|key| secrets.get(*key)).filter(|value| !value.is_empty())
}

fn fingerprint(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
