//! What is sealed here is opened again by programs that are not ours: OpenSSL, and sops with the age inside it.
//! Values that no field would take are among them: none at all, 64 KiB, line breaks, other people's letters.

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
