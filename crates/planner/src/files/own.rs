//! Own files: files that the operator keeps in the bundle's folder, carried from one download to the next. They may hold
//! secrets, so they cannot be serialised, and their `Debug` prints no content.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::FileTree;
use crate::values::ParseError;

/// One file. Its bytes are not interpreted.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Whether it may be run as a program.
    pub executable: bool,
}

/// Files by path. Cheap to copy, since every step of the history keeps them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OwnFiles(Arc<BTreeMap<String, OwnFile>>);

/// What a download carries of them, and what it cannot.
#[derive(Default)]
pub struct Beside<'a> {
    /// The files that come along.
    pub carried: Vec<(&'a str, &'a OwnFile)>,
    /// Paths at which the planner has a file or folder.
    pub taken: Vec<&'a str>,
    /// Whether one of them replaces the planner's `Kustomization`.
    pub customised: bool,
}

impl OwnFiles {
    /// The most files.
    pub const MOST: usize = 500;
    /// The most bytes of all files together.
    pub const LARGEST: usize = 8 * 1024 * 1024;
    const LONGEST_PATH: usize = 200;

    /// Takes a file at a relative path.
    ///
    /// # Errors
    /// When the path is no plain way down into the folder, when another file has it on a disk that takes
    /// capital and small letters for the same, or when it is one file or one byte too many.
    pub fn add(&mut self, path: &str, file: OwnFile) -> Result<(), ParseError> {
        plain(path)?;
        if self.len() >= Self::MOST || self.bytes() + file.bytes.len() > Self::LARGEST {
            return Err(ParseError::new("This is one file too many."));
        }
        let place = path.to_lowercase();
        if let Some(other) = self.0.keys().find(|other| in_the_way(&other.to_lowercase(), &place)) {
            return Err(ParseError::new(format!("It cannot be in the same folder as {other}.")));
        }
        Arc::make_mut(&mut self.0).insert(path.to_owned(), file);
        Ok(())
    }

    /// Leaves a file out.
    pub fn remove(&mut self, path: &str) {
        Arc::make_mut(&mut self.0).remove(path);
    }

    /// The file at this path.
    pub fn get(&self, path: &str) -> Option<&OwnFile> {
        self.0.get(path)
    }

    /// Paths and files in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OwnFile)> {
        self.0.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes of all files together.
    pub fn bytes(&self) -> usize {
        self.0.values().map(|file| file.bytes.len()).sum()
    }

    /// The own files that can be in one folder with the planner's: all whose path does not collide with one of them. They
    /// never replace a file of the planner, except its first `Kustomization`.
    pub fn beside(&self, tree: &FileTree) -> Beside<'_> {
        let mut beside = Beside::default();
        if self.is_empty() {
            return beside;
        }
        let mut files = BTreeSet::new();
        let mut folders = BTreeSet::new();
        for path in tree.iter().map(|(path, _)| path.to_lowercase()) {
            folders.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
            files.insert(path);
        }
        for (path, file) in self.iter() {
            let place = path.to_lowercase();
            let below_a_file = place.match_indices('/').any(|(at, _)| files.contains(&place[..at]));
            if FileTree::customises(path) {
                beside.customised = true;
                beside.carried.push((path, file));
            } else if files.contains(&place) || folders.contains(&place) || below_a_file {
                beside.taken.push(path);
            } else {
                beside.carried.push((path, file));
            }
        }
        beside
    }
}

impl fmt::Debug for OwnFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Whether a path leads down into a folder on every system, and nowhere else.
fn plain(path: &str) -> Result<(), ParseError> {
    if path.is_empty() || path.len() > OwnFiles::LONGEST_PATH {
        return Err(ParseError::new("A path must have 1 to 200 bytes."));
    }
    // A colon is a drive or a stream on Windows; a backslash is a folder there and a letter elsewhere.
    if path.chars().any(|c| c.is_control() || matches!(c, '\\' | ':')) {
        return Err(ParseError::new("A path must not contain a backslash, colon or control character."));
    }
    if path.split('/').any(|step| matches!(step, "" | "." | "..")) {
        return Err(ParseError::new("A path must stay inside the bundle's folder, without “.” or “..”."));
    }
    if path.split('/').any(is_gits) {
        return Err(ParseError::new("Git's own files are not kept: they could run commands."));
    }
    Ok(())
}

/// Whether Git takes a step of a path for its own folder on some system: letters' size counts nowhere but on
/// Linux, Windows drops dots and spaces at the end, and has a short name for it.
fn is_gits(step: &str) -> bool {
    let name = step.trim_end_matches(['.', ' ']);
    [".git", "git~1"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether two paths, in small letters, are one place or one is a folder around the other.
fn in_the_way(one: &str, other: &str) -> bool {
    let around =
        |folder: &str, path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    one == other || around(one, other) || around(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> OwnFile {
        OwnFile { bytes: text.as_bytes().to_vec(), executable: false }
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let mut own = OwnFiles::default();
        for path in [
            "",
            "/etc/passwd",
            "../up",
            "a/../b",
            "./a",
            "a//b",
            "a/",
            "C:/x",
            "a\\b",
            "a\nb",
            "a\0",
            ".git",
            ".GIT/hooks/pre-commit",
            ".git./config",
            "sub/.git /hooks/post-checkout",
            "GIT~1/config",
            &"a".repeat(201),
        ] {
            assert!(own.add(path, text("x")).is_err(), "{path:?}");
        }
        assert!(own.add("apps/ümläut .yaml", text("x")).is_ok());
        assert!(own.add(".gitignore", text("x")).is_ok());
    }

    #[test]
    fn what_would_be_one_place_on_some_disk_is_refused() {
        let mut own = OwnFiles::default();
        own.add("apps/One.yaml", text("x")).unwrap();
        for path in ["apps/one.yaml", "APPS/ONE.YAML", "apps", "apps/One.yaml/below"] {
            assert!(own.add(path, text("y")).is_err(), "{path}");
        }
        assert!(own.add("apps/One.yaml2", text("y")).is_ok());
    }

    #[test]
    fn printing_them_shows_no_content() {
        let mut own = OwnFiles::default();
        own.add("token.txt", text("hunter2")).unwrap();
        assert_eq!(format!("{own:?}"), "{\"token.txt\"}");
    }
}
