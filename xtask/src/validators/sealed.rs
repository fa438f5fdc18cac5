//! Decrypts what the planner encrypted with other programs: OpenSSL, and sops with its built-in age. The values include
//! some that no field accepts: empty, 64 KiB, line breaks, other scripts.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::Toolbox;
use crate::report::Report;
use crate::{program, project};

pub fn check(tools: &Toolbox) -> Report {
    let mut report = Report::default();
    match tools.environment() {
        Ok(environment) => {
            let opened = opened(&environment.program("python"), &environment.program("sops"));
            report.check("sealed and encrypted secrets open elsewhere", opened);
        }
        Err(reason) => report.skip("sealed and encrypted secrets", format!("{reason:#}")),
    }
    report
}

fn opened(python: &Path, sops: &Path) -> Result<()> {
    let made = project::scratch("sealed")?;
    let mut seal = program::cargo(["run", "--quiet", "--package", "planner", "--example", "sealed", "--"]);
    program::watched(seal.arg(&made))?.succeeded().context("the example does not seal")?;
    let mut open = Command::new(python);
    open.arg(project::root().join("xtask/src/validators/open_sealed.py")).arg(&made);
    let said =
        program::silent(open.arg(project::root().join("tests/fixtures/sealing")).arg(sops))?.succeeded()?;
    // Eight values, a file of odd ones, five bundles: who opens less has looked elsewhere.
    ensure!(said.trim() == "14", "opened were {said}");
    Ok(())
}
