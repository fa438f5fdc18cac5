//! The program of `xtask/kinds`, which knows the published definitions of other people's kinds.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{program, project};

/// The program; compiled when it is not there yet. Its crates are pinned by a Cargo.lock of its own.
pub fn kinds() -> Result<PathBuf> {
    let (source, target) = (project::root().join("xtask/kinds"), project::tools().join("kinds"));
    let program = target.join("debug/foreign-kinds");
    if !program.is_file() {
        println!("Compiling the definitions of custom resources (about four minutes, once)");
    }
    let mut build = program::cargo(["build", "--locked", "--quiet", "--manifest-path"]);
    build.arg(source.join("Cargo.toml")).arg("--target-dir").arg(&target);
    program::watched(&mut build)?
        .succeeded()
        .context("the definitions of custom resources do not compile")?;
    Ok(program)
}
