//! The program `forum-planner`: the library for terminals and pipelines.
//!
//! Each command is a file with its arguments and a function from them to a [`CommandOutput`]. Shared code is beside them:
//! [`bundle`] reads plans and bundles, [`terminal`] formats text for people. Everything that follows from a plan is
//! decided by the library, not here.
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

mod answer;
mod bundle;
mod capacity;
mod check;
mod completions;
mod diff;
mod explain;
mod lint;
mod new;
mod presets;
mod render;
mod sarif;
mod terminal;
mod what_if;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use answer::CommandOutput;
use terminal::Terminal;

/// Plan a Misago forum on Kubernetes: check plans, render bundles, compare, simulate failures, estimate capacity.
///
/// A PLAN is a plan.yaml, a bundle (its zip or its unpacked folder), or - for standard input.
#[derive(Parser)]
#[command(
    name = "forum-planner",
    version,
    arg_required_else_help = true,
    after_help = "\
Exit status: 0 success, 1 findings, differences, or a plan with errors that was not rendered, 2 failure:
wrong arguments, or a file that cannot be read or written.

Example, from nothing to a forum:
  forum-planner new --preset small-production --set site.host=forum.example.net > plan.yaml
  forum-planner check plan.yaml
  forum-planner render plan.yaml --out forum"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Check),
    Lint(lint::Lint),
    Render(render::Render),
    Diff(diff::Diff),
    WhatIf(what_if::WhatIfArgs),
    Capacity(capacity::CapacityArgs),
    Explain(explain::Explain),
    New(new::New),
    Presets(presets::Presets),
    Completions(completions::Completions),
}

impl Command {
    fn run(self, terminal: Terminal) -> answer::Result {
        match self {
            Self::Check(check) => check.run(terminal),
            Self::Lint(lint) => lint.run(terminal),
            Self::Render(render) => render.run(),
            Self::Diff(diff) => diff.run(terminal),
            Self::WhatIf(what_if) => what_if.run(terminal),
            Self::Capacity(capacity) => capacity.run(terminal),
            Self::Explain(explain) => explain.run(terminal),
            Self::New(new) => new.run(),
            Self::Presets(presets) => presets.run(),
            Self::Completions(completions) => completions.run::<Arguments>(),
        }
    }
}

fn main() -> ExitCode {
    let line = match Arguments::try_parse() {
        Ok(line) => line,
        Err(words) => return usage(&words),
    };
    match line.command.run(Terminal::here()).and_then(CommandOutput::print) {
        Ok(status) => status,
        Err(failure) => {
            terminal::say(&format!("error: {failure}"));
            ExitCode::from(answer::EXIT_FAILURE)
        }
    }
}

/// What the parser of the command line says: help and version are answers, the rest is a failure.
fn usage(words: &clap::Error) -> ExitCode {
    let text = words.to_string();
    match words.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            CommandOutput::fine(text).print().unwrap_or(ExitCode::from(answer::EXIT_FAILURE))
        }
        _ => {
            terminal::say(text.trim_end());
            ExitCode::from(answer::EXIT_FAILURE)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_words_of_all_commands_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}
