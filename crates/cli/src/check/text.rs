//! Findings as compilers write them, `file:line: severity: message [code]`, so that editors can jump to the line.

use std::fmt::Write;

use planner::analysis::counts::worded;
use planner::finding::Severity;

use super::{Place, Problem, Problems};
use crate::terminal::{Colour, Terminal, plain};

pub fn text(problems: &Problems<'_>, terminal: Terminal) -> String {
    let mut text = String::new();
    for problem in &problems.all {
        write_problem(&mut text, problem, problems.plan_file, terminal);
    }
    let _ = writeln!(text, "{}", sum(problems));
    text
}

fn write_problem(text: &mut String, problem: &Problem<'_>, plan_file: &str, terminal: Terminal) {
    let place = problem.places.first();
    let file = place.map_or(plan_file, |place| place.file);
    let line = place.and_then(|place| place.line).map_or_else(String::new, |line| format!(":{line}"));
    let word = terminal.paint(problem.severity.into(), problem.severity.word());
    let message = terminal.paint(Colour::Strong, &plain(&problem.message));
    let _ = writeln!(text, "{file}{line}: {word}: {message} [{}]", problem.code);
    let alone = problem.places.len() == 1;
    let fields: Vec<String> = problem.places.iter().filter_map(|place| at(place, alone)).collect();
    if !fields.is_empty() {
        let _ = writeln!(text, "    at {}", fields.join(", "));
    }
    if !problem.detail.is_empty() {
        let _ = writeln!(text, "    {}", plain(problem.detail).replace('\n', "\n    "));
    }
    if let Some(rule) = problem.rule {
        let _ = writeln!(text, "    {}", rule.remedy);
    }
    if let Some(remedy) = &problem.remedy {
        let set: Vec<String> =
            remedy.set.iter().map(|(id, value)| format!("{id}: {}", shown(value))).collect();
        let _ = writeln!(text, "    fix: {} ({})", plain(&remedy.label), plain(&set.join("; ")));
    }
}

/// The option; its line too, unless it stands at the beginning already.
fn at(place: &Place<'_>, alone: bool) -> Option<String> {
    let field = place.field?;
    Some(
        place
            .line
            .filter(|_| !alone)
            .map_or_else(|| field.to_string(), |line| format!("{field} (line {line})")),
    )
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "\"\"" } else { value }
}

/// "plan.yaml: 2 errors, 1 warning".
fn sum(problems: &Problems<'_>) -> String {
    let count = |severity| problems.all.iter().filter(|problem| problem.severity == severity).count();
    let counted: Vec<String> = [Severity::Error, Severity::Warning, Severity::Advice]
        .into_iter()
        .filter(|severity| count(*severity) > 0)
        .map(|severity| worded(severity, count(severity)))
        .collect();
    let words = if counted.is_empty() { "no findings".to_owned() } else { counted.join(", ") };
    let more = if counted.is_empty() { "" } else { "; see `forum-planner explain CODE`" };
    format!("{}: {words}{more}", problems.plan_file)
}
