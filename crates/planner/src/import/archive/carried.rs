//! The operator's own files in a bundle: which they are, and the notes about them.

use std::collections::BTreeSet;
use std::io::Read;

use zip::read::ZipFile;

use super::Archive;
use crate::bundle;
use crate::bundle::checksums::{self, Recorded, with_line_feeds};
use crate::files::{FileTree, OwnFile, OwnFiles};
use crate::import::apply::{ImportError, refused, short};
use crate::kube::yaml_lines::{LineKind, yaml_lines};
use crate::outcome::outcome;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::stack::secrets::{self, options::Form};
use crate::values::Choices;

/// What the planner makes from more than plan and secrets (the README tells of an upgrade, what is encrypted
/// differs each time), or has just read.
const READ_OTHERWISE: [&str; 6] = [
    checksums::PATH,
    "README.md",
    "plan.yaml",
    "secrets/secret.yaml",
    "secrets/sealed-secret.yaml",
    "secrets/secret.sops.yaml",
];

/// Where a bundle keeps what stood in the place of the planner's files. Nothing that applies a bundle looks there.
pub const REPLACED: &str = "replaced/";

/// For the note about an image of another version: an old image may lack what new manifests need.
pub const BUILD_ANEW: &str = "build the image anew, under a new tag";

/// The planner's own files have some ten kilobytes at most. A much larger file is not an edited one.
const LARGEST_EDITED: usize = 1024 * 1024;

/// What there is to say of files at these paths that are not as the planner makes them. Bundles of earlier planners do not
/// record whether a hand or another version made them.
fn replaced(paths: &[String], recorded: bool) -> String {
    let (it, yours) = if paths.len() == 1 {
        ("It was", "the one that was there")
    } else {
        ("They were", "those that were there")
    };
    let what = if recorded {
        format!("Edited since the planner wrote it: {}.", paths.join(", "))
    } else {
        format!(
            "Different from what this planner makes: {}. {it} edited, or made by another version of the planner.",
            paths.join(", ")
        )
    };
    format!(
        "{what} The next bundle has the planner's version, and {yours} in {REPLACED} for you to compare and \
         delete. To keep an edit for good, make it a patch in Kustomization (for base/) or copy it over before you \
         build the image (for image/)."
    )
}

/// Takes every file below the bundle's folder that the planner would not make itself.
///
/// # Errors
/// When there are more than can be carried, so that none is lost silently.
pub(super) fn read(
    archive: &mut Archive<'_>,
    folder: &str,
    plan: &Plan,
    secrets: Option<&Secrets>,
    notes: &mut Vec<String>,
) -> Result<OwnFiles, ImportError> {
    let made = outcome(plan, &secrets.cloned().unwrap_or_default()).files;
    let recorded = recorded(archive, folder);
    let mut found = Found { telling: telling(&made, plan, secrets), recorded, ..Found::default() };
    for at in 0..archive.len() {
        // Without unpacking: who it is decides how much of it is read.
        let Ok(entry) = archive.by_index_raw(at) else {
            found.unreadable.push(format!("entry {}", at + 1));
            continue;
        };
        if entry.is_dir() {
            continue;
        }
        let link = entry.is_symlink();
        let Ok(name) = std::str::from_utf8(entry.name_raw()).map(str::to_owned) else {
            found.unreadable.push(short(&String::from_utf8_lossy(entry.name_raw())));
            continue;
        };
        drop(entry);
        let Some(path) = name.strip_prefix(folder).filter(|path| !path.is_empty()) else {
            found.outside += 1;
            continue;
        };
        if READ_OTHERWISE.contains(&path) {
            continue;
        }
        if path.starts_with(".git/") {
            found.git = true;
        } else if link {
            found.links.push(short(path));
        } else {
            let read = archive.by_index(at).map_err(drop).and_then(|file| found.take(path, file, &made));
            if read.is_err() {
                found.unreadable.push(short(path));
            }
        }
        if found.too_much {
            return Err(refused(format!(
                "This zip archive has more than {} files of your own, or they are larger than 8 MiB together. The \
                 planner cannot carry that many. Nothing has changed.",
                OwnFiles::MOST
            )));
        }
    }
    found.tell(notes);
    notes.extend(remarks(&made, &found.own));
    Ok(found.own)
}

