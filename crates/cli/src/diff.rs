//! `forum-planner diff old.yaml new.yaml`.

mod json;
mod text;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use planner::analysis::upgrade::{self, Upgrade};
use planner::compare::{Comparison, Side};
use planner::finding::Finding;
use planner::outcome::Outcome;
use planner::outcome::outcome_after;
use planner::project::Project;

use crate::answer::{CommandError, CommandOutput, EXIT_FINDINGS, Result};
use crate::bundle::{LoadedBundle, stand_ins};
use crate::terminal::{Terminal, say};

/// Show how two plans differ: options, objects, findings, lines of their bundles, and what applying does
///
/// The first is treated as the running forum, and the answer tells for each object what applying the second does to it.
/// No value of a secret is shown. Secrets are compared if both are bundles that contain them.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Exit status: 0 no differences, 1 some differences, 2 one of the two cannot be used.

Examples:
  forum-planner diff old.yaml new.yaml
  forum-planner diff running.zip plan.yaml --lines
  git show main:plan.yaml | forum-planner diff - plan.yaml"
)]
pub struct Diff {
    /// plan.yaml, a bundle's zip or folder, or - for standard input
    old: PathBuf,
    /// The same for the plan to compare it with
    new: PathBuf,
    /// Also show the lines that differ, like diff -u
    #[arg(long)]
    lines: bool,
    /// The format of the difference
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Lists
    Text,
    /// All details, for your own programs
    Json,
}

impl Diff {
    pub fn run(self, terminal: Terminal) -> Result {
        if [&self.old, &self.new].iter().all(|path| path.as_os_str() == "-") {
            return Err(CommandError("only one of the two can be read from the standard input".to_owned()));
        }
        let (old, new) = (LoadedBundle::read(&self.old)?, LoadedBundle::read(&self.new)?);
        old.notes().iter().chain(&new.notes()).for_each(|note| say(note));
        let known = old.loaded.has_secrets && new.loaded.has_secrets;
        let (old, new) = (Whole::of(&old, known), Whole::of(&new, known));
        let comparison = Comparison::of(old.side(), new.side());
        let applying = Applying::of(&old, &new, known);
        let text = match self.format {
            Format::Text => text::text(&comparison, &old, &new, &applying, self.lines, terminal),
            Format::Json => json::json(&comparison, &old, &new, &applying, self.lines),
        };
        Ok(CommandOutput { text, status: if comparison.is_empty() { 0 } else { EXIT_FINDINGS } })
    }
}

/// One of the two plans, with its outcome.
struct Whole<'a> {
    name: &'a str,
    project: Project,
    outcome: Outcome,
}

impl<'a> Whole<'a> {
    /// Where one has no secrets, both get the same, so that what differs is the plans'.
    fn of(bundle: &'a LoadedBundle, known: bool) -> Self {
        let read = &bundle.loaded.project;
        let project = if known { read.clone() } else { read.with_secrets(stand_ins(&read.plan)) };
        let outcome = outcome_after(None, &project.inputs());
        Self { name: &bundle.plan_file, project, outcome }
    }

    fn side(&self) -> Side<'_> {
        Side { project: &self.project, outcome: &self.outcome }
    }
}

/// What applying the second bundle does to a forum that runs the first.
struct Applying {
    upgrade: Option<Upgrade>,
    /// The data that it would lose.
    losses: Vec<Finding>,
    /// Whether changed secrets could be compared.
    secrets_known: bool,
}

impl Applying {
    /// Beside the comparison rather than in it: the README of an upgrade is another one, and no difference of the plans.
    fn of(old: &Whole<'_>, new: &Whole<'_>, secrets_known: bool) -> Self {
        let running = Some(Arc::new(old.project.as_running(true)));
        let project = Project { running, ..new.project.clone() };
        let Outcome { upgrade, findings, .. } = outcome_after(None, &project.inputs());
        let between = |finding: &Finding| upgrade::rules().any(|rule| rule.code == finding.code);
        Self { upgrade, losses: findings.into_iter().filter(between).collect(), secrets_known }
    }
}
