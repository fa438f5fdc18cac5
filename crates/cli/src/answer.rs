//! A command's output and its exit status.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// There is something to see: findings, differences, errors in a plan.
pub const EXIT_FINDINGS: u8 = 1;
/// It could not be done.
pub const EXIT_FAILURE: u8 = 2;

/// Text for the standard output, and the exit status.
pub struct CommandOutput {
    pub text: String,
    pub status: u8,
}

/// Why it could not be done: sentences for a person.
#[derive(Debug)]
pub struct CommandError(pub String);

impl std::error::Error for CommandError {}

pub type Result<T = CommandOutput> = std::result::Result<T, CommandError>;

impl CommandOutput {
    /// All is well.
    pub fn fine(text: impl Into<String>) -> Self {
        Self { text: text.into(), status: 0 }
    }

    /// Writes the text. A reader that closed the pipe (`| head`) has seen enough: that is not an error, and the exit
    /// status stays the same.
    pub fn print(self) -> Result<ExitCode> {
        let mut out = io::stdout().lock();
        match out.write_all(self.text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(CommandError(format!("the standard output: {error}")))
            }
            _ => Ok(ExitCode::from(self.status)),
        }
    }
}

impl CommandError {
    /// What the system says of a file.
    pub fn of(path: &std::path::Path, error: &io::Error) -> Self {
        Self(format!("{}: {}", super::terminal::path(path), worded(error)))
    }
}

/// The message without Rust's "(os error 2)".
fn worded(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or_else(|| text.clone(), |(words, _)| words.to_owned())
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
