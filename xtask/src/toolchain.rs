//! The Rust toolchain, and the one thing that it may lack: the standard library for wasm32.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::program;

/// The compiler whose lints the code follows. A newer clippy has more lints; these must not break a contributor's build,
/// so with a newer compiler warnings are shown and do not fail. The version is not in `rust-toolchain.toml`, because
/// contributors would have to download a second toolchain, even where that is not possible.
pub const LINTED_WITH: &str = "1.95.0";

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

/// Whether this compiler is of the same minor version as [`LINTED_WITH`].
pub fn is_linted_with() -> Result<bool> {
    let about = rustc(&["--version"])?;
    let version = about.split_whitespace().nth(1).unwrap_or_default();
    Ok(minor(version) == minor(LINTED_WITH))
}

/// `1.95` of `1.95.0`.
fn minor(version: &str) -> &str {
    version.rsplit_once('.').map_or(version, |(minor, _)| minor)
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

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn a_patch_of_the_compiler_brings_no_new_lints() {
        assert_eq!(minor("1.95.0"), minor("1.95.1"));
        assert_ne!(minor("1.95.0"), minor("1.96.0"));
    }
}
