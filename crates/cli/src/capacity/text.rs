//! The answer as text: a sentence, a table, and what would allow more load.

use planner::analysis::capacity::{CapacityEstimate, Headroom};
use planner::plan::Plan;

use super::{Advised, stops};
use crate::bundle::changed;
use crate::terminal::{Colour, Terminal, columns, wrapped};

pub fn text(plan: &Plan, answer: &CapacityEstimate, other: &Advised, terminal: Terminal) -> String {
    let heads = ["", "needs at the peak", "in the plan", "room"].map(str::to_owned);
    let rows = answer.rows.iter().map(|row| {
        let room = format!("{} {}", row.state.words(), row.left);
        [row.title.clone(), row.needs.clone(), row.has.clone(), room.trim_end().to_owned()]
    });
    let rows: Vec<[String; 4]> = std::iter::once(heads).chain(rows).collect();
    let colour = match answer.state {
        Headroom::Enough => Colour::Strong,
        Headroom::Perhaps => Colour::Warning,
        Headroom::TooLittle => Colour::Error,
    };
    let sentence = terminal.paint(colour, &wrapped(&answer.sentence()));
    format!("{sentence}\n\n{}{}", columns(&rows), advice(plan, other))
}

fn advice(plan: &Plan, other: &Advised) -> String {
    match other {
        Ok(other) if other == plan => String::new(),
        Ok(other) => {
            let set: String =
                changed(plan, other).map(|(id, now, then)| format!("  {id}: {now} -> {then}\n")).collect();
            format!("\nA plan that handles it, as printed by --advise:\n{set}")
        }
        Err(end) => format!("\n{}\n", wrapped(&stops(end))),
    }
}
