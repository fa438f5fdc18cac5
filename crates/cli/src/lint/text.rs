//! Violations as compilers write errors, `file:line: error: message [check]`, so that editors can jump to the line.

use std::fmt::Write;

use manifest_check::checks;
use planner::analysis::counts::worded;
use planner::finding::Severity;

use super::Problem;
use crate::terminal::{Colour, Terminal, columns, plain};

pub fn text(problems: &[Problem<'_>], manifests: usize, terminal: Terminal) -> String {
    let mut text = String::new();
    for problem in problems {
        let Problem { violation, prevents, file, line } = problem;
        let word = terminal.paint(problem.severity().into(), problem.severity().word());
        let message = format!("{}: {}", violation.object, violation.message);
        let message = terminal.paint(Colour::Strong, &plain(&message));
        let _ = writeln!(text, "{file}:{line}: {word}: {message} [{}]", violation.check);
        let _ = writeln!(text, "    prevents {prevents}");
    }
    let objects = if manifests == 1 { "1 object".to_owned() } else { format!("{manifests} objects") };
    let count = |severity| problems.iter().filter(|problem| problem.severity() == severity).count();
    let counted: Vec<String> = [Severity::Error, Severity::Warning]
        .into_iter()
        .filter(|severity| count(*severity) > 0)
        .map(|severity| worded(severity, count(severity)))
        .collect();
    let words = if counted.is_empty() { "nothing wrong".to_owned() } else { counted.join(", ") };
    let _ = writeln!(text, "{objects}: {words}");
    text
}

/// All checks, one a line.
pub fn list() -> String {
    let rows: Vec<[String; 2]> =
        checks().map(|(name, prevents)| [name.to_owned(), prevents.to_owned()]).collect();
    columns(&rows)
}
