//! `cargo xtask build`: the page as a folder of files for any static host, under any path.
//!
//! ```text
//!   src/ ──cargo──> page.wasm ──wasm-bindgen──> program + glue ─┐               ┌─> sw.js
//!   style/main.css ──────── imports inlined ──> one stylesheet ─┼─> index.html ─┤
//!   src/prerender.rs ─── run here ─────> the page as painted ───┤               └─> frame ─> forum-planner.html
//!   xtask/page/ ─────────── copied ───────────> icons, manifest ┘
//! ```
//! Names in `assets/` carry a fingerprint of the content, so they may be cached for ever. `index.html`
//! stays valid for `trunk serve`, which a Leptos developer tries first; this build exists because it
//! needs nothing but crates.

mod document;
mod fingerprint;
mod glue;
mod offline;
mod painting;
mod single;
mod stylesheet;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::{hosting, icons, program, project, toolchain};
pub use fingerprint::Asset;
use painting::Painting;
pub use painting::painter;

/// How the page is compiled.
#[derive(Clone, Copy, PartialEq)]
pub enum Flavour {
    /// Small and fast: what is published and what the tests see.
    Published,
    /// The same files around a program that is quick to compile and slow to load: for trying the journeys.
    Quick,
    /// Quick to compile, for `serve --watch`; reloads itself and stays out of the offline cache.
    Watched,
}

/// The files of the page: path in the folder -> bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(clap::Args)]
pub struct Arguments {
    /// Another folder than dist/
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Compile for trying, into target/quick: fast to build, heavy to load
    #[arg(long)]
    quick: bool,
}

pub fn command(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { out, quick } = arguments;
    let (flavour, usual) = match quick {
        false => (Flavour::Published, project::dist()),
        true => (Flavour::Quick, project::target().join("quick")),
    };
    let out = out.unwrap_or(usual);
    build(flavour, &out)?;
    if quick {
        println!("{} is for trying, not for publishing", out.display());
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} is ready for any static host; deploy/site/README.md tells how", out.display());
    Ok(ExitCode::SUCCESS)
}

pub fn build(flavour: Flavour, out: &Path) -> Result<()> {
    let files = compose(&compile(flavour)?, flavour)?;
    write(&files, out)
}

/// What cargo is told for the page.
pub const PAGE: &[&str] = &["--package", "page", "--features", "csr", "--bin", "page"];

/// Compiles the page; the path of the WebAssembly file that cargo left.
fn compile(flavour: Flavour) -> Result<PathBuf> {
    toolchain::ensure_wasm_target()?;
    let started = Instant::now();
    println!("Compiling the page (minutes when nothing is compiled yet, seconds afterwards)");
    let mut arguments = [&["build", "--target", toolchain::WASM], PAGE].concat();
    let profile = match flavour {
        Flavour::Published => {
            arguments.push("--release");
            "release"
        }
        Flavour::Quick | Flavour::Watched => "debug",
    };
    program::watched(&mut program::cargo(arguments))?.succeeded()?;
    println!("Compiled in {:.1} s", started.elapsed().as_secs_f32());
    Ok(project::target().join(toolchain::WASM).join(profile).join("page.wasm"))
}

/// Everything between the compiler and the folder; touches no disk but to read sources.
fn compose(compiled: &Path, flavour: Flavour) -> Result<Files> {
    let root = project::root();
    let page = |name: &str| -> Result<Vec<u8>> {
        let file = root.join("xtask/page").join(name);
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
    };

    let bound = glue::bind(compiled)?;
    let program = Asset::new("planner.wasm", bound.wasm);
    let mut script = bound.glue;
    for part in ["keep.js", "copy.js", "boot.js"] {
        let text = String::from_utf8(page(part)?)?
            .replace("{{program}}", program.file_name())
            .replace("{{integrity}}", &program.integrity())
            .replace("{{size}}", &program.bytes.len().to_string());
        script.push('\n');
        script.push_str(&text);
    }
    let script = Asset::new("planner.js", script.into_bytes());
    let Painting { page: painted, style } = painting::paint()?;
    let style = stylesheet::bundle(&root.join("style/main.css"))? + &style;
    let style = Asset::new("planner.css", style.into_bytes());

    let source = fs::read_to_string(root.join("index.html")).context("cannot read index.html")?;
    let mut files = Files::new();
    for name in ["icon.svg", "manifest.webmanifest"].into_iter().chain(icons::NAMES) {
        files.insert(name.into(), page(name)?);
    }
    let assets = document::Assets { program, script, style };
    let document = document::render(&source, &painted, &assets, &mut files)?;
    let frame = single::frame(&document, &assets, &files["icon.svg"])?;
    let copy = Asset::new("copy.txt", frame.clone().into_bytes());
    files.insert("index.html".into(), single::offer(&document, &copy)?.into_bytes());
    files.insert(copy.path().into(), copy.bytes);
    match flavour {
        Flavour::Published | Flavour::Quick => {
            files.insert("sw.js".into(), offline::worker(&page("sw.js")?, &files)?);
            files.insert(hosting::COPY.into(), single::fill(&frame, &assets)?);
            // Hosts which read this file find it beside index.html.
            files.insert("_headers".into(), fs::read(root.join("deploy/site/_headers"))?);
        }
        Flavour::Watched => {}
    }
    Ok(files)
}

/// Replaces the folder in one step, so that a server never shows half of a page.
fn write(files: &Files, out: &Path) -> Result<()> {
    let beside = |ending: &str| {
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        out.with_file_name(name)
    };
    let (fresh, stale) = (beside(".new"), beside(".old"));
    for folder in [&fresh, &stale] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    for (path, bytes) in files {
        let file = fresh.join(path);
        fs::create_dir_all(file.parent().unwrap_or(&fresh))?;
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    if out.exists() {
        fs::rename(out, &stale)?;
    }
    fs::rename(&fresh, out).with_context(|| format!("cannot write {}", out.display()))?;
    if stale.exists() {
        fs::remove_dir_all(&stale)?;
    }
    Ok(())
}
