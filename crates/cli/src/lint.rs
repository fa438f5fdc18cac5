//! `forum-planner lint DIR`: judges manifests that anybody wrote.

mod json;
mod read;
mod sarif;
mod text;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use manifest_check::{Severity, Violation, checks, violations};
use serde_json::Value;

use crate::answer::{CommandError, CommandOutput, EXIT_FINDINGS, Result};
use crate::bundle::nearest;
use crate::terminal::{Terminal, plain, say};
use read::Manifest;

/// Check Kubernetes manifests, whoever wrote them: what a server refuses, and what would never work
///
/// Reads YAML and JSON: files, folders with everything below them, and - for standard input. No plan is needed. Give
/// everything that is applied together: a Service without its pods, or a pod without its Secret, is a finding.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Kustomizations and Helm charts are checked as they come out:
  kubectl kustomize overlays/production | forum-planner lint -
  helm template my-forum ./chart | forum-planner lint -

Exit status: 0 nothing at or above --fail-on, 1 something, 2 a file cannot be read or has no manifest.

Examples:
  forum-planner lint manifests/
  forum-planner lint manifests/ --ignore secret-missing
  kubectl get all,cm,secret,ing,pvc,netpol --namespace forum --output yaml | forum-planner lint -
  forum-planner lint --list"
)]
pub struct Lint {
    /// Files or folders, or - for standard input
    #[arg(required_unless_present = "list", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The format of the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The lowest severity for which the exit status is 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// A check to leave out; may be repeated
    #[arg(long, value_name = "CHECK")]
    ignore: Vec<String>,
    /// List all checks and what each prevents
    #[arg(long, conflicts_with_all = ["paths", "format", "fail_on", "ignore"])]
    list: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One line per finding, like a compiler
    Text,
    /// All details, for your own programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    /// What a server refuses, and what never works
    Error,
    /// Missing protections, and what has no effect, too
    Warning,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
        }
    }
}

impl Lint {
    pub fn run(self, terminal: Terminal) -> Result {
        if self.list {
            return Ok(CommandOutput::fine(text::list()));
        }
        known(&self.ignore)?;
        let read = read::manifests(&self.paths)?;
        read.notes().iter().for_each(|note| say(note));
        let values: Vec<Value> = read.manifests.iter().map(|manifest| manifest.value.clone()).collect();
        let found = violations(&values);
        let heeded = found.iter().filter(|violation| !self.ignore.iter().any(|name| name == violation.check));
        let mut problems: Vec<Problem<'_>> =
            heeded.map(|violation| Problem::of(violation, &read.manifests)).collect();
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.violation.severity));
        let text = match self.format {
            Format::Text => text::text(&problems, read.manifests.len(), terminal),
            Format::Json => json::json(&problems, read.manifests.len()),
            Format::Sarif => sarif::sarif(&problems),
        };
        let seen = problems.iter().any(|problem| problem.violation.severity >= self.fail_on.severity());
        Ok(CommandOutput { text, status: if seen { EXIT_FINDINGS } else { 0 } })
    }
}

/// A misspelled check would be ignored silently, and the pipeline would go on failing.
fn known(names: &[String]) -> Result<()> {
    let all = || checks().map(|(name, _)| name);
    for name in names {
        if !all().any(|known| known == name) {
            let meant = nearest(name, all()).map_or_else(
                || "`forum-planner lint --list` lists all checks.".to_owned(),
                |meant| format!("Did you mean {meant}?"),
            );
            return Err(CommandError(format!("there is no check {}. {meant}", plain(name))));
        }
    }
    Ok(())
}

/// A violation and where its object stands.
struct Problem<'a> {
    violation: &'a Violation,
    /// What the check is for.
    prevents: &'static str,
    file: &'a str,
    line: usize,
}

impl Problem<'_> {
    fn severity(&self) -> planner::finding::Severity {
        match self.violation.severity {
            Severity::Error => planner::finding::Severity::Error,
            Severity::Warning => planner::finding::Severity::Warning,
        }
    }
}

impl<'a> Problem<'a> {
    fn of(violation: &'a Violation, manifests: &'a [Manifest]) -> Self {
        let prevents =
            checks().find(|(name, _)| *name == violation.check).map_or("", |(_, prevents)| prevents);
        // Of two objects with one name the second is the one that is in the way.
        let place = manifests.iter().rev().find(|manifest| {
            manifest.id() == violation.object && manifest.namespace() == violation.namespace
        });
        let (file, line) = place.map_or(("", 1), |manifest| (manifest.file.as_str(), manifest.line));
        Self { violation, prevents, file, line }
    }
}