/// The bundle's checksums; None for a bundle of an earlier planner.
fn recorded(archive: &mut Archive<'_>, folder: &str) -> Recorded {
    let list = archive.by_name(&format!("{folder}{}", checksums::PATH)).map_err(drop);
    let list = list.and_then(|file| bounded(file, LARGEST_EDITED));
    list.map_or_else(|()| Recorded::default(), |(bytes, _)| Recorded::of(&String::from_utf8_lossy(&bytes)))
}

/// Some checksums and names depend on the secrets. Without the secrets the expected content of these files is not known.
fn telling(made: &FileTree, plan: &Plan, secrets: Option<&Secrets>) -> BTreeSet<String> {
    let mut any = Secrets::default();
    if secrets.is_none() {
        any.fill(plan, || 0);
    }
    let other = secrets.is_none().then(|| outcome(plan, &any).files);
    let same = |path: &str, text: &str| {
        other.as_ref().is_none_or(|other| other.get(path).is_some_and(|file| file.text == text))
    };
    made.iter().filter(|(path, file)| same(path, &file.text)).map(|(path, _)| path.to_owned()).collect()
}

/// What a bundle's entries turned out to be.
#[derive(Default)]
struct Found {
    own: OwnFiles,
    /// The planner's files that can be held against what it would make.
    telling: BTreeSet<String>,
    /// What they were when they were written.
    recorded: Recorded,
    changed: Vec<String>,
    edited: Vec<String>,
    /// What the image that runs is built from, where another version of the planner made it.
    older_image: Vec<String>,
    in_base: Vec<String>,
    links: Vec<String>,
    unreadable: Vec<String>,
    misplaced: Vec<String>,
    outside: usize,
    git: bool,
    too_much: bool,
}

impl Found {
    fn take<R: Read>(&mut self, path: &str, file: ZipFile<'_, R>, made: &FileTree) -> Result<(), ()> {
        let executable = file.unix_mode().map_or_else(|| path.ends_with(".sh"), |mode| mode & 0o111 != 0);
        if let Some(ours) = made.get(path).filter(|_| path != FileTree::KUSTOMIZATION) {
            let (bytes, more) = bounded(file, LARGEST_EDITED.min(OwnFiles::LARGEST - self.own.bytes()))?;
            let other = more || ours.text.as_bytes() != with_line_feeds(&bytes);
            // What the list knows needs no secrets to be told, and what no hand has touched is replaced as it came.
            let recorded = self.recorded.is_untouched(path, &bytes);
            let list = match recorded {
                Some(true) if !more => None,
                Some(_) => Some(&mut self.edited),
                None => self.telling.contains(path).then_some(&mut self.changed),
            };
            if list.is_none() && recorded.is_some() && other && path.starts_with("image/") {
                self.older_image.push(path.to_owned());
            }
            if let Some(list) = list.filter(|_| other) {
                list.push(path.to_owned());
                if more {
                    self.misplaced.push(format!("{path} was left out: it is too large to keep."));
                } else {
                    self.keep(&format!("{REPLACED}{path}"), OwnFile { bytes, executable: false });
                }
            }
            return Ok(());
        }
        if path.to_lowercase().starts_with("base/") {
            self.in_base.push(short(path));
            return Ok(());
        }
        let (bytes, more) = bounded(file, OwnFiles::LARGEST - self.own.bytes())?;
        self.too_much = more || self.own.len() >= OwnFiles::MOST;
        let made_by_a_planner = path == FileTree::KUSTOMIZATION && bundle::untouched(&bytes);
        if !self.too_much && !made_by_a_planner {
            self.keep(path, OwnFile { bytes, executable });
        }
        Ok(())
    }

    fn keep(&mut self, path: &str, file: OwnFile) {
        if let Err(malformed) = self.own.add(path, file) {
            self.misplaced.push(format!("{} was left out. {malformed}", short(path)));
        }
    }

