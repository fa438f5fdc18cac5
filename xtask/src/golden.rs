//! `cargo xtask golden`: the golden bundles, written anew from the library.

use std::process::ExitCode;

use anyhow::Result;

use crate::program::{self, cargo};
use crate::words::Words;

pub fn command(words: Words) -> Result<ExitCode> {
    words.finish()?;
    program::watched(cargo(["test", "--test", "bundles"]).env("UPDATE_GOLDEN", "1"))?.succeeded()?;
    println!("deploy/bundles/ is written anew; `git diff deploy/bundles` shows what users will get");
    Ok(ExitCode::SUCCESS)
}
