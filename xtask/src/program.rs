//! Runs other programs.
//!
//! One convention: what a program writes to its error stream is progress and goes straight to the
//! terminal (cargo's "Compiling ..."); what it writes to its output is kept, and shown only when the
//! program failed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, bail};

/// The cargo that runs us, in the repository.
pub fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::project::root()).args(arguments);
    command
}

/// Runs to the end; the error stream passes through, the output comes back.
pub fn watched(command: &mut Command) -> Result<Finished> {
    Finished::of(command, command_stdio(Stdio::inherit()))
}

/// Runs to the end in silence; both streams come back.
pub fn silent(command: &mut Command) -> Result<Finished> {
    Finished::of(command, command_stdio(Stdio::piped()))
}

fn command_stdio(errors: Stdio) -> impl FnOnce(&mut Command) {
    move |command| {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
    }
}

/// A program that has ended.
pub struct Finished {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
    line: String,
}

impl Finished {
    fn of(command: &mut Command, prepare: impl FnOnce(&mut Command)) -> Result<Self> {
        let line = line_of(command);
        prepare(command);
        let Output { status, stdout, stderr } =
            command.output().with_context(|| format!("cannot start `{line}`"))?;
        Ok(Self {
            success: status.success(),
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
            line,
        })
    }

    /// The output, or everything it said as an error.
    pub fn succeeded(self) -> Result<String> {
        if !self.success {
            bail!("`{}` failed\n{}", self.line, self.said());
        }
        Ok(self.stdout)
    }

    /// Output and errors, as a person would have seen them.
    pub fn said(&self) -> String {
        [self.stdout.trim_end(), self.stderr.trim_end()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where a program is: in PATH, or in the folders of system programs, which an ordinary user's PATH
/// often lacks.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin", "/usr/local/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
