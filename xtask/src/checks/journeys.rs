//! The end-to-end tests: a real browser, the published page.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::cargo;
use crate::project;
use crate::report::Report;
use crate::site::{self, Flavour};
use crate::tools::{self, Tool};

pub fn journeys() -> Result<Report> {
    match environment() {
        Ok(environment) => cargo::tests(&["test", "--package", "journeys", "--no-fail-fast"], &environment),
        Err(reason) => {
            let mut report = Report::default();
            report.skip("journeys", format!("{reason:#}"));
            Ok(report)
        }
    }
}

/// What the journeys are told: the page and the programs to look at it with.
pub fn environment() -> Result<Vec<(&'static str, PathBuf)>> {
    ensure!(project::root().join("tests/journeys/Cargo.toml").is_file(), "there is no tests/journeys yet");
    let dist = project::dist();
    let environment = vec![
        ("FORUM_PLANNER_CHROMIUM", Tool::Chromium.path()?),
        ("FORUM_PLANNER_CHROMEDRIVER", Tool::Chromedriver.path()?),
        ("FORUM_PLANNER_AXE", tools::axe()?),
        ("FORUM_PLANNER_DIST", dist.clone()),
    ];
    // Never a page of yesterday; when nothing changed this takes a second.
    site::build(Flavour::Published, &dist)?;
    Ok(environment)
}
