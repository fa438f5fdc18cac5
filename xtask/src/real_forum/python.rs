//! The Python that Misago's lock needs, and the lock installed for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::program;

/// A Python 3.12 among what is installed: in PATH, one of pyenv's, or one of uv's.
pub fn find() -> Option<PathBuf> {
    let in_path = ["python3.12", "python3"].into_iter().filter_map(program::find);
    in_path.chain(of_pyenv()).chain(of_uv()).find(|python| is_3_12(python))
}

fn of_pyenv() -> Vec<PathBuf> {
    let root = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let versions = root.and_then(|root| fs::read_dir(root.join("versions")).ok());
    versions.into_iter().flatten().flatten().map(|version| version.path().join("bin/python3.12")).collect()
}

fn of_uv() -> Option<PathBuf> {
    let uv = program::find("uv")?;
    let mut ask = Command::new(uv);
    ask.args(["python", "find", "--no-python-downloads", "3.12"]);
    let answer = program::silent(&mut ask).ok()?.succeeded().ok()?;
    Some(PathBuf::from(answer.trim()))
}

/// Asked, not guessed from the name: pyenv puts a `python3.12` into PATH that refuses to run. The
/// headers are for the locked packages that have no wheel.
fn is_3_12(python: &Path) -> bool {
    let question = "import ensurepip, os, sys, sysconfig, venv
sys.exit(sys.version_info[:2] != (3, 12) or not os.path.exists(sysconfig.get_paths()['include'] + '/Python.h'))";
    let mut ask = Command::new(python);
    ask.args(["-c", question]);
    program::silent(&mut ask).is_ok_and(|answer| answer.success)
}

/// The programs of a virtual environment that holds exactly this lock. It is made once per lock and
/// Python, and kept.
pub fn environment(requirements: &Path, tools: &Path) -> Result<PathBuf> {
    let python = find().context("there is no Python 3.12")?;
    let lock = fs::read(requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
    let mut key = Sha256::new();
    key.update(&lock);
    key.update(python.as_os_str().as_encoded_bytes());
    let key: String = key.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();

    let folder = tools.join(format!("misago-{key}"));
    let (bin, complete) = (folder.join("bin"), folder.join("complete"));
    if !complete.is_file() {
        // An installation that was interrupted is worth nothing.
        let _ = fs::remove_dir_all(&folder);
        let mut make = Command::new(&python);
        make.args(["-m", "venv"]).arg(&folder);
        program::silent(&mut make)?.succeeded()?;
        let mut install = Command::new(bin.join("pip"));
        install.args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(requirements);
        program::silent(&mut install)?.succeeded()?;
        fs::write(complete, "")?;
    }
    Ok(bin)
}
