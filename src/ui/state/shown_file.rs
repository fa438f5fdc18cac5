//! The shown file: chosen, or found by what was looked at or edited.

use leptos::prelude::*;
use planner::bundle::file_of;
use planner::field::FieldId;
use planner::manifests::POLICIES;
use planner::stack::{PARTS, find_field};

use super::{AppState, Pane, Reveal, changes};
use crate::ui::browser;
use crate::ui::selection::Selection;

impl AppState {
    /// Shows the policy of this name.
    pub fn open_policy(self, name: &'static str) {
        self.open_file_of(POLICIES, Reveal::Component(name));
        self.navigation.show_pane(Pane::Files);
        browser::when_drawn(|| browser::focus("files"));
    }

    /// Selects a part by its file, unless the field in focus decides some of it.
    pub fn open_file(self, path: String) {
        let lit = self.first_lit(&path);
        let part = self.project.outcome.with_untracked(|o| o.files.get(&path).map(|file| file.part));
        let part = part.filter(|part| lit.is_none() && PARTS.iter().any(|known| known.key == *part));
        if let Some(part) = part {
            self.navigation.select(Selection::Part(part));
        }
        let changed = self.touched.with_untracked(|touched| touched.contains(&path));
        self.navigation.show_file(path);
        self.navigation.reveal(if changed { Reveal::Change } else { lit.map_or(Reveal::Top, Reveal::Line) });
    }

    pub(super) fn open_file_of(self, part: &str, reveal: Reveal) {
        let path = self.project.plan.with_untracked(|plan| file_of(part, plan));
        if self.project.outcome.with_untracked(|outcome| outcome.files.get(&path).is_some()) {
            self.navigation.show_file(path);
            self.navigation.reveal(reveal);
        }
    }

    /// Shows a file that changed, unless the shown one is among them: the file of the part that was
    /// edited, else a manifest in which the new value can be read, else the first manifest.
    pub(super) fn follow(self, by: Option<FieldId>) {
        let touched = self.project.outcome.with_untracked(|now| {
            self.project.earlier.with_untracked(|then| changes::since(then.as_ref(), now))
        });
        // What changes a whole plan would mark most of it: Compare shows that better.
        if by.is_none() {
            self.project.forget_edit();
        }
        if touched.is_empty() || self.navigation.file.with_untracked(|file| touched.contains(file)) {
            return self.navigation.reveal(Reveal::Change);
        }
        let own = by
            .map(|field| self.project.plan.with_untracked(|plan| file_of(field.part(), plan)))
            .filter(|file| touched.contains(file));
        let manifests: Vec<&String> = touched.iter().filter(|path| path.starts_with("base/")).collect();
        let saying_it = || {
            let value =
                by.and_then(find_field).map(|field| self.project.plan.with_untracked(|p| field.read(p)))?;
            let says = |path: &&&String| {
                self.project
                    .outcome
                    .with_untracked(|o| o.files.get(path).is_some_and(|f| f.text.contains(&value)))
            };
            manifests.iter().filter(|_| value.len() > 3).find(says).map(|path| (*path).clone())
        };
        let first = || manifests.first().map(|path| (*path).clone());
        if let Some(file) = own.or_else(saying_it).or_else(first) {
            self.navigation.show_file(file);
        }
        self.navigation.reveal(Reveal::Change);
    }
}
