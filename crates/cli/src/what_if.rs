//! `forum-planner what-if plan.yaml leader:redis`.

mod json;
mod text;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use planner::analysis::whatif::{self, Remedy, failures, remedies, topology, whatif};
use planner::field::FieldId;
use planner::finding::Action;
use planner::inputs::Inputs;
use planner::plan::Plan;
use planner::topology::Topology;

use crate::answer::{CommandError, CommandOutput, Result};
use crate::bundle::{LoadedBundle, changed, nearest, stand_ins};
use crate::terminal::{self, Terminal, say};

/// Simulate a failure: what people can still do, how long the rest is down, and what brings it back
///
/// Verdicts follow from the plan alone. Each tells whether it was measured (with the heading in docs/facts.md) or
/// reasoned.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Exit status: 0 success, 2 failure.

Examples:
  forum-planner what-if plan.yaml                  (everything that can fail, each with its name)
  forum-planner what-if plan.yaml leader:redis     (why, how it recovers, what would help)
  forum-planner what-if plan.yaml node --format json"
)]
pub struct WhatIfArgs {
    /// plan.yaml, a bundle's zip or folder, or - for standard input
    plan: PathBuf,
    /// What fails, by its name in the list; without it, all failures are listed
    failure: Option<String>,
    /// The format of the verdicts
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Sentences
    Text,
    /// All details, for your own programs
    Json,
}

/// A plan, and the failures that are possible in it.
struct PlanContext<'a> {
    file: &'a str,
    plan: &'a Plan,
    topology: Topology,
}

impl PlanContext<'_> {
    fn remedies(&self, result: &whatif::WhatIf) -> Vec<Remedy> {
        remedies(&Inputs::new(self.plan, &stand_ins(self.plan)), result)
    }

    /// The options that a remedy would set in the plan.
    fn set(&self, remedy: &Remedy) -> Vec<(FieldId, String)> {
        let Action::Plan(after) = &remedy.fix.action else { return Vec::new() };
        changed(self.plan, after).map(|(id, _, value)| (id, value)).collect()
    }
}

impl WhatIfArgs {
    pub fn run(self, terminal: Terminal) -> Result {
        let bundle = LoadedBundle::read(&self.plan)?;
        let plan = bundle.plan();
        let context = PlanContext { file: &bundle.plan_file, plan, topology: topology(plan) };
        let mut wanted = failures(plan, &context.topology);
        if let Some(name) = &self.failure {
            let keys: Vec<String> = wanted.iter().map(|failure| failure.key()).collect();
            wanted.retain(|failure| failure.key() == name.trim());
            if wanted.is_empty() {
                return Err(unknown(name, &keys));
            }
        }
        bundle.notes().iter().for_each(|note| say(note));
        let results: Vec<whatif::WhatIf> =
            wanted.into_iter().map(|failure| whatif(plan, &context.topology, failure)).collect();
        Ok(CommandOutput::fine(match (self.format, results.as_slice()) {
            (Format::Json, all) => json::json(&context, all),
            (Format::Text, [one]) => text::one(&context, one, terminal),
            (Format::Text, all) => text::all(&context, all, terminal),
        }))
    }
}

fn unknown(name: &str, keys: &[String]) -> CommandError {
    let more = match nearest(name, keys.iter().map(String::as_str)) {
        Some(meant) => format!("Did you mean {meant}?"),
        None => "Without a name, what-if lists everything that can fail.".to_owned(),
    };
    CommandError(format!("this plan has no failure named {}. {more}", terminal::plain(name)))
}
