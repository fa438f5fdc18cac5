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
    Ok(Bound { glue: without_comments(output.js()), wasm: output.wasm_mut().emit_wasm() })
}

/// The glue without its documentation and indentation, which are a twentieth of what a visitor downloads of it. Texts of
/// several lines would lose theirs too, so a script that has one stays as it is.
fn without_comments(script: &str) -> String {
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return script.to_owned();
    }
    let (mut kept, mut in_comment) = (String::new(), false);
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/**");
        let code = match line.split_once("*/") {
            Some((_, after)) if in_comment => {
                in_comment = false;
                after.trim_start()
            }
            _ if in_comment => "",
            _ => line,
        };
        if !code.is_empty() {
            kept.push_str(code);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn comments_and_indentation_go_and_texts_stay() {
        let script = "  /** One. */\n  /** Of one. */ function one() {\n    /**\n     * @returns {number}\n     */\n    return `a ${b}`;\n\n  }\n";
        assert_eq!(without_comments(script), "function one() {\nreturn `a ${b}`;\n}\n");
        let lines = "const text = `\n  one`;\n";
        assert_eq!(without_comments(lines), lines);
    }
}
