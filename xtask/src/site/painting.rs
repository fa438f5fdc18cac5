//! The page before the program has arrived: drawn by the page's own views, natively.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{program, toolchain};

/// What a first visit sees.
pub struct Painting {
    /// HTML for the place of the program.
    pub page: String,
    /// The style rules that only this HTML needs.
    pub style: String,
}

/// Runs `src/prerender.rs`. Same sources, same bytes.
pub fn paint() -> Result<Painting> {
    println!("Painting the page for those who wait for the program");
    let mut painter = program::cargo(painter("run")?);
    let painted: Value = serde_json::from_str(&program::watched(&mut painter)?.succeeded()?)?;
    let part = |name: &str| {
        painted[name].as_str().map(str::to_owned).with_context(|| format!("the painter left out the {name}"))
    };
    Ok(Painting { page: part("page")?, style: part("style")? })
}

/// What cargo is told for the painter. The types of its components are erased as the page's own are: else it
/// takes minutes to compile. The flag goes with a named target, so that nothing else is compiled anew for it.
/// And it is not optimised, as the library is for its own tests: it draws one page.
pub fn painter(verb: &str) -> Result<Vec<String>> {
    let host = toolchain::host()?;
    let flags = format!(r#"target.{host}.rustflags = ["--cfg", "erase_components"]"#);
    let words = [verb, "--config", &flags, "--target", &host];
    Ok(words
        .into_iter()
        .chain(["--package", "page", "--features", "ssr", "--bin", "prerender"])
        .map(str::to_owned)
        .collect())
}
