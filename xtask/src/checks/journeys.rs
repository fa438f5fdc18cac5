//! The end-to-end tests: a real browser, the published page.

use anyhow::Result;

use super::cargo;
use crate::report::Report;
use crate::tools::{self, Tool};
use crate::{project, site};

pub fn journeys() -> Result<Report> {
    let mut report = Report::default();
    if !project::root().join("tests/journeys/Cargo.toml").is_file() {
        report.skip("journeys", "tests/journeys does not exist yet");
        return Ok(report);
    }
    let (chromium, driver, axe) = match (Tool::Chromium.path(), Tool::Chromedriver.path(), tools::axe()) {
        (Ok(chromium), Ok(driver), Ok(axe)) => (chromium, driver, axe),
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
            report.skip("journeys", format!("{error:#}"));
            return Ok(report);
        }
    };
    let dist = project::dist();
    if !dist.join("index.html").is_file() {
        site::build(site::Flavour::Published, &dist)?;
    }
    cargo::tests(
        &["test", "--package", "journeys", "--no-fail-fast"],
        &[
            ("FORUM_PLANNER_DIST", &dist),
            ("FORUM_PLANNER_CHROMIUM", &chromium),
            ("FORUM_PLANNER_CHROMEDRIVER", &driver),
            ("FORUM_PLANNER_AXE", &axe),
        ],
    )
}
