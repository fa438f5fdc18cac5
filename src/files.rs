//! Floor 3: the files of a bundle and the archive they travel in.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// One file: its text, and the part of the stack it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What is in it.
    pub text: String,
    /// The key of the part that wrote it; empty for files about the whole bundle.
    pub part: &'static str,
}

/// Files by path, in the order of their paths. Paths are relative, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree(BTreeMap<String, File>);

impl FileTree {
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

    /// A zip archive with everything in one folder named `root`. Equal trees give equal bytes: paths
    /// are sorted, the date is 1980-01-01 (the earliest that the format can hold), and the modes are
    /// 0644, or 0755 for scripts at the top.
    ///
    /// # Errors
    /// When the archive cannot be written, which in memory means that it would be larger than the
    /// format allows.
    pub fn to_zip(&self, root: &str) -> Result<Vec<u8>, zip::result::ZipError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, file) in self.iter() {
            let mode = if path.ends_with(".sh") { 0o755 } else { 0o644 };
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(6))
                .last_modified_time(DateTime::default())
                .unix_permissions(mode);
            zip.start_file(format!("{root}/{path}"), options)?;
            zip.write_all(file.text.as_bytes())?;
        }
        Ok(zip.finish()?.into_inner())
    }
}
