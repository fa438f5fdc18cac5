//! `forum-planner new --preset trial`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use planner::import::archive;
use planner::plan::Plan;
use planner::presets::{PRESETS, preset};
use planner::stack;

use crate::answer::{CommandError, CommandOutput, Result};
use crate::bundle::{nearest, options};
use crate::terminal;

/// Print a plan.yaml to start from
#[derive(Args)]
#[command(after_help = "\
Example:
  forum-planner new --preset trial --set site.host=forum.localhost > plan.yaml")]
pub struct New {
    /// The plan to start from; `forum-planner presets` lists them
    #[arg(long, value_name = "KEY", default_value = "small-production", hide_possible_values = true,
          value_parser = PossibleValuesParser::new(PRESETS.iter().map(|preset| preset.key)))]
    preset: String,
    /// Set an option; may be repeated. `forum-planner explain OPTION` tells which values it accepts
    #[arg(long, value_name = "OPTION=VALUE")]
    set: Vec<String>,
}

impl New {
    pub fn run(self) -> Result {
        let preset = preset(&self.preset);
        let mut plan = preset.map_or_else(Plan::default, |preset| (preset.plan)());
        for answer in &self.set {
            write(&mut plan, answer)?;
        }
        Ok(CommandOutput::fine(archive::save(&plan)))
    }
}

fn write(plan: &mut Plan, answer: &str) -> Result<()> {
    // Never the value: it may be a private key, given by mistake.
    let name = answer.split_once('=').map_or(answer, |(id, _)| id);
    let failed = |why: String| CommandError(format!("--set {}: {why}", terminal::plain(name)));
    let Some((id, value)) = answer.split_once('=') else {
        return Err(failed("write it as OPTION=VALUE, like site.host=forum.example.net".to_owned()));
    };
    let Some(field) = stack::fields().find(|field| field.id.0 == id) else {
        let meant = nearest(id, options()).map(|id| format!(" Did you mean {id}?")).unwrap_or_default();
        return Err(failed(format!("there is no option {}.{meant}", terminal::plain(id))));
    };
    field.answer(plan, value).map_err(|malformed| failed(malformed.to_string()))
}
