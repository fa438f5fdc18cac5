//! The files of a bundle, and its zip.

mod own;

use crate::sorting::to_map;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub use own::{Beside, OwnFile, OwnFiles};

/// One file: its text, and the part of the stack it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What is in it.
    pub text: String,
    /// The key of the part that wrote it; empty for files about the whole bundle.
    pub part: &'static str,
}

/// A file in a bundle's folder, written by the planner or by the operator.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// What is in it.
    pub bytes: &'a [u8],
    /// Whether it may be run as a program.
    pub executable: bool,
}

/// Files by path, in the order of their paths. Paths are relative, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree(BTreeMap<String, File>);

impl FileTree {
    /// Where kustomize begins. The planner makes it once; from then on it is the operator's.
    pub const KUSTOMIZATION: &str = "Kustomization";

    /// Whether a path is one of the names by which kubectl knows that file. Two of them in one folder it
    /// refuses, so whichever the operator has stands in for the planner's.
    pub fn customises(path: &str) -> bool {
        [Self::KUSTOMIZATION, "kustomization.yaml", "kustomization.yml"].contains(&path)
    }

    /// Adds a file, in place of one that has this path already.
    pub fn add(&mut self, path: impl Into<String>, part: &'static str, text: impl Into<String>) {
        self.0.insert(path.into(), File { text: text.into(), part });
    }

    /// The file at this path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.0.get(path)
    }

    /// Paths and files in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
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

    /// These files and the operator's own beside them, as they lie in the bundle's folder.
    pub fn entries<'a>(&'a self, own: &'a OwnFiles) -> BTreeMap<&'a str, Entry<'a>> {
        let beside = own.beside(self);
        let made = |path: &str| !(beside.customised && path == Self::KUSTOMIZATION);
        let made = self.iter().filter(|(path, _)| made(path)).map(|(path, file)| {
            (path, Entry { bytes: file.text.as_bytes(), executable: path.ends_with(".sh") })
        });
        let carried = beside
            .carried
            .iter()
            .map(|(path, file)| (*path, Entry { bytes: file.bytes.as_slice(), executable: file.executable }));
        to_map(made.chain(carried))
    }

    /// The archive of these files alone.
    ///
    /// # Errors
    /// As [`FileTree::to_zip_with`].
    pub fn to_zip(&self, root: &str) -> Result<Vec<u8>, zip::result::ZipError> {
        self.to_zip_with(root, &OwnFiles::default())
    }

    /// A zip archive with everything in one folder named `root`, files of the operator's own beside these.
    /// Equal trees give equal bytes: paths are sorted, the date is 1980-01-01 (the earliest that the
    /// format can hold), and the modes are 0644, or 0755 for scripts.
    ///
    /// # Errors
    /// When the archive cannot be written, which in memory means that it would be larger than the
    /// format allows.
    pub fn to_zip_with(&self, root: &str, own: &OwnFiles) -> Result<Vec<u8>, zip::result::ZipError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, Entry { bytes, executable }) in self.entries(own) {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(6))
                .last_modified_time(DateTime::default())
                .unix_permissions(if executable { 0o755 } else { 0o644 });
            zip.start_file(format!("{root}/{path}"), options)?;
            zip.write_all(bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}
