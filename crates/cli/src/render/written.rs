//! Writes a file atomically, and never through a symbolic link.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Who may read and run a file.
#[derive(Clone, Copy)]
pub enum Mode {
    Secret,
    Plain,
    Program,
}

/// Writes a file that is for its owner alone.
pub fn secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    file(path, bytes, Mode::Secret)
}

/// Writes beside it first: a reader sees the old file or the new one, and a link in its place is replaced rather than
/// followed.
pub fn file(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = create(&beside, mode).and_then(|mut file| file.write_all(bytes));
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // What remains of it could hold secrets.
        let _ = fs::remove_file(&beside);
    })
}

#[cfg(unix)]
fn create(path: &Path, mode: Mode) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = match mode {
        Mode::Secret => 0o600,
        Mode::Plain => 0o644,
        Mode::Program => 0o755,
    };
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _: Mode) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