    fn tell(&mut self, notes: &mut Vec<String>) {
        for (paths, recorded) in [(&self.edited, true), (&self.changed, false)] {
            if !paths.is_empty() {
                notes.push(replaced(paths, recorded));
            }
        }
        if !self.older_image.is_empty() {
            notes.push(format!(
                "Made by another version of the planner, or for another plan: {}. The manifests go with the files that the \
                 next bundle has: {BUILD_ANEW}, and apply then.",
                self.older_image.join(", ")
            ));
        }
        if let Some(paths) = some_of(&self.in_base) {
            notes.push(format!(
                "{paths} left out, because base/ belongs to the planner. Keep your files next to it and list them \
                 in Kustomization."
            ));
        }
        if let Some(paths) = some_of(&self.links) {
            notes.push(format!("{paths} left out: links to other files are not supported."));
        }
        if let Some(paths) = some_of(&self.unreadable) {
            notes.push(format!(
                "{paths} left out: damaged, encrypted, or the name is not UTF-8. Keep your own copy."
            ));
        }
        if self.git {
            notes.push(
                "The .git folder was left out. Unpack the next download over your working copy.".to_owned(),
            );
        }
        match self.outside {
            0 => {}
            1 => notes.push("1 file outside the bundle's folder was left out.".to_owned()),
            many => notes.push(format!("{many} files outside the bundle's folder were left out.")),
        }
        notes.append(&mut self.misplaced);
    }
}

/// What can be unpacked within bounds, and whether there would have been more. The size that an archive
/// states is not to be trusted.
fn bounded(file: impl Read, most: usize) -> Result<(Vec<u8>, bool), ()> {
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(drop)?;
    let more = bytes.len() > most;
    Ok((bytes, more))
}

/// "a was", "a and b were", "a, b, c and 4 more were".
fn some_of(paths: &[String]) -> Option<String> {
    let (named, more) = paths.split_at(paths.len().min(3));
    let (last, others) = named.split_last()?;
    Some(match (others, more) {
        ([], _) => format!("{last} was"),
        (_, []) => format!("{} and {last} were", others.join(", ")),
        _ => format!("{} and {} more were", named.join(", "), more.len()),
    })
}

/// What an operator should know of their own files beside these of the planner: which stay behind, and what
/// their own `Kustomization` leaves out or asks for in vain.
pub fn remarks(made: &FileTree, own: &OwnFiles) -> Vec<String> {
    let beside = own.beside(made);
    let mut remarks: Vec<String> = beside
        .taken
        .iter()
        .map(|path| format!("Your {path} is not in the download: the planner makes a file of that name."))
        .collect();
    if made.get(secrets::PLAIN).is_none() {
        let readable = beside.carried.iter().filter(|(_, file)| is_readable_secret(&file.bytes));
        remarks.extend(readable.map(|(path, _)| {
            format!(
                "Your {path} is a Secret in clear text and is included in the download: keep it out of Git."
            )
        }));
    }
    let customisations: Vec<_> =
        beside.carried.iter().filter(|(path, _)| FileTree::customises(path)).collect();
    if customisations.len() > 1 {
        remarks.push(
            "You have more than one Kustomization at the top. kubectl accepts only one per folder."
                .to_owned(),
        );
    }
    if let [(path, file)] = customisations.as_slice() {
        let theirs = String::from_utf8_lossy(&file.bytes);
        let planned = made.get(FileTree::KUSTOMIZATION).map_or("", |file| file.text.as_str());
        for folder in ["base", "secrets"] {
            match (names(planned, folder), names(&theirs, folder)) {
                (true, false) => remarks.push(format!(
                    "Your {path} does not list {folder} among its resources, so its contents are not applied."
                )),
                (false, true) => remarks.push(format!(
                    "Your {path} lists {folder}, which this plan keeps separate: its contents cannot be applied as \
                     they are, or are not in Git. Remove it from that file."
                )),
                _ => {}
            }
        }
        let elsewhere =
            Form::ALL.iter().map(|form| secrets::file_of(*form)).filter(|file| made.get(file).is_none());
        remarks.extend(elsewhere.filter(|file| names(&theirs, file)).map(|file| {
            format!(
                "Your {path} lists {file}, which is not part of this bundle: an older file there would be applied \
                 instead of these secrets. Remove it from that file."
            )
        }));
    }
    remarks
}

/// Whether it is a Secret with readable values. SOPS adds a key `sops` to those that it encrypts.
fn is_readable_secret(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let has = |key: &str| yaml_lines(&text).any(|line| line.kind == LineKind::Key && line.path == key);
    yaml_lines(&text).any(|line| line.says("kind", "Secret"))
        && (has("data") || has("stringData"))
        && !has("sops")
}

/// Whether a Kustomization's text has this word as a path, outside of comments.
fn names(text: &str, folder: &str) -> bool {
    text.lines().filter_map(|line| line.split('#').next()).any(|line| {
        line.split(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | ',' | '"' | '\''))
            .any(|word| word.trim_start_matches("./").trim_end_matches('/') == folder)
    })
}
