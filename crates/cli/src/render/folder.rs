//! Writes a bundle into a folder. Files that the planner did not make stay as they are.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use planner::analysis::counts::plural;
use planner::bundle::checksums;
use planner::files::{FileTree, OwnFile, OwnFiles};
use planner::import::archive::{Loaded, REPLACED, load, untouched};
use planner::inputs::Inputs;
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::secrets::Secrets;
use planner::stack::secrets::file_of;
use planner::stack::secrets::options::Form;
use planner::values::Choices;

use super::written::{self, Mode};
use crate::answer::{CommandError, Result};
use crate::bundle::{is_bundle, load_folder};
use crate::terminal::{self, say};

/// The names under which kubectl looks for a Kustomization.
const CUSTOMISED: [&str; 3] = [FileTree::KUSTOMIZATION, "kustomization.yaml", "kustomization.yml"];

/// The folder before anything is written.
pub struct Folder<'a> {
    path: &'a Path,
    /// Whether something is in it.
    used: bool,
    /// The bundle that is in it.
    earlier: Option<Box<Loaded>>,
    /// What stands in the place of the planner's files there, below the name of the folder that keeps it.
    replaced: OwnFiles,
    /// What there is to say of those.
    notes: Vec<String>,
}

impl<'a> Folder<'a> {
    /// Looks, and refuses what would have to be overwritten.
    pub fn look(path: &'a Path, force: bool) -> Result<Self> {
        let used = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_some(),
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(CommandError::of(path, &error)),
        };
        if used && !force {
            return Err(CommandError(format!(
                "{}: this folder is not empty. --force overwrites the planner's files in it and keeps your own.",
                terminal::path(path)
            )));
        }
        // Plan and secrets are all that decides what was the planner's.
        let ours = |path: &str| path == "plan.yaml" || Form::ALL.iter().any(|form| path == file_of(*form));
        let earlier = is_bundle(path).then(|| load_folder(path, ours)).transpose()?.map(Box::new);
        let mut folder = Self { path, used, earlier, replaced: OwnFiles::default(), notes: Vec::new() };
        if let Some(earlier) = &folder.earlier {
            let made = outcome(&earlier.project.plan, &earlier.project.secrets).files;
            let wanted = |path: &str| ours(path) || path == checksums::PATH || made.get(path).is_some();
            let whole = load_folder(path, wanted)?;
            folder.notes = whole.notes.into_iter().filter(|note| note.contains(REPLACED)).collect();
            folder.replaced = whole.project.own;
        }
        Ok(folder)
    }

    /// The bundle that is in it.
    pub fn earlier(&self) -> Option<&Loaded> {
        self.earlier.as_deref()
    }

    /// The operator's own files as they will be in the folder: a Kustomization of theirs that is there already wins over
    /// one in the loaded bundle.
    pub fn with_its_own(&self, own: &OwnFiles) -> OwnFiles {
        let mut all = own.clone();
        if let Some((path, bytes)) = self.customised() {
            CUSTOMISED.into_iter().for_each(|other| all.remove(other));
            // One more than can be carried is not carried: it lies there already.
            let _ = all.add(path, OwnFile { bytes, executable: false });
        }
        all
    }

    /// The Kustomization in the folder, when it is the operator's.
    fn customised(&self) -> Option<(&'static str, Vec<u8>)> {
        let there = |path: &'static str| Some((path, fs::read(self.path.join(path)).ok()?));
        CUSTOMISED.into_iter().filter_map(there).find(|(_, bytes)| !untouched(bytes))
    }

    /// Writes the planner's files, and those of the operator's that came along.
    pub fn write(&self, inputs: &Inputs<'_>, made: &FileTree, own: &OwnFiles) -> Result<String> {
        let kept = self.kept(inputs.plan, made, own)?;
        let entries = made.entries(own);
        for (path, entry) in entries.iter().filter(|(path, _)| !kept.contains(**path)) {
            let mode = if path.starts_with("secrets/") {
                Mode::Secret
            } else if entry.executable {
                Mode::Program
            } else {
                Mode::Plain
            };
            let place = self.place(path)?;
            written::file(&place, entry.bytes, mode).map_err(|error| CommandError::of(&place, &error))?;
        }
        self.keep_replaced(made)?;
        self.clear(made, inputs.secrets);
        let folder = terminal::path(self.path);
        let readme = terminal::path(&self.path.join("README.md"));
        Ok(format!("{folder}: written, {}; follow {readme}\n", plural(entries.len() - kept.len(), "file")))
    }

    /// Writes what stood in the place of the planner's files beside them. It was read before they were written.
    fn keep_replaced(&self, made: &FileTree) -> Result<()> {
        let of_now = |path: &str, bytes: &[u8]| {
            let path = path.strip_prefix(REPLACED).unwrap_or(path);
            made.get(path).is_some_and(|file| file.text.as_bytes() == bytes)
        };
        let lost = self
            .replaced
            .iter()
            .filter(|(path, file)| path.starts_with(REPLACED) && !of_now(path, &file.bytes));
        let mut any = false;
        for (path, file) in lost {
            // An earlier edit may lie there: it stays, and this one gets a number.
            let mut place = self.place(path)?;
            let mut number = 0_u32;
            let other = loop {
                match fs::read(&place) {
                    Ok(there) if there == file.bytes => break false,
                    Ok(_) if number < 1000 => number += 1,
                    _ => break true,
                }
                place = self.place(&format!("{path}.{number}"))?;
            };
            if !other {
                continue;
            }
            written::file(&place, &file.bytes, Mode::Plain)
                .map_err(|error| CommandError::of(&place, &error))?;
            any = true;
        }
        self.notes
            .iter()
            .filter(|_| any)
            .for_each(|note| say(&format!("{}: {note}", terminal::path(self.path))));
        Ok(())
    }

    /// Paths at which the folder has something of the operator's.
    fn kept(&self, plan: &Plan, made: &FileTree, own: &OwnFiles) -> Result<BTreeSet<String>> {
        let mut kept = BTreeSet::new();
        if !self.used {
            return Ok(kept);
        }
        let there = |path: &str| fs::read(self.path.join(path)).ok();
        if self.customised().is_some() {
            kept.extend(CUSTOMISED.map(str::to_owned));
        }
        // The same plan in the operator's own words and order.
        let same = |bytes: Vec<u8>| {
            load(&bytes).is_ok_and(|read| *read.project.plan == *plan && read.source.left.is_empty())
        };
        if there("plan.yaml").is_some_and(same) {
            kept.insert("plan.yaml".to_owned());
        }
        for (path, entry) in made.entries(own) {
            let other = there(path).is_some_and(|bytes| bytes != entry.bytes);
            if !other || kept.contains(path) {
                continue;
            }
            if own.get(path).is_some() {
                say(&format!(
                    "{}: it differs from the one in the loaded bundle and was kept.",
                    self.shown(path)
                ));
                kept.insert(path.to_owned());
            } else if self.earlier.is_none() {
                return Err(CommandError(format!(
                    "{}: there is no bundle in this folder yet, so this file is not the planner's. Choose another \
                     folder, or move the file away.",
                    self.shown(path)
                )));
            }
        }
        kept.retain(|path| made.entries(own).contains_key(path.as_str()));
        Ok(kept)
    }

    /// A path below the folder, with folders around it. A link on the way would lead somewhere else.
    fn place(&self, path: &str) -> Result<PathBuf> {
        let mut folder = self.path.to_owned();
        fs::create_dir_all(&folder).map_err(|error| CommandError::of(&folder, &error))?;
        let mut steps: Vec<&str> = path.split('/').collect();
        let name = steps.pop().unwrap_or_default();
        for step in steps {
            folder.push(step);
            match fs::create_dir(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if !folder.symlink_metadata().is_ok_and(|about| about.is_dir()) {
                        return Err(CommandError(format!(
                            "{}: it is not a folder, but the bundle needs one there",
                            terminal::path(&folder)
                        )));
                    }
                }
                Err(error) => return Err(CommandError::of(&folder, &error)),
            }
        }
        Ok(folder.join(name))
    }

    /// Removes files that the earlier bundle had and this one does not, unless they were edited. Never removes a Secret:
    /// its values may exist nowhere else.
    fn clear(&self, made: &FileTree, secrets: &Secrets) {
        let Some(earlier) = &self.earlier else { return };
        // Where the earlier ones cannot be read, those of now are the same.
        let before = outcome(&earlier.project.plan, earlier.secrets().unwrap_or(secrets)).files;
        self.left_over(made, &before);
        let holds_values = |path: &str| Form::ALL.iter().any(|form| path == file_of(*form));
        for (path, file) in before.iter().filter(|(path, _)| made.get(path).is_none()) {
            let place = self.path.join(path);
            let Ok(bytes) = fs::read(&place) else { continue };
            let gone =
                bytes == file.text.as_bytes() && !holds_values(path) && fs::remove_file(&place).is_ok();
            if gone {
                // Only an empty folder goes.
                let _ = place.parent().map(fs::remove_dir);
            } else {
                say(&format!("{}: it is no longer part of this bundle and was kept.", self.shown(path)));
            }
        }
    }

    /// Values of another form lie there still, where the plan in the folder was changed by hand.
    fn left_over(&self, made: &FileTree, before: &FileTree) {
        for path in Form::ALL.iter().map(|form| file_of(*form)) {
            if made.get(path).is_none() && before.get(path).is_none() && self.path.join(path).exists() {
                say(&format!("{}: it is no longer part of this bundle and was kept.", self.shown(path)));
            }
        }
    }

    fn shown(&self, path: &str) -> String {
        terminal::path(&self.path.join(path))
    }
}
