//! wasm-bindgen, as a library.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// What the browser runs.
pub struct Bound {
    /// JavaScript that lends the browser's functions to the program.
    pub glue: String,
    pub wasm: Vec<u8>,
}

/// Makes a browser's program of what cargo compiled.
///
/// "No modules": the glue is a plain script, so that our own starting lines follow in the same file.
/// That saves a request, and a plain script also runs where modules are refused.
pub fn bind(compiled: &Path) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_path(compiled)
        .no_modules(true)?
        .remove_name_section(true)
        .remove_producers_section(true)
        .typescript(false)
        .generate_output()
        .with_context(|| format!("wasm-bindgen refuses {}", compiled.display()))?;
    let brings_files = output.snippets().values().any(|files| !files.is_empty());
    if brings_files || !output.local_modules().is_empty() {
        bail!("a dependency brings JavaScript files of its own; glue.rs cannot carry them yet");
    }
    Ok(Bound { glue: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm() })
}
