//! `forum-planner presets`.

use clap::Args;
use planner::presets::PRESETS;

use crate::answer::{CommandOutput, Result};

/// List the plans to start from
#[derive(Args)]
#[command(after_help = "Example:\n  forum-planner presets")]
pub struct Presets {}

impl Presets {
    pub fn run(&self) -> Result {
        let lines =
            PRESETS.iter().map(|preset| format!("{:<18} {}: {}\n", preset.key, preset.title, preset.about));
        Ok(CommandOutput::fine(lines.collect::<String>()))
    }
}
