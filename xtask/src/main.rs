//! The project's own commands. `cargo xtask --help` lists them.
//!
//! One command, one module: [`site`] builds the page, [`serve`] shows it, [`checks`] tests
//! everything, [`golden`] rewrites the golden bundles, [`bench`] measures, [`pictures`] shows the page in
//! the README, [`icons`] draws. Below them stand the things they share: where files are ([`project`]), how
//! programs are run ([`program`]), how to get what is missing ([`toolchain`], [`tools`]), and the facts
//! about hosting ([`hosting`]).
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

mod bench;
mod checks;
mod golden;
mod hosting;
mod icons;
mod pictures;
mod program;
mod project;
mod real_forum;
mod report;
mod serve;
mod site;
mod toolchain;
mod tools;
mod validators;
mod weight;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

/// Forum Planner's own commands
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_version_flag = true, subcommand_required = false)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Build the page, serve it on this machine, print the address
    Serve(serve::Arguments),
    /// Build the page into dist/, ready for any static host
    Build(site::Arguments),
    /// Check everything; gets what it needs, ends with the sums
    Test(checks::Arguments),
    /// Bring up the forum of a bundle on this machine and leave it running until Ctrl-C
    Forum(real_forum::Arguments),
    /// Write deploy/bundles/ and docs/rules.md anew from the library
    Golden,
    /// Draw the icons of the installed page anew from xtask/page/*.svg, with Chromium
    Icons,
    /// Measure speed and size beside the last committed figures
    Bench(bench::Arguments),
    /// Take the README's pictures of the page anew
    Pictures,
    /// What the bundles' scripts find as `kubectl` in the real forum
    #[command(name = real_forum::STAND_IN, hide = true)]
    Kubectl(Passed),
    /// The first process of the real forum's namespaces
    #[command(name = real_forum::INSIDE, hide = true)]
    Inside(Passed),
}

/// Arguments that are not read here, but by what they are passed to.
#[derive(Args)]
struct Passed {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        None => help(),
        Some(Command::Serve(arguments)) => serve::command(&arguments),
        Some(Command::Build(arguments)) => site::command(arguments),
        Some(Command::Test(arguments)) => checks::command(&arguments),
        Some(Command::Forum(arguments)) => real_forum::command(arguments),
        Some(Command::Golden) => golden::command(),
        Some(Command::Icons) => icons::command(),
        Some(Command::Bench(arguments)) => bench::command(&arguments),
        Some(Command::Pictures) => pictures::command(),
        Some(Command::Kubectl(Passed { arguments })) => real_forum::kubectl(&arguments),
        Some(Command::Inside(Passed { arguments })) => real_forum::inside(&arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// `cargo xtask` alone.
fn help() -> Result<ExitCode> {
    Arguments::command().print_help()?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Result<Option<Command>, clap::Error> {
        let words = ["xtask"].into_iter().chain(line.split_whitespace());
        Arguments::try_parse_from(words).map(|arguments| arguments.command)
    }

    #[test]
    fn the_declaration_of_the_arguments_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn without_a_command_there_is_help_and_no_error() {
        assert!(matches!(typed(""), Ok(None)));
    }

    #[test]
    fn a_misspelt_option_and_an_unknown_step_are_errors() {
        assert!(typed("serve --wacth").is_err());
        assert!(typed("serve --port --watch").is_err());
        assert!(typed("test --only lnit").is_err());
        assert!(matches!(typed("test --only lint,format"), Ok(Some(Command::Test(_)))));
    }

    #[test]
    fn what_is_passed_on_keeps_its_options() {
        let line = format!("{} socket -n forum get --output=json -- sh -c x", real_forum::STAND_IN);
        let Ok(Some(Command::Kubectl(Passed { arguments }))) = typed(&line) else {
            panic!("not read: {line}")
        };
        assert_eq!(arguments, line.split_whitespace().skip(1).collect::<Vec<_>>());
    }
}
