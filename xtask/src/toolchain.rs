//! The one thing stable Rust may lack: the standard library for wasm32.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::program;

pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target when it is missing.
///
/// `rust-toolchain.toml` names it, but rustup may be told not to install things by itself
/// (`RUSTUP_AUTO_INSTALL=0`); the build would then end in "can't find crate for `std`".
pub fn ensure_wasm_target() -> Result<()> {
    if has_wasm_target()? {
        return Ok(());
    }
    if program::find("rustup").is_none() {
        bail!(
            "Rust's {WASM} target is missing and there is no rustup to add it; install it the way Rust was installed"
        );
    }
    println!("Adding Rust's {WASM} target (once)");
    program::watched(
        Command::new("rustup").current_dir(crate::project::root()).args(["target", "add", WASM]),
    )?
    .succeeded()?;
    Ok(())
}

/// What programs for this machine are compiled for.
pub fn host() -> Result<String> {
    let about = rustc(&["-vV"])?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say what it compiles for")?.to_owned())
}

fn rustc(arguments: &[&str]) -> Result<String> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(crate::project::root()).args(arguments);
    program::silent(&mut rustc)?.succeeded()
}

fn has_wasm_target() -> Result<bool> {
    let sysroot = rustc(&["--print", "sysroot"])?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).join("lib").is_dir())
}
