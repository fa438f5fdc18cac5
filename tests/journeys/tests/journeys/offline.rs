//! Without a network: what the service worker keeps, newer versions, and the one-file copy.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use journeys::{Mode, Page, Settings, Site, Width};
use serde_json::json;
use sha2::{Digest as _, Sha384};
use tempfile::TempDir;

use super::download;

/// A folder with the published page in it, which the journey may change.
fn published() -> Result<TempDir> {
    fn copy(from: &Path, to: &Path) -> Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let place = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                copy(&entry.path(), &place)?;
            } else {
                fs::copy(entry.path(), place)?;
            }
        }
        Ok(())
    }
    let folder = TempDir::new()?;
    copy(&Settings::read()?.dist, folder.path())?;
    Ok(folder)
}

fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Publishes a newer version, as a careless host would: with another style sheet under another name, and
/// the old one gone.
fn publish_newer(folder: &Path) -> Result<()> {
    let assets = folder.join("assets");
    let style = fs::read_dir(&assets)?
        .flatten()
        .find(|entry| entry.path().extension().is_some_and(|ending| ending == "css"))
        .context("a style sheet")?;
    let old = style.file_name().to_string_lossy().into_owned();
    let sheet = fs::read(style.path())?;
    let newer = [&sheet[..], b":root{--edition:newer}"].concat();
    fs::remove_file(style.path())?;
    fs::write(assets.join("planner-newer.css"), &newer)?;

    let index = fs::read_to_string(folder.join("index.html"))?;
    let changed = index
        .replace("<title>Forum Planner", "<title>Newer Forum Planner")
        .replace(&old, "planner-newer.css")
        .replace(&integrity(&sheet), &integrity(&newer));
    let worker = fs::read_to_string(folder.join("sw.js"))?
        .replace(&integrity(index.as_bytes()), &integrity(changed.as_bytes()))
        .replace(&old, "planner-newer.css")
        .replace(&integrity(&sheet), &integrity(&newer))
        .replace("const CACHE = FAMILY + \"", "const CACHE = FAMILY + \"newer-");
    fs::write(folder.join("index.html"), changed)?;
    fs::write(folder.join("sw.js"), worker)?;
    Ok(())
}

/// The version that is shown, by everything that tells it: document and style sheet.
async fn edition(page: &Page) -> Result<String> {
    let script = "return document.title + '|' + getComputedStyle(document.documentElement).getPropertyValue('--edition')";
    Ok(page.ask(script).await?.as_str().unwrap_or_default().to_owned())
}

