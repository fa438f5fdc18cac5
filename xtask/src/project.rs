//! Where things are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The repository.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// The page as it is published.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The golden bundles, one folder each.
pub fn bundles() -> PathBuf {
    root().join("deploy/bundles")
}

/// Cargo's own folder of what can be made again.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(elsewhere) => root().join(elsewhere),
        None => root().join("target"),
    }
}

/// What `cargo xtask test` installs for itself; deleting it costs a download, nothing else.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// An empty folder for one purpose, made anew each time.
pub fn scratch(purpose: &str) -> Result<PathBuf> {
    let folder = target().join("scratch").join(purpose);
    let empty = || -> std::io::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)
    };
    empty().with_context(|| format!("cannot empty {}", folder.display()))?;
    Ok(folder)
}
