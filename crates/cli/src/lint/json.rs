//! Violations as JSON. Within a version, fields may be added; none is removed or changes its meaning.

use serde_json::{Value, json};

use super::Problem;

const VERSION: u32 = 1;

pub fn json(problems: &[Problem<'_>], manifests: usize) -> String {
    let violations: Vec<Value> = problems
        .iter()
        .map(|problem| {
            let Problem { violation, prevents, file, line } = problem;
            json!({
                "check": violation.check,
                "severity": problem.severity().word(),
                "object": violation.object,
                "namespace": violation.namespace,
                "message": violation.message,
                "prevents": prevents,
                "file": file,
                "line": line,
            })
        })
        .collect();
    let whole = json!({ "version": VERSION, "objects": manifests, "violations": violations });
    format!("{whole:#}\n")
}
