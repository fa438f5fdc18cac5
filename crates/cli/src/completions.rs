//! `forum-planner completions bash`.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::answer::{CommandOutput, Result};

/// Print a script that completes commands and options in your shell
#[derive(Args)]
#[command(after_help = "\
Examples:
  forum-planner completions bash > ~/.local/share/bash-completion/completions/forum-planner
  forum-planner completions zsh > ~/.zfunc/_forum-planner
  forum-planner completions fish > ~/.config/fish/completions/forum-planner.fish")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub fn run<Arguments: CommandFactory>(self) -> Result {
        let mut script = Vec::new();
        generate(self.shell, &mut Arguments::command(), "forum-planner", &mut script);
        Ok(CommandOutput::fine(String::from_utf8_lossy(&script)))
    }
}
