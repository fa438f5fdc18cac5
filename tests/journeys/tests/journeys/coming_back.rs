//! Coming back to a plan: links, named plans, and bundles with own files.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use journeys::{Mode, Page, Width};
use planner::files::{OwnFile, OwnFiles};
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::secrets::{SecretKey, Secrets};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::Key;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SECRET: &str = "a-secret-that-must-not-be-in-a-link-1";

/// Waits until the sentence of the moment has these words.
async fn said(page: &Page, words: &str) -> Result<()> {
    let script = format!("return document.querySelector('#notice').textContent.includes({})", json!(words));
    page.until(words, &script).await
}

/// The shown host name, in the picture.
async fn host(page: &Page, host: &str) -> Result<()> {
    let script = format!(
        "return document.querySelector('[data-node=\"ingress\"]').textContent.includes({})",
        json!(host)
    );
    page.until(host, &script).await
}

/// The page's address without a link behind it: a server's, or the place of the copy on the disk.
async fn address(page: &Page) -> Result<String> {
    let address = page.ask("return location.href.split('#')[0]").await?;
    address.as_str().map(str::to_owned).context("an address")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_link_brings_the_plan_to_another_browser_and_no_secret() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("highly-available").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.write_secret("secrets.redis", SECRET).await?;
    page.chord(Key::Alt, "s").await?;
    page.until("the link is there", "return !!document.querySelector('#share-link')").await?;
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");
    let link = page.find("#share-link").await?.prop("value").await?.context("a link")?;
    let (before, end) = link.split_once('#').context("an end")?;
    if page.mode() == Mode::Disk {
        ensure!(before.is_empty(), "an address that works on this machine only: {before}");
        let sheet = page.content("#share-sheet").await?;
        ensure!(sheet.contains("address") && sheet.contains("plan.yaml"), "no other way is said: {sheet}");
    } else {
        ensure!(before == address(&page).await?, "another address: {before}");
    }
    ensure!(end == "v2.highly-available&site.host=talk.misago-project.org", "another end: {end}");
    ensure!(page.content("#share-sheet").await?.contains(&format!("{} characters", link.len())), "no length");

    let other = Page::open(Width::Wide).await?;
    other.preset("trial").await?;
    other.write("site.host", "mine.example.net").await?;
    other.until("it is kept", "return JSON.stringify(localStorage).includes('mine.example.net')").await?;
    let there = address(&other).await?;
    other.driver.goto("about:blank").await?;
    other.visit(&format!("{there}#{end}")).await?;
    host(&other, "talk.misago-project.org").await?;
    said(&other, "is open as “talk.misago-project.org”").await?;
    let kept = other.ask("return JSON.stringify(localStorage) + document.documentElement.outerHTML").await?;
    ensure!(!kept.to_string().contains(SECRET), "a secret came along");
    ensure!(other.ask("return location.hash").await? == "", "the link is still in the address");

    // A reload opens nothing over what was done since, and the own plan is one click away.
    other.write("site.host", "later.example.net").await?;
    other.until("it is kept", "return JSON.stringify(localStorage).includes('later.example.net')").await?;
    other.driver.refresh().await?;
    other.usable().await?;
    host(&other, "later.example.net").await?;
    other.click("#plans-button").await?;
    other.click("[data-plan=\"My plan\"] .plan__open").await?;
    host(&other, "mine.example.net").await?;
    other.close().await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_makes_no_sense_is_refused_and_nothing_is_lost() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("trial").await?;
    page.write("site.host", "mine.example.net").await?;
    for (end, reason) in [
        ("v9.trial", "has version 9"),
        ("v1.trial&site.host=a%2", "damaged or cut off"),
        ("v1.enormous", "not a plan"),
        ("site.host=a.b", "not a plan"),
    ] {
        // Pasted behind the address of the open page.
        page.ask(&format!("location.hash = {}; return true", json!(end))).await?;
        said(&page, reason).await?;
        said(&page, "nothing has changed").await?;
        host(&page, "mine.example.net").await?;
        ensure!(page.ask("return location.hash").await? == "", "{end} stays in the address");
    }
    page.ask("location.hash = 'form'; return true").await?;
    page.click("#undo").await?;
    said(&page, "Undone").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_plans_are_kept_and_opened_in_turn() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "first.example.net").await?;
    page.write_secret("secrets.redis", SECRET).await?;
    page.click("#plans-button").await?;
    page.find("#plan-name").await?.send_keys(Key::Control + "a").await?;
    page.find("#plan-name").await?.send_keys("First").await?;
    page.find("#plan-name").await?.send_keys(Key::Tab + "").await?;
    page.until("it has the name", "return !!document.querySelector('[data-plan=\"First\"]')").await?;
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");

    page.click("[data-new=\"trial\"]").await?;
    host(&page, "forum.localhost").await?;
    ensure!(page.focused().await? == "plans-button", "the focus is elsewhere: {}", page.focused().await?);
    page.write("site.host", "second.example.net").await?;
    page.click("[data-path=\"secrets/secret.yaml\"]").await?;
    page.click(".files__head button").await?;
    let encoded = "return document.querySelector('#files').textContent.includes(btoa('a-secret-that-must-not-be-in-a-link-1'))";
    ensure!(page.ask(encoded).await? == false, "the secret of the first plan is in the second");

    page.click("#plans-button").await?;
    page.click("[data-plan=\"First\"] .plan__open").await?;
    host(&page, "first.example.net").await?;
    page.until("its own secret is back", encoded).await?;
    page.click("#undo").await?;
    host(&page, "second.example.net").await?;
    page.driver.refresh().await?;
    page.usable().await?;
    host(&page, "second.example.net").await?;

    page.click("#plans-button").await?;
    page.click("[data-plan=\"First\"] [data-delete]").await?;
    said(&page, "Deleted “First”").await?;
    page.until("it is gone", "return !document.querySelector('[data-plan=\"First\"]')").await?;
    page.press(Key::Escape + "").await?;
    page.click("[data-offer=\"Keep it\"]").await?;
    page.click("#plans-button").await?;
    page.click("[data-plan=\"First\"] .plan__open").await?;
    host(&page, "first.example.net").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_tab_has_stored_is_never_written_over() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("trial").await?;
    page.write("site.host", "mine.example.net").await?;
    let kept = "return localStorage.getItem('forum-planner.plan/My plan')";
    page.until("it is kept", &format!("{kept}?.includes('mine.example.net')", kept = kept)).await?;
    let there = address(&page).await?;
    let first = page.driver.window().await?;
    let second = page.driver.new_tab().await?;
    page.driver.switch_to_window(second).await?;
    page.visit(&there).await?;
    host(&page, "mine.example.net").await?;
    page.write("site.host", "theirs.example.net").await?;
    page.until("it is kept", &format!("{kept}?.includes('theirs.example.net')", kept = kept)).await?;

    page.driver.switch_to_window(first).await?;
    said(&page, "Another tab has changed “My plan”").await?;
    page.write("site.host", "again.example.net").await?;
    page.until(
        "mine is kept apart",
        "return !!localStorage.getItem('forum-planner.plan/My plan 2')?.includes('again.example.net')",
    )
    .await?;
    ensure!(
        page.ask(kept).await?.as_str().is_some_and(|text| text.contains("theirs.example.net")),
        "theirs was written over"
    );
    page.close().await
}

