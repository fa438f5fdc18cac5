//! The page and the command line make the same bundle from the same plan and secrets.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use journeys::{Page, Width};
use tempfile::TempDir;

/// What the page downloads, errors or not, as it lies on the disk.
async fn downloaded(page: &Page, name: &str) -> Result<Vec<u8>> {
    page.click("#download").await?;
    if page.ask("return !!document.querySelector('#download-anyway')").await?.as_bool() == Some(true) {
        page.click("#download-anyway").await?;
    }
    let path = page.download(name).await?;
    let bytes = std::fs::read(&path)?;
    std::fs::remove_file(&path)?;
    Ok(bytes)
}

/// The command line, which has to be content.
fn planner(folder: &Path, words: &[&str]) -> Result<()> {
    let ended = Command::new(journeys::program()?).current_dir(folder).args(words).output()?;
    ensure!(ended.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ended.stderr));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_makes_the_zip_that_the_page_downloads_byte_for_byte() -> Result<()> {
    let folder = TempDir::new()?;
    let read = |name: &str| std::fs::read(folder.path().join(name)).with_context(|| name.to_owned());
    let page = Page::open(Width::Wide).await?;
    for (preset, name) in [("trial", "forum.zip"), ("report-2022", "gic6.zip")] {
        page.preset(preset).await?;
        let zip = downloaded(&page, name).await?;
        std::fs::write(folder.path().join("page.zip"), &zip)?;
        // From the plan alone, with the secrets that the page has generated.
        planner(folder.path(), &["render", "page.zip", "--out", "folder", "--force", "--no-new-secrets"])?;
        let words = ["render", "folder/plan.yaml", "--secrets-from", "page.zip", "--no-new-secrets"];
        planner(folder.path(), &[&words[..], &["--zip", "program.zip", "--force"]].concat())?;
        ensure!(read("program.zip")? == zip, "{preset}: the two make different bytes");
    }

    // What was loaded counts as what runs, there and here.
    page.find("input[type=file]")
        .await?
        .send_keys(folder.path().join("page.zip").to_string_lossy().as_ref())
        .await?;
    page.until("it is loaded", "return !!document.querySelector('#upgrade-tally')").await?;
    page.write("nginx.replicas", "3").await?;
    let zip = downloaded(&page, "gic6.zip").await?;
    let text = String::from_utf8(read("folder/plan.yaml")?)?;
    let nginx = text.find("\nnginx:").context("nginx")?;
    let changed = text[nginx..].replacen("  replicas: 2", "  replicas: 3", 1);
    std::fs::write(folder.path().join("next.yaml"), format!("{}{changed}", &text[..nginx]))?;
    planner(folder.path(), &["render", "next.yaml", "--upgrade-from", "page.zip", "--zip", "next.zip"])?;
    ensure!(read("next.zip")? == zip, "after an upgrade: the two make different bytes");
    page.close().await
}
