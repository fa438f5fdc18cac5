//! Validates the SARIF output of `forum-planner check` against the schema that OASIS publishes (`sarif-2.1.0.json`, from
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>), with a validator by others.
//!
//! First a mistake is planted in an output, to make sure that the schema notices it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};

use super::Toolbox;
use crate::report::Report;
use crate::{program, project, tools};

const SCHEMA: &str = include_str!("sarif-2.1.0.json");

const VALIDATE: &str = "
import json, sys, jsonschema
schema, answer = (json.load(open(path)) for path in sys.argv[1:])
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
for fault in validator(schema, format_checker=validator.FORMAT_CHECKER).iter_errors(answer):
    print('/'.join(map(str, fault.absolute_path)), fault.message)
";

pub fn check(tools: &Toolbox) -> Report {
    let mut report = Report::default();
    match judged(tools) {
        Ok(count) => (0..count).for_each(|_| report.pass()),
        Err(Reason::Missing(why)) => report.skip("SARIF", why),
        Err(Reason::Wrong(error)) => report.fail("SARIF", format!("{error:#}")),
    }
    report
}

enum Reason {
    Missing(String),
    Wrong(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Reason {
    fn from(error: E) -> Self {
        Self::Wrong(error.into())
    }
}

fn judged(tools: &Toolbox) -> Result<usize, Reason> {
    let python =
        tools.environment().map_err(|error| Reason::Missing(format!("{error:#}")))?.program("python");
    let (planner, scratch) = (tools::planner()?, project::scratch("sarif")?);
    fs::write(scratch.join("schema.json"), SCHEMA)?;
    let mut answers = answers(&planner, &scratch)?;
    let planted = planted(answers[0].1.clone());
    answers.push(("a planted mistake".to_owned(), planted));
    for (what, answer) in &answers {
        let said = faults(&python, &scratch, answer)?;
        let is_planted = what == "a planted mistake";
        if is_planted && !said.contains("is not one of") {
            return Err(anyhow::anyhow!("a planted mistake is not noticed: {said:?}").into());
        }
        if !is_planted && !said.is_empty() {
            return Err(anyhow::anyhow!("{what}: {said}").into());
        }
    }
    Ok(answers.len())
}

/// What the program says of every golden bundle, and of a plan with an option that is none.
fn answers(planner: &Path, scratch: &Path) -> Result<Vec<(String, Value)>> {
    let mut plans: Vec<PathBuf> =
        fs::read_dir(project::bundles())?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    plans.sort();
    let odd = scratch.join("odd plan.yaml");
    fs::write(&odd, "version: 1\nsite:\n  name: talk\n  colour: red\n")?;
    plans.push(odd);
    let mut answers = Vec::new();
    for plan in plans {
        let mut check = Command::new(planner);
        let ran = program::silent(check.arg("check").arg(&plan).args(["--format", "sarif"]))?;
        let answer: Value = match serde_json::from_str(&ran.stdout) {
            Ok(answer) => answer,
            Err(error) => bail!("{}: {error}: {}", plan.display(), ran.said()),
        };
        let results = answer["runs"][0]["results"].as_array().map_or(0, Vec::len);
        ensure!(results > 0, "{}: nothing is found, so nothing is judged", plan.display());
        answers.push((plan.display().to_string(), answer));
    }
    ensure!(answers.len() > 4, "{} answers are not all", answers.len());
    Ok(answers)
}

/// Our own word for a note.
fn planted(mut answer: Value) -> Value {
    answer["runs"][0]["results"][0]["level"] = json!("advice");
    answer
}

fn faults(python: &Path, scratch: &Path, answer: &Value) -> Result<String> {
    let file = scratch.join("answer.sarif");
    fs::write(&file, answer.to_string())?;
    let mut validate = Command::new(python);
    program::silent(validate.args(["-c", VALIDATE]).arg(scratch.join("schema.json")).arg(&file))?.succeeded()
}