/// Comes back to the window after a while, which is when the page looks for a newer version.
async fn come_back(page: &Page) -> Result<()> {
    page.ask("document.dispatchEvent(new Event('visibilitychange')); return true").await?;
    page.until("the notice is there", "return !!document.querySelector('#newer-now')").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_waits_until_it_is_asked_for() -> Result<()> {
    let folder = published()?;
    let page = Page::served(Site::serve(folder.path())?, Width::Wide).await?;
    page.kept().await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    publish_newer(folder.path())?;
    come_back(&page).await?;
    let words = page.text("#newer").await?;
    ensure!(words.contains("A new version is ready") && words.contains("regenerated"), "{words}");
    ensure!(edition(&page).await? == "Forum Planner|", "the page changed under its reader");
    ensure!(page.axe().await?.is_empty(), "{:#?}", page.axe().await?);

    // It was not asked for yet, so a reload still gives the complete old version.
    page.driver.refresh().await?;
    page.usable().await?;
    page.until("the notice is there", "return !!document.querySelector('#newer-now')").await?;
    ensure!(edition(&page).await? == "Forum Planner|", "a reload mixed two versions");

    page.write("site.host", "forum.misago-project.org").await?;
    page.click("#newer-now").await?;
    page.until("the newer version is there", "return document.title === 'Newer Forum Planner'").await?;
    page.usable().await?;
    ensure!(edition(&page).await? == "Newer Forum Planner|newer", "two versions are mixed");
    ensure!(page.value("site.host").await? == "forum.misago-project.org", "the last edit is gone");
    ensure!(page.ask("return !document.querySelector('#newer-now')").await? == true, "it is offered again");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_can_be_declined() -> Result<()> {
    let folder = published()?;
    let page = Page::served(Site::serve(folder.path())?, Width::Narrow).await?;
    page.kept().await?;
    page.preset("small-production").await?;
    publish_newer(folder.path())?;
    come_back(&page).await?;
    page.click("#newer-later").await?;
    page.until("the notice is gone", "return !document.querySelector('#newer-now')").await?;
    page.until("the focus is in the form", "return !!document.activeElement.closest('#form')").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    let files = download(&page, "forum.zip").await?;
    ensure!(files["base/70-ingress.yaml"].contains("host: talk.misago-project.org"), "another host");
    ensure!(edition(&page).await? == "Forum Planner|", "the page changed under its reader");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kept_page_answers_to_all_its_addresses() -> Result<()> {
    let mut page = Page::open_in(Mode::Served, Width::Wide).await?;
    let address = page.site()?.address.clone();
    page.kept().await?;
    page.stop_server()?;
    for end in ["", "index.html", "?from=a-friend", "index.html?from=a-friend"] {
        page.driver.goto("about:blank").await?;
        page.visit(&format!("{address}{end}")).await.with_context(|| format!("at {end:?}"))?;
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_saved_tool_works_from_the_disk() -> Result<()> {
    let mut page = Page::open_in(Mode::Served, Width::Wide).await?;
    page.kept().await?;
    page.stop_server()?;
    page.click("#help-button").await?;
    page.click("#save-tool-help").await?;
    let saved = page.download("forum-planner.html").await?;
    page.until("it says so", "return document.querySelector('#notice').textContent.includes('Saved as')")
        .await?;

    // The build writes the same file; only the packing of the program may differ.
    let around = |text: &str| -> Result<(String, String)> {
        let (before, rest) = text.split_once("id=\"program\">").context("a program")?;
        let (_, after) = rest.split_once('<').context("its end")?;
        Ok((before.to_owned(), after.to_owned()))
    };
    let built = fs::read_to_string(page.dist().join("forum-planner.html"))?;
    ensure!(around(&fs::read_to_string(&saved)?)? == around(&built)?, "the build writes another file");

    page.visit(&format!("file://{}", saved.display())).await?;
    page.preset("trial").await?;
    ensure!(
        page.ask("return !document.querySelector('#save-tool, #save-tool-help')").await? == true,
        "it offers itself"
    );
    let files = download(&page, "forum.zip").await?;
    ensure!(files.contains_key("Kustomization"), "no bundle: {:?}", files.keys());
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_stores_nothing_still_plans_and_downloads() -> Result<()> {
    let page = Page::open_in(Mode::Disk, Width::Wide).await?;
    page.before_each_page(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
    )
    .await?;
    page.driver.refresh().await?;
    page.usable().await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.click("#theme").await?;
    let files = download(&page, "forum.zip").await?;
    ensure!(files["base/70-ingress.yaml"].contains("host: talk.misago-project.org"), "another host");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_cannot_unpack_the_saved_tool_is_told_so() -> Result<()> {
    let page = Page::open_in(Mode::Disk, Width::Narrow).await?;
    page.before_each_page("delete window.DecompressionStream").await?;
    page.driver.refresh().await?;
    page.until("a reason is given", "return !!document.querySelector('#arriving.failed')").await?;
    let words = page.text("#status").await?;
    ensure!(words.contains("Open this file in a newer one"), "{words}");
    // The reason also stands in the console, as it should.
    let log = page.driver.browser_log().await?;
    ensure!(log.iter().any(|entry| format!("{entry:?}").contains("DecompressionStream")), "{log:?}");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_finds_the_page_fit_to_be_installed() -> Result<()> {
    let page = Page::open_in(Mode::Served, Width::Wide).await?;
    let manifest = page.driver.cdp().send_raw("Page.getAppManifest", json!({})).await?;
    ensure!(manifest["errors"] == json!([]), "{manifest:#}");
    ensure!(
        manifest["data"].as_str().is_some_and(|text| text.contains("icon-maskable-512.png")),
        "{manifest:#}"
    );
    let errors = page.driver.cdp().send_raw("Page.getInstallabilityErrors", json!({})).await?;
    ensure!(errors["installabilityErrors"] == json!([]), "{errors:#}");
    page.close().await
}
