//! Two plans side by side.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use journeys::{Page, Width};
use planner::outcome::outcome;
use planner::presets;
use planner::secrets::Secrets;
use tempfile::TempDir;
use test_support::published_secret;
use thirtyfour::Key;

use super::secret_fields;

const OPEN: &str = "return !!document.querySelector('#compare-sum')";
const CLOSED: &str = "return !document.querySelector('#compare-sum')";

/// A bundle of the 2022 report, on the disk.
fn report() -> Result<(TempDir, PathBuf)> {
    let preset = presets::preset("report-2022").context("the report")?;
    let plan = (preset.plan)();
    let mut secrets = Secrets::default();
    for (_, key) in secret_fields().filter(|(_, key)| key.needed(&plan)) {
        secrets.set(key, &published_secret(key)).map_err(|malformed| anyhow::anyhow!("{malformed}"))?;
    }
    let folder = tempfile::tempdir()?;
    let zip = folder.path().join("gic6.zip");
    std::fs::write(&zip, outcome(&plan, &secrets).files.to_zip("gic6")?)?;
    Ok((folder, zip))
}

/// What axe finds in each of the three ways to look at the difference, light and dark, wide and narrow.
async fn sound(page: &Page) -> Result<()> {
    for width in [Width::Wide, Width::Narrow] {
        page.resize(width).await?;
        for aspect in ["Objects", "Lines", "Fields"] {
            page.click(&format!("[data-aspect=\"{aspect}\"]")).await?;
            for scheme in ["light", "dark"] {
                page.colours(scheme).await?;
                let found = page.axe().await?;
                ensure!(found.is_empty(), "{aspect} {width:?} {scheme}: {found:#?}");
            }
            let overflow =
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            ensure!(page.ask(overflow).await? == 0, "{aspect} {width:?} scrolls sideways");
        }
    }
    page.resize(Width::Wide).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fix_is_previewed_applied_and_undone() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("nginx.body_size", "1Mi").await?;
    page.click("#findings [data-code=\"FP020\"] [data-preview]").await?;
    page.until("the comparison has the focus", "return document.activeElement.id === 'compare-title'")
        .await?;
    let row = page.content("[data-difference=\"nginx.body_size\"]").await?;
    ensure!(row.contains("1Mi") && row.contains("16Mi"), "not both answers: {row}");
    let sum = page.content("#compare-sum").await?;
    ensure!(sum.starts_with("1 field, ") && sum.contains("1 fewer warning"), "not in numbers: {sum}");
    ensure!(page.value("nginx.body_size").await? == "1Mi", "looking has changed the plan");

    page.click("[data-aspect=\"Lines\"]").await?;
    let said = page.content("[data-compared=\"base/60-nginx.yaml\"] .hunks").await?;
    ensure!(said.contains("client_max_body_size 16m"), "the new line is missing: {said}");
    sound(&page).await?;

    page.click("[data-take=\"all\"]").await?;
    page.until("the comparison is over", CLOSED).await?;
    ensure!(page.value("nginx.body_size").await? == "16Mi", "the fix was not taken");
    page.click("#notice [data-undo]").await?;
    page.until("the finding is back", "return !!document.querySelector('#findings [data-code=\"FP020\"]')")
        .await?;
    ensure!(page.value("nginx.body_size").await? == "1Mi", "the fix is not undone");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_taken_from_a_fix_is_generated_too() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write_secret("secrets.redis", "tulip-42").await?;
    page.click("#findings [data-code=\"FP081\"] [data-preview]").await?;
    page.until("the comparison has the focus", "return document.activeElement.id === 'compare-title'")
        .await?;
    page.click("[data-difference=\"secrets.redis\"] [data-take]").await?;
    page.until(
        "it is strong",
        "return document.querySelector('[data-field=\"secrets.redis\"]').textContent.includes('Strong')",
    )
    .await?;
    let files = super::download(&page, "forum.zip").await?;
    // What the comparison shows in its place: letters in the order of the alphabet.
    let known = STANDARD.encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef");
    ensure!(!files["secrets/secret.yaml"].contains(&known), "the password is the stand-in");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_compared_with_its_preset_and_one_field_is_reset() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.write("web.pages.replicas", "5").await?;
    page.click("#compare-button").await?;
    page.until("it is open", OPEN).await?;
    ensure!(
        page.content("#compare-sum").await?.starts_with("1 field, "),
        "a preset has nothing to say of a host name"
    );

    // The form can be used all the while.
    page.write("celery.replicas", "4").await?;
    page.until("it follows", "return !!document.querySelector('[data-difference=\"celery.replicas\"]')")
        .await?;

    page.click("[data-difference=\"web.pages.replicas\"] [data-take]").await?;
    page.until(
        "the field is taken back",
        "return !document.querySelector('[data-difference=\"web.pages.replicas\"]')",
    )
    .await?;
    ensure!(page.value("web.pages.replicas").await? == "3", "not the preset's number");
    ensure!(page.value("site.host").await? == "talk.misago-project.org", "more than that was taken");
    ensure!(page.focused().await? == "compare-list", "the focus is lost");
    page.press(Key::Escape + "").await?;
    page.until("it is closed", CLOSED).await?;
    page.until("the focus is back", "return document.activeElement.id === 'compare-button'").await?;

    page.click("#undo").await?;
    page.until("undone", "return document.getElementById('web.pages.replicas').value === '5'").await?;
    page.chord(Key::Alt, "c").await?;
    page.until("the shortcut opens it", OPEN).await?;
    page.chord(Key::Alt, "c").await?;
    page.until("and closes it", CLOSED).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loaded_bundle_is_compared_with_what_was_on_the_page() -> Result<()> {
    let (_folder, zip) = report()?;
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.find("input[type=file]").await?.send_keys(zip.to_string_lossy().as_ref()).await?;
    page.click("#compare-change").await?;
    page.until("it is open", OPEN).await?;
    let row = page.content("[data-difference=\"site.host\"]").await?;
    ensure!(row.contains("talk.misago-project.org") && row.contains("app.gic6.k3s"), "not both: {row}");

    page.click("[data-aspect=\"Objects\"]").await?;
    let object = page.content("[data-object=\"StatefulSet/redis\"][data-turn=\"changed\"]").await?;
    ensure!(object.contains("metadata.namespace"), "not what differs in it: {object}");

    page.click("[data-aspect=\"Lines\"]").await?;
    let folded = "[data-compared=\"secrets/secret.yaml\"] [aria-expanded=\"false\"]";
    if page.ask(&format!("return !!document.querySelector('{folded}')")).await? == true {
        page.click(folded).await?;
    }
    let said = page.content("[data-compared=\"secrets/secret.yaml\"]").await?;
    ensure!(said.contains("REDIS_PASSWORD: ••••"), "which secrets differ is not told: {said}");
    let whole = page.ask("return document.documentElement.outerHTML").await?.to_string();
    // "published-example-" in base64.
    ensure!(!whole.contains("cHVibGlzaGVkLWV4YW1wbGUt"), "a secret is on the page");
    sound(&page).await?;

    page.click("[data-take=\"all\"]").await?;
    page.until("it is closed", CLOSED).await?;
    let host = "[data-node=\"ingress\"]";
    ensure!(page.content(host).await?.contains("talk.misago-project.org"), "the plan before is not taken");
    page.click("#notice [data-undo]").await?;
    page.until(
        "the loaded plan is back",
        &format!("return document.querySelector('{host}').textContent.includes('app.gic6.k3s')"),
    )
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_taken_plan_newly_needs_is_generated_and_no_stand_in() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.chord(Key::Alt, "c").await?;
    page.until("it is open", OPEN).await?;
    page.ask(
        "const from = document.getElementById('compare-from');
            const other = [...from.options].find(o => o.textContent.includes('Highly available'));
            from.value = other.value; from.dispatchEvent(new Event('change', { bubbles: true })); return true",
    )
    .await?;
    page.until(
        "Sentinel is on one side",
        "return !!document.querySelector('[data-difference=\"redis.mode\"]')",
    )
    .await?;
    page.click("[data-take=\"all\"]").await?;
    page.until("the comparison is over", CLOSED).await?;
    page.open_section("redis").await?;
    ensure!(page.value("redis.mode").await? == "sentinel", "the plan was not taken");

    let files = super::download(&page, "forum.zip").await?;
    let secret = &files["secrets/secret.yaml"];
    // A plan that is only previewed is shown with predictable secrets.
    let preset = presets::preset("highly-available").context("the preset")?;
    let (mut known, mut letters) = (Secrets::default(), (0_u8..248).cycle());
    known.fill(&(preset.plan)(), || letters.next().unwrap_or_default());
    for (field, key) in secret_fields().filter(|(_, key)| key.can_be_generated(&(preset.plan)())) {
        let value = STANDARD.encode(known.get(key));
        ensure!(value.is_empty() || !secret.contains(&value), "{field} is a stand-in");
    }
    ensure!(secret.contains("REDIS_SENTINEL_PASSWORD: "), "no password for the Sentinels");
    page.close().await
}
