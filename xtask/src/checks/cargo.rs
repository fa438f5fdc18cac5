//! The checks that cargo runs: format, lints, tests.

use std::path::PathBuf;

use anyhow::Result;

use crate::program::{self, cargo};
use crate::report::Report;
use crate::site;
use crate::toolchain;

pub fn format() -> Result<Report> {
    one("format", &["fmt", "--all", "--check"])
}

pub fn lint() -> Result<Report> {
    clippy("lint", &["clippy", "--quiet", "--workspace", "--all-targets"])
}

pub fn lint_page() -> Result<Report> {
    toolchain::ensure_wasm_target()?;
    let page =
        [&["clippy", "--quiet", "--target", toolchain::WASM, "--package", "planner"], site::PAGE].concat();
    let painter = site::painter("clippy")?;
    let painter: Vec<&str> = painter.iter().map(String::as_str).collect();
    let mut report = clippy("lint-page", &page)?;
    report.add(clippy("lint-painter", &painter)?);
    Ok(report)
}

/// Its warnings are failures, but only with the compiler that the code was linted with: see
/// [`toolchain::LINTED_WITH`].
fn clippy(name: &str, arguments: &[&str]) -> Result<Report> {
    if toolchain::is_linted_with()? {
        return one(name, &[arguments, &["--", "-D", "warnings"]].concat());
    }
    println!(
        "        warnings are shown and do not fail: the lints are those of Rust {}",
        toolchain::LINTED_WITH
    );
    one(name, arguments)
}

/// The page without a browser: its own unit tests, and those of what a visitor sees first.
pub fn painted_page() -> Result<Report> {
    let painter = site::painter("test")?;
    tests(&painter.iter().map(String::as_str).collect::<Vec<_>>(), &[])
}

pub fn library() -> Result<Report> {
    tests(&["test", "--no-fail-fast"], &[])
}

pub fn xtask() -> Result<Report> {
    tests(&["test", "--package", "xtask"], &[])
}

/// Crates that draw a page.
const BROWSER: [&str; 5] = ["leptos", "web-sys", "js-sys", "gloo", "wasm-bindgen-futures"];

/// Crates that talk to a terminal, and those that encrypt where no browser does. (The generator of random numbers is not among them: zip asks for it
/// everywhere.)
const TERMINAL: [&str; 6] = ["clap", "clap-complete", "strsim", "aes-gcm", "rsa", "x25519-dalek"];

/// What each of the three is compiled with: the library for a browser pulls in neither Leptos nor a command line,
/// the page no command line, the program no browser. (wasm-bindgen itself comes with zip, which asks for
/// randomness it never uses.)
pub fn dependencies() -> Result<Report> {
    let host = toolchain::host()?;
    let library = [&BROWSER[..], &TERMINAL].concat();
    let trees: [(&str, &str, &[&str], &[&str]); 3] = [
        ("the library in a browser", "planner", &["--target", toolchain::WASM], &library),
        ("the page", "page", &["--target", toolchain::WASM, "--features", "csr"], &TERMINAL),
        ("what `cargo install --path crates/cli` compiles", "forum-planner", &["--target", &host], &BROWSER),
    ];
    let mut report = Report::default();
    for (what, package, arguments, strangers) in trees {
        let tree = cargo(["tree", "--package", package, "--edges", "normal"])
            .args(["--prefix", "none", "--format", "{lib}"])
            .args(arguments)
            .output()?;
        anyhow::ensure!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
        let tree = String::from_utf8(tree.stdout)?.replace('_', "-");
        for stranger in strangers {
            if tree.lines().any(|line| line == *stranger) {
                report.fail(format!("{what} depends on {stranger}"), "cargo tree --invert tells by what way");
            } else {
                report.pass();
            }
        }
    }
    Ok(report)
}

/// A cargo command that succeeds or not.
fn one(name: &str, arguments: &[&str]) -> Result<Report> {
    let mut report = Report::default();
    report.check(name, program::watched(&mut cargo(arguments))?.succeeded().map(drop));
    Ok(report)
}

/// A run of `cargo test`, counted test by test.
pub fn tests(arguments: &[&str], environment: &[(&str, PathBuf)]) -> Result<Report> {
    let mut command = cargo(arguments);
    // The reason is what counts: forty lines of who called whom push it out of what a CI shows.
    command.env("RUST_BACKTRACE", "0").envs(environment.iter().cloned());
    let ran = program::watched(&mut command)?;
    let mut report = counted(&ran.stdout);
    if !ran.success && report.failed.is_empty() {
        report.fail("cargo test", ran.said());
    } else if !ran.success {
        println!("{}", readable(&ran.stdout));
    }
    Ok(report)
}

/// The output without the tests that passed, and with very long lines cut: a failed property test prints whole plans.
fn readable(output: &str) -> String {
    const WIDTH: usize = 1000;
    let lines = output.lines().filter(|line| !line.ends_with(" ... ok"));
    let cut = lines.map(|line| match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{} ... and {} bytes more", &line[..end], line.len() - end),
        None => line.to_owned(),
    });
    cut.collect::<Vec<_>>().join("\n")
}

/// Reads what the test harness prints.
fn counted(output: &str) -> Report {
    let mut report = Report::default();
    for line in output.lines() {
        let Some(result) = line.strip_prefix("test ") else { continue };
        let Some((name, result)) = result.rsplit_once(" ... ") else { continue };
        match result {
            "ok" => report.pass(),
            "FAILED" => report.fail(name, "its output is above"),
            _ => {}
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn each_test_of_the_harness_counts_and_an_ignored_one_does_not() {
        let report = counted(
            "running 3 tests\ntest a::b ... ok\ntest c ... FAILED\ntest bench ... ignored, slow\n\
             test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured",
        );
        assert_eq!(report.sums(), "1 passed, 1 failed");
        assert_eq!(report.failed[0].what, "c");
    }
}
