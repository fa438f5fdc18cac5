//! Reads an unpacked bundle exactly like its zip: the same rules for the operator's own files, the same limits, the same
//! messages.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use planner::import::archive::{self, Container, Loaded};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{LARGEST, bounded};
use crate::answer::{CommandError, Result};
use crate::terminal;

const MOST: usize = 2000;

/// Whether a folder is one that the planner made.
pub fn is_bundle(folder: &Path) -> bool {
    folder.join("plan.yaml").is_file() && folder.join("base/Kustomization").is_file()
}

/// The folder of a bundle, when this is the one around it, as an archive's own folder is after unpacking.
pub fn inside(path: &Path) -> Result<PathBuf> {
    if !path.is_dir() || path.join("plan.yaml").is_file() {
        return Ok(path.to_owned());
    }
    let entries = fs::read_dir(path).map_err(|error| CommandError::of(path, &error))?;
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut bundles: Vec<PathBuf> =
        folders.map(|entry| entry.path()).filter(|folder| folder.join("plan.yaml").is_file()).collect();
    bundles.sort();
    match bundles.as_slice() {
        [only] => Ok(only.clone()),
        [one, other, ..] => Err(CommandError(format!(
            "{}: there are several bundles in this folder, {} and {} among them. Name one.",
            terminal::path(path),
            terminal::path(one),
            terminal::path(other)
        ))),
        [] => Ok(path.to_owned()),
    }
}

/// Reads the files that are `wanted`, by their path below the folder. Git's own folder stays where it is.
pub fn load(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Loaded> {
    let said = |why: &str| CommandError(format!("{}: {why}", terminal::path(folder)));
    if !folder.join("plan.yaml").is_file() {
        let mut names = Vec::new();
        list(folder, "", &mut names);
        return Err(said(&archive::without_plan(Container::Folder, &names).0));
    }
    let mut packing = Packing { zip: ZipWriter::new(Cursor::new(Vec::new())), files: 0, bytes: 0 };
    packing.folder(folder, "", &wanted)?;
    let bytes = packing.zip.finish().map_err(|error| said(&error.to_string()))?.into_inner();
    archive::load(&bytes).map_err(|refused| said(&refused.0.replace("this zip archive", "this folder")))
}

/// The names of the files in a folder, as far as they tell what it is. What cannot be read has no names.
fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let deep = prefix.matches('/').count() >= 3;
        if names.len() >= MOST {
            return;
        } else if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.push(name);
        } else if !deep && entry.file_name() != ".git" {
            list(&entry.path(), &format!("{name}/"), names);
        }
    }
}

struct Packing {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    files: usize,
    bytes: u64,
}

impl Packing {
    fn folder(&mut self, folder: &Path, prefix: &str, wanted: &impl Fn(&str) -> bool) -> Result<()> {
        let failed = |error: std::io::Error| CommandError::of(folder, &error);
        let mut entries: Vec<_> =
            fs::read_dir(folder).map_err(failed)?.collect::<std::io::Result<_>>().map_err(failed)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (name, kind) = (entry.file_name(), entry.file_type().map_err(failed)?);
            let name = format!("{prefix}{}", name.to_string_lossy());
            if name == ".git" {
                continue;
            }
            if kind.is_dir() {
                self.folder(&entry.path(), &format!("{name}/"), wanted)?;
            } else if wanted(&name) {
                self.file(&entry.path(), &name, kind.is_symlink())?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: &str, link: bool) -> Result<()> {
        let failed = |error: std::io::Error| CommandError::of(path, &error);
        let about = fs::symlink_metadata(path).map_err(failed)?;
        if !link && !about.is_file() {
            return Ok(());
        }
        self.files += 1;
        self.bytes = self.bytes.saturating_add(about.len());
        if self.files > MOST || self.bytes > LARGEST {
            return Err(CommandError(format!(
                "{}: this folder has more than {MOST} files or 16 MiB. Keep the bundle in its own folder.",
                terminal::path(path.parent().unwrap_or(path))
            )));
        }
        // Fast rather than small: it is unpacked at once.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(1))
            .unix_permissions(if executable(&about) { 0o755 } else { 0o644 });
        let packed = if link {
            // What it leads to is not looked at: the archive's reader says that a link is left out.
            self.zip.add_symlink(name, "", options)
        } else {
            let bytes = fs::File::open(path).and_then(bounded).map_err(failed)?;
            self.zip.start_file(name, options).and_then(|()| Ok(self.zip.write_all(&bytes)?))
        };
        packed.map_err(|error| CommandError(format!("{}: {error}", terminal::path(path))))
    }
}

#[cfg(unix)]
fn executable(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn executable(_: &fs::Metadata) -> bool {
    false
}
