//! `cargo xtask pictures`: the README's pictures of the page, taken anew from the page as it is.

use std::process::ExitCode;

use anyhow::Result;

use crate::checks::journeys;
use crate::program::{self, cargo};

pub fn command() -> Result<ExitCode> {
    let environment = journeys::environment()?;
    let mut camera = cargo(["run", "--quiet", "--package", "journeys", "--example", "pictures"]);
    camera.envs(environment);
    program::watched(&mut camera)?.succeeded()?;
    println!("docs/ has the pictures: look at them before they are committed");
    Ok(ExitCode::SUCCESS)
}