/// A bundle as an operator keeps it: with own files, and with one of the planner's files edited by hand.
fn bundle_with_files() -> Result<(TempDir, PathBuf, Plan)> {
    let plan = Plan::default();
    let mut secrets = Secrets::default();
    for key in SecretKey::ALL.iter().filter(|key| key.needed(&plan)) {
        secrets.set(*key, SECRET).map_err(|malformed| anyhow::anyhow!("{malformed}"))?;
    }
    let mut own = OwnFiles::default();
    for (path, text) in [
        ("apps/page.yaml", "kind: ConfigMap\n# mine\n"),
        ("Kustomization", "resources:\n- base\n- secrets\n- apps/page.yaml\n"),
    ] {
        let file = OwnFile { bytes: text.as_bytes().to_vec(), executable: false };
        own.add(path, file).map_err(|malformed| anyhow::anyhow!("{malformed}"))?;
    }
    let zip = outcome(&plan, &secrets).files.to_zip_with("forum", &own)?;
    let mut zip = ZipWriter::new_append(Cursor::new(zip))?;
    zip.start_file("forum/base/90-mine.yaml", SimpleFileOptions::default())?;
    zip.write_all(b"kind: Nothing\n")?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("forum.zip");
    std::fs::write(&path, zip.finish()?.into_inner())?;
    Ok((folder, path, plan))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_bundle_with_files_of_ones_own_carries_them_into_the_next_download() -> Result<()> {
    let (_folder, path, _) = bundle_with_files()?;
    let page = Page::open(Width::Wide).await?;
    page.preset("trial").await?;
    page.find("input[type=file]").await?.send_keys(path.to_string_lossy().as_ref()).await?;
    said(&page, "and 2 files of your own").await?;
    said(&page, "base/90-mine.yaml was left out").await?;
    page.click("[data-path=\"apps/page.yaml\"]").await?;
    page.until("it can be read", "return document.querySelector('#files').textContent.includes('# mine')")
        .await?;
    ensure!(page.content("[data-path=\"apps/page.yaml\"]").await?.contains("yours"), "it is not marked");
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");
    ensure!(
        !page.ask("return JSON.stringify(localStorage)").await?.to_string().contains("# mine"),
        "a file of one's own is stored"
    );

    page.write("site.host", "talk.misago-project.org").await?;
    page.click("#download").await?;
    if page.ask("return !!document.querySelector('#download-anyway')").await?.as_bool() == Some(true) {
        page.click("#download-anyway").await?;
    }
    let files = page.downloaded("forum.zip").await?;
    ensure!(files["forum/apps/page.yaml"] == "kind: ConfigMap\n# mine\n", "the file was touched");
    ensure!(files["forum/Kustomization"].contains("- apps/page.yaml"), "the planner's Kustomization is back");
    ensure!(files["forum/base/70-ingress.yaml"].contains("talk.misago-project.org"), "another host");

    // Undo of the load takes the files away again.
    page.click("#undo").await?;
    page.click("#undo").await?;
    page.until("they are gone", "return !document.querySelector('[data-path=\"apps/page.yaml\"]')").await?;
    page.close().await
}
