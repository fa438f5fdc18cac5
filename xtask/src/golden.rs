//! `cargo xtask golden`: the golden bundles and the page of rules, written anew from the library.

use std::process::ExitCode;

use anyhow::Result;

use crate::program::{self, cargo};

pub fn command() -> Result<ExitCode> {
    program::watched(
        cargo(["test", "--package", "planner", "--test", "it", "--", "bundles::", "documents::"])
            .env("UPDATE_GOLDEN", "1"),
    )?
    .succeeded()?;
    println!("deploy/bundles/ and docs/rules.md are written anew; `git diff` shows what users will get");
    Ok(ExitCode::SUCCESS)
}
