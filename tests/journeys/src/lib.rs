//! Shared code of the journeys: the built page on its own server, a fresh browser for each journey, and what people do with
//! them.
//!
//! `cargo xtask test --only journeys` builds the page, sets the variables that [`Settings`] reads, and
//! walks every journey three times: with a server, without it, and from the disk ([`Mode`]). The few that
//! are walked only once are listed there with the reason (`xtask/src/checks/journeys.rs`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod browser;
mod mode;
mod site;

pub use browser::{Page, Width};
pub use mode::Mode;
pub use site::Site;

use std::path::PathBuf;

use anyhow::{Context, Result};

/// Where things are, as `cargo xtask` says.
pub struct Settings {
    /// The published page.
    pub dist: PathBuf,
    /// The browser.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
    /// axe-core, one script.
    pub axe: PathBuf,
}

/// The product's command line, for journeys that hold the page against it.
///
/// # Errors
/// As [`Settings::read`].
pub fn program() -> Result<PathBuf> {
    path("FORUM_PLANNER_PROGRAM")
}

fn path(name: &str) -> Result<PathBuf> {
    std::env::var_os(name)
        .map(PathBuf::from)
        .with_context(|| format!("{name} is not set: run cargo xtask test --only journeys"))
}

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a variable is missing: run the journeys through `cargo xtask test --only journeys`.
    pub fn read() -> Result<Self> {
        Ok(Self {
            dist: path("FORUM_PLANNER_DIST")?,
            chromium: path("FORUM_PLANNER_CHROMIUM")?,
            chromedriver: path("FORUM_PLANNER_CHROMEDRIVER")?,
            axe: path("FORUM_PLANNER_AXE")?,
        })
    }
}
