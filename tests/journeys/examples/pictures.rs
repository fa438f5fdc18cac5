//! The README's pictures of the page, taken by `cargo xtask pictures`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

use std::path::{Path, PathBuf};

use anyhow::Result;
use journeys::{Page, Width};

#[tokio::main]
async fn main() -> Result<()> {
    cause_and_effect().await?;
    a_fix_before_it_is_taken().await
}

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

/// A half-finished plan: with its own names, larger than the preset, and with one finding.
async fn begun() -> Result<Page> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.example.net").await?;
    page.write("web.pages.replicas", "12").await?;
    Ok(page)
}

async fn cause_and_effect() -> Result<()> {
    let page = begun().await?;
    page.click("#web\\.pages\\.replicas").await?;
    page.picture(&docs("page.png")).await?;
    page.close().await
}

async fn a_fix_before_it_is_taken() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("trial").await?;
    page.click("#findings [data-preview=\"FP022\"]").await?;
    page.click("#pane-compare [data-aspect=\"Lines\"]").await?;
    page.picture(&docs("compare.png")).await?;
    page.close().await
}
