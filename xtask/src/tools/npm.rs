//! axe-core, the accessibility checker that runs inside the page: one file of an npm package.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::Tool;
use crate::{program, project};

const PACKAGE: &str = "axe-core@4.14.1";

/// The file to run in a page.
pub fn axe() -> Result<PathBuf> {
    let folder = project::tools().join(PACKAGE);
    let file = folder.join("node_modules/axe-core/axe.min.js");
    if file.is_file() {
        return Ok(file);
    }
    let npm = Tool::Npm.path()?;
    println!("Installing {PACKAGE} (once)");
    std::fs::create_dir_all(&folder)?;
    let mut install = Command::new(npm);
    install.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]);
    program::silent(install.arg(&folder).arg(PACKAGE))?.succeeded()?;
    Ok(file)
}
