//! The operator's own files: shown beside the planner's, and part of the next download.

use leptos::prelude::*;
use planner::files::FileTree;
use planner::sorting::to_set;

use super::{AppState, History};

/// A longer file is named, not shown.
const MOST_SHOWN: usize = 100_000;

impl AppState {
    /// The paths of the next download, in order.
    pub fn paths(self) -> Vec<String> {
        self.project.outcome.with(|outcome| {
            self.project.own.with(|own| {
                if own.is_empty() {
                    return outcome.files.iter().map(|(path, _)| path.to_owned()).collect();
                }
                let beside = own.beside(&outcome.files);
                let made = outcome.files.iter().map(|(path, _)| path);
                let made = made.filter(|path| !(beside.customised && *path == FileTree::KUSTOMIZATION));
                let mine = beside.carried.iter().map(|(path, _)| *path);
                let all = to_set(made.chain(mine));
                all.into_iter().map(str::to_owned).collect()
            })
        })
    }

    /// How many they are.
    pub fn number_of_files(self) -> usize {
        self.project.outcome.with(|outcome| {
            self.project.own.with(|own| {
                let beside = own.beside(&outcome.files);
                outcome.files.len() + beside.carried.len() - usize::from(beside.customised)
            })
        })
    }

    /// Whether the file at this path is the operator's own.
    pub fn is_own(self, path: &str) -> bool {
        self.project.own.with(|own| own.get(path).is_some())
    }

    /// What there is to read of a file of the operator's own.
    pub fn own_text(self, path: &str) -> Option<String> {
        self.project.own.with(|own| own.get(path).map(|file| readable(&file.bytes)))
    }

    /// Leaves a file of the operator's own out of the next downloads.
    pub fn leave_out(self, path: &str) {
        let mut project = self.project.now();
        project.own.remove(path);
        self.history.update_untracked(History::close);
        self.take(project, &format!("Leave out {path}"), None);
        if self.project.outcome.with_untracked(|outcome| outcome.files.get(path).is_none()) {
            self.navigation.show_file("README.md".to_owned());
        }
        self.toasts.undoable(format!("{path} will not be in the next download"));
    }
}

fn readable(bytes: &[u8]) -> String {
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    match std::str::from_utf8(bytes) {
        Ok(text) if text.len() <= MOST_SHOWN && !text.contains(odd) => text.to_owned(),
        Ok(text) if !text.contains(odd) => {
            format!("Your file, {} bytes: too long to show here.\n", bytes.len())
        }
        _ => format!("Your file, {} bytes, not text.\n", bytes.len()),
    }
}
