//! `forum-planner capacity plan.yaml --views 200`.

mod json;
mod text;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use planner::analysis::capacity::{Demand, End, Headroom, QUESTIONS, Question, Visits, advised, capacity};
use planner::import::archive::save;
use planner::plan::Plan;

use crate::answer::{CommandError, CommandOutput, EXIT_FINDINGS, Result};
use crate::bundle::LoadedBundle;
use crate::terminal::{Terminal, say, wrapped};

/// Estimate how much load a plan handles, what limits it, and which changes would handle more
///
/// The answer comes from a model based on measured costs. Figures are ranges, and the worse end counts.
/// docs/capacity.md has the formulas and the limits of this architecture.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Exit status: 0 the plan handles the load, 1 it may not or does not, 2 it could not be computed.
With --advise: 0 a plan that handles the load is printed, 1 there is none.

Examples:
  forum-planner capacity plan.yaml --views 200
  forum-planner capacity plan.yaml --users 45000 --posts 3000 --format json
  forum-planner capacity plan.yaml --views 200 --advise > larger.yaml; forum-planner diff plan.yaml larger.yaml"
)]
pub struct CapacityArgs {
    /// plan.yaml, a bundle's zip or folder, or - for standard input
    plan: PathBuf,
    #[command(flatten)]
    expected: Expected,
    /// The format of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Print a plan.yaml that handles the load; the answer then goes to standard error
    #[arg(long, conflicts_with = "format")]
    advise: bool,
}

/// The expected load: the same questions as on the page, with the same defaults.
#[derive(Args)]
struct Expected {
    #[arg(long, value_name = "N", help = help("views"), conflicts_with = "users")]
    views: Option<String>,
    #[arg(long, value_name = "N", help = help("users"))]
    users: Option<String>,
    #[arg(long, value_name = "N", help = help("posts"))]
    posts: Option<String>,
    #[arg(long, value_name = "N", help = help("uploads"))]
    uploads: Option<String>,
    #[arg(long, value_name = "N", help = help("size"))]
    size: Option<String>,
    #[arg(long, value_name = "N", help = help("growth"))]
    growth: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A sentence and a table
    Text,
    /// All details, with the formulas, for your own programs
    Json,
}

fn question(key: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.key == key)
}

fn help(key: &str) -> String {
    let told = |question: &Question| {
        let start = (question.get)(&Demand::default());
        wrapped(&format!("{}. {} At first {start}", question.label, question.help))
    };
    question(key).map(told).unwrap_or_default()
}

impl Expected {
    fn demand(&self) -> Result<Demand> {
        let given = [
            ("views", &self.views),
            ("users", &self.users),
            ("posts", &self.posts),
            ("uploads", &self.uploads),
            ("size", &self.size),
            ("growth", &self.growth),
        ];
        let mut demand = Demand::default();
        if self.views.is_some() {
            demand.visits = Visits::PageViews;
        }
        for (key, text) in given {
            let (Some(question), Some(text)) = (question(key), text) else { continue };
            let refused = |why| CommandError(format!("--{key}: {why}"));
            question.write(&mut demand, text).map_err(refused)?;
        }
        Ok(demand)
    }
}

impl CapacityArgs {
    pub fn run(self, terminal: Terminal) -> Result {
        let demand = self.expected.demand()?;
        let bundle = LoadedBundle::read(&self.plan)?;
        let plan = bundle.plan();
        let answer = capacity(plan, &demand);
        // A plan that carries the load already needs no other.
        let other = advised(plan, &demand);
        bundle.notes().iter().for_each(|note| say(note));
        if self.advise {
            say(&answer.sentence());
            return Ok(match other {
                Ok(other) => CommandOutput::fine(save(&other)),
                Err(end) => {
                    say(&stops(&end));
                    CommandOutput { text: String::new(), status: EXIT_FINDINGS }
                }
            });
        }
        let text = match self.format {
            Format::Text => text::text(plan, &answer, &other, terminal),
            Format::Json => json::json(&bundle.plan_file, plan, &demand, &answer, &other),
        };
        Ok(CommandOutput { text, status: if answer.state == Headroom::Enough { 0 } else { EXIT_FINDINGS } })
    }
}

/// A plan that handles the load, or the limit if there is none.
type Advised = std::result::Result<Plan, End>;

fn stops(end: &End) -> String {
    format!("This is the limit of this architecture. {end}")
}
