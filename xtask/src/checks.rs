//! `cargo xtask test`: all checks, the cheap ones first.

mod cargo;
pub mod journeys;
mod size;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::builder::PossibleValuesParser;

use crate::real_forum;
use crate::report::{Remark, Report};
use crate::tools::{self, Tool};
use crate::validators;

/// One line of progress.
struct Step {
    name: &'static str,
    purpose: &'static str,
    needs: &'static [Tool],
    run: fn() -> Result<Report>,
}

const STEPS: &[Step] = &[
    Step { name: "format", purpose: "rustfmt would change nothing", needs: &[], run: cargo::format },
    Step {
        name: "lint",
        purpose: "clippy has nothing to say of the library, the tests and this tool",
        needs: &[],
        run: cargo::lint,
    },
    Step {
        name: "lint-page",
        purpose: "clippy has nothing to say of the page",
        needs: &[],
        run: cargo::lint_page,
    },
    Step {
        name: "library",
        purpose: "unit, catalogue, property and golden tests",
        needs: &[],
        run: cargo::library,
    },
    Step {
        name: "xtask",
        purpose: "this tool's own tests, and the hosting examples",
        needs: &[],
        run: cargo::xtask,
    },
    Step {
        name: "painting",
        purpose: "the page's own unit tests, and what stands there before the program has arrived",
        needs: &[],
        run: cargo::painted_page,
    },
    Step {
        name: "dependencies",
        purpose: "the library knows no browser and no terminal, and neither knows the other",
        needs: &[],
        run: cargo::dependencies,
    },
    Step { name: "site", purpose: "the page builds and stays small", needs: &[], run: size::site },
    Step {
        name: "journeys",
        purpose: "a visitor's ways through the page, in Chromium",
        needs: &[Tool::Chromium, Tool::Chromedriver, Tool::Npm],
        run: journeys::journeys,
    },
    Step {
        name: "bundles",
        purpose: "outside validators judge the golden bundles, the hosting examples and the workflows",
        needs: &[
            Tool::Python,
            Tool::Npm,
            Tool::Nginx,
            Tool::Redis,
            Tool::Postgres,
            Tool::Promtool,
            Tool::Shellcheck,
        ],
        run: validators::run,
    },
    Step {
        name: "forum",
        purpose: "golden bundles live on this machine, serve visitors and survive",
        needs: real_forum::NEEDS,
        run: real_forum::check,
    },
];

#[derive(clap::Args)]
pub struct Arguments {
    /// Only these steps
    #[arg(long, value_name = "STEP,STEP", value_delimiter = ',', value_parser = names(), hide_possible_values = true)]
    only: Vec<String>,
    /// All but these steps
    #[arg(long, value_name = "STEP,STEP", value_delimiter = ',', value_parser = names(), hide_possible_values = true)]
    skip: Vec<String>,
    /// Name the steps and what they need
    #[arg(long)]
    list: bool,
}

/// A step by its name, and no other text.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.iter().map(|step| step.name))
}

pub fn command(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.list {
        STEPS.iter().for_each(describe);
        return Ok(ExitCode::SUCCESS);
    }
    let steps = chosen(&arguments.only, &arguments.skip);
    let started = Instant::now();
    let needs: Vec<Tool> = steps.iter().flat_map(|step| step.needs).copied().collect();
    let advice = tools::provide(&needs);

    let mut all = Report::default();
    for (place, step) in steps.iter().enumerate() {
        println!("\n[{}/{}] {}: {}", place + 1, steps.len(), step.name, step.purpose);
        all.add(step.report());
    }
    if std::env::var("CI").is_ok_and(|value| value == "true") {
        all = all.without_skips();
    }
    println!("\nAll of it took {} s.", started.elapsed().as_secs());
    Ok(close(&all, advice))
}

impl Step {
    fn report(&self) -> Report {
        let started = Instant::now();
        let report = (self.run)().unwrap_or_else(|error| {
            let mut report = Report::default();
            report.fail(self.name, format!("{error:#}"));
            report
        });
        for Remark { what, why } in &report.failed {
            println!("FAILED {what}\n{}", indented(why));
        }
        println!("        {} in {:.1} s", report.sums(), started.elapsed().as_secs_f32());
        report
    }
}

fn describe(step: &Step) {
    let needs: Vec<&str> = step.needs.iter().map(|tool| tool.name()).collect();
    let needs = if needs.is_empty() { String::new() } else { format!(" (needs {})", needs.join(", ")) };
    println!("{:<10} {}{needs}", step.name, step.purpose);
}

fn chosen(only: &[String], skip: &[String]) -> Vec<&'static Step> {
    let named = |names: &[String], step: &Step| names.iter().any(|name| name == step.name);
    STEPS.iter().filter(|step| (only.is_empty() || named(only, step)) && !named(skip, step)).collect()
}

/// What a person wants to know at the end; the last line is for programs.
fn close(all: &Report, advice: Option<String>) -> ExitCode {
    let list = |title: &str, remarks: &[Remark]| {
        if !remarks.is_empty() {
            println!("\n{title}");
        }
        for Remark { what, why } in remarks {
            println!("  {what}: {}", why.lines().next().unwrap_or_default());
        }
    };
    list("Skipped:", &all.skipped);
    if let Some(command) = advice {
        println!("\nSome programs are missing. To have everything checked, run once:\n  {command}");
    }
    list("Failed:", &all.failed);
    println!("\n{}", all.sums());
    if all.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Vec<&'static str> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        chosen(&owned(only), &owned(skip)).iter().map(|step| step.name).collect()
    }

    #[test]
    fn steps_run_in_their_own_order_not_in_that_of_the_arguments() {
        assert_eq!(names(&["lint", "format"], &[]), ["format", "lint"]);
        assert_eq!(names(&[], &["format"]).first(), Some(&"lint"));
    }
}
