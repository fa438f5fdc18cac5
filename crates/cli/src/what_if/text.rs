//! Verdicts as sentences. Verdicts with the same causes become one sentence.

use std::fmt::Write;

use planner::analysis::whatif::{Cause, Verdict, WhatIf, assumptions};
use planner::failure::{Availability, Evidence, Recovery};

use super::PlanContext;
use crate::terminal::{Colour, Terminal, plain, wrapped};

/// Everything that can fail, each with what people can still do.
pub fn all(context: &PlanContext<'_>, results: &[WhatIf], terminal: Terminal) -> String {
    let mut text = String::new();
    for result in results {
        let _ = writeln!(text, "{}", heading(context, result, terminal));
        for (abilities, words) in alike(result, terminal) {
            let _ = writeln!(text, "  {}: {words}", abilities.join(", "));
        }
    }
    let single: Vec<String> = context
        .topology
        .nodes
        .iter()
        .filter_map(|node| Some(format!("  {}: {}\n", node.title, node.single_point.as_ref()?)))
        .collect();
    if !single.is_empty() {
        let _ = write!(text, "\nSingle points of failure:\n{}", plain(&single.concat()));
    }
    let _ =
        writeln!(text, "\nforum-planner what-if PLAN NAME tells why, how it recovers, and what would help.");
    text
}

/// One failure, with its reasons.
pub fn one(context: &PlanContext<'_>, result: &WhatIf, terminal: Terminal) -> String {
    let mut text = format!("{}\n{}\n", heading(context, result, terminal), result.failure.meaning());
    for (abilities, verdict) in result.grouped() {
        let titles: Vec<&str> = abilities.iter().map(|ability| ability.title()).collect();
        let _ = write!(text, "\n{}: {}\n", titles.join(", "), state(verdict, terminal));
        if verdict.causes.is_empty() {
            text.push_str("  Not affected.\n");
        }
        for cause in &verdict.causes {
            text.push_str(&reason(context, cause));
        }
    }
    let remedies = context.remedies(result);
    if !remedies.is_empty() {
        text.push_str("\nWhat would help:\n");
    }
    for remedy in remedies {
        let set: Vec<String> =
            context.set(&remedy).iter().map(|(id, value)| format!("{id}: {value}")).collect();
        let _ = writeln!(text, "  {} ({})", remedy.fix.label, plain(&set.join("; ")));
        let _ = writeln!(text, "    {}", remedy.told());
    }
    let assumed = assumptions(context.plan, result.failure);
    if !assumed.is_empty() {
        text.push_str("\nAssumptions:\n");
    }
    for sentence in assumed {
        let _ = writeln!(text, "  {}", indented(&sentence));
    }
    text
}

fn heading(context: &PlanContext<'_>, result: &WhatIf, terminal: Terminal) -> String {
    let title = plain(&result.failure.title(context.plan, &context.topology));
    format!("{} [{}]", terminal.paint(Colour::Strong, &title), result.failure.key())
}

/// Groups of functions with the same outcome, whatever the cause, worst first.
fn alike(result: &WhatIf, terminal: Terminal) -> Vec<(Vec<&'static str>, String)> {
    let mut alike: Vec<(Vec<&str>, String)> = Vec::new();
    for (abilities, verdict) in result.grouped() {
        let words = state(verdict, terminal);
        let titles = abilities.iter().map(|ability| ability.title());
        match alike.iter_mut().find(|(_, known)| *known == words) {
            Some((known, _)) => known.extend(titles),
            None => alike.push((titles.collect(), words)),
        }
    }
    alike
}

fn state(verdict: &Verdict, terminal: Terminal) -> String {
    let colour = match verdict.state {
        Availability::Works => Colour::Come,
        Availability::Degraded(_) => Colour::Warning,
        Availability::Stops(_) => Colour::Error,
    };
    terminal.paint(colour, &verdict.told())
}

fn reason(context: &PlanContext<'_>, cause: &Cause) -> String {
    let name = context.topology.find(cause.node).map_or("It", |node| node.title.as_str());
    let mut text =
        format!("  {}\n", indented(&format!("{} {}. {}.", plain(name), cause.state, cause.reason)));
    match &cause.back {
        Recovery::TakenOver(how) | Recovery::Again(how) => {
            let _ = writeln!(text, "  {}", indented(&format!("Automatically: {how}.")));
        }
        Recovery::Person { what, command } => {
            let _ = write!(text, "  {}\n    {command}\n", indented(&format!("By hand: {what}:")));
        }
    }
    let source = match cause.source {
        Evidence::Measured(under) => format!("Measured: docs/facts.md, “{under}”."),
        Evidence::Once(under) => format!("Measured once: docs/facts.md, “{under}”."),
        Evidence::Reasoned => "Reasoned, not measured.".to_owned(),
    };
    let _ = writeln!(text, "  {source}");
    if let Some(help) = &cause.help {
        let _ = writeln!(text, "  {}: {}", help.field, help.label);
    }
    text
}

fn indented(sentences: &str) -> String {
    wrapped(sentences).replace('\n', "\n  ")
}
