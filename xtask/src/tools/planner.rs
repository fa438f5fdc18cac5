//! The product's own command line, for those who hold it against something else.

use std::path::PathBuf;

use anyhow::Result;

use crate::{program, project};

/// `forum-planner`, compiled as for its tests.
pub fn planner() -> Result<PathBuf> {
    program::watched(&mut program::cargo(["build", "--quiet", "--package", "forum-planner"]))?.succeeded()?;
    Ok(project::target().join("debug").join(format!("forum-planner{}", std::env::consts::EXE_SUFFIX)))
}
