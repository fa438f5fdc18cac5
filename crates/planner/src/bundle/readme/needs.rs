//! The section "Before you start": the parts' prerequisites as steps, in the order in which to do them.

use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::stack;

/// What a cluster and its operator must have before the first `kubectl apply`, in the order of doing it.
pub fn needs(plan: &Plan) -> Vec<Prerequisite> {
    stack::prerequisites(plan)
}

/// The introduction of a stage's steps; empty for the tools, which are a table.
pub fn heading(stage: Stage) -> &'static str {
    match stage {
        Stage::Tool => "On your computer",
        Stage::Check => "Check these first",
        Stage::Install => "Install what is missing",
        Stage::Namespace => "Create in the forum's namespace",
    }
}

/// Its section.
pub(super) fn before(plan: &Plan) -> String {
    let needs = needs(plan);
    let cluster = &plan.cluster;
    let mut text = format!(
        "## Before you start\n\nThe plan counts on {}{} with {} CPU and {} of memory.\n",
        stack::counted(cluster.nodes, "node"),
        if cluster.nodes == 1 { "" } else { ", each" },
        cluster.node_cpu,
        cluster.node_memory,
    );
    for stage in [Stage::Tool, Stage::Check, Stage::Install, Stage::Namespace] {
        let here = needs.iter().enumerate().filter(|(_, need)| need.stage == stage);
        let tools = needs.iter().filter(|need| need.stage == Stage::Tool).count();
        let steps: Vec<String> = here
            .map(|(at, need)| match stage {
                Stage::Tool => format!("| {} | {} |", need.title, need.about),
                _ => step(at + 1 - tools, need),
            })
            .collect();
        if steps.is_empty() {
            continue;
        }
        text.push_str(&format!("\n### {}\n\n{}", heading(stage), introduction(stage)));
        text.push_str(steps.join("\n").trim_end());
        text.push('\n');
    }
    text
}

fn introduction(stage: Stage) -> &'static str {
    match stage {
        Stage::Tool => "| tool | what for |\n| --- | --- |\n",
        Stage::Check | Stage::Namespace => "",
        Stage::Install => {
            "Each step starts with a check. If everything is there, go on to the next step.\n\n"
        }
    }
}

/// A step, its commands as blocks of their own.
fn step(number: usize, need: &Prerequisite) -> String {
    let mut text = format!("{number}. **{}.** {}\n", need.title, need.about);
    let indent = " ".repeat(format!("{number}. ").len());
    let between = if need.check.is_empty() || need.commands.is_empty() { "" } else { "If it is missing:" };
    for (words, lines) in [("", &need.check), (between, &need.commands)] {
        if lines.is_empty() {
            continue;
        }
        if !words.is_empty() {
            text.push_str(&format!("\n{indent}{words}\n"));
        }
        text.push_str(&format!("\n{indent}```sh\n"));
        for line in lines.lines() {
            text.push_str(&format!("{indent}{line}\n"));
        }
        text.push_str(&format!("{indent}```\n"));
    }
    text
}
