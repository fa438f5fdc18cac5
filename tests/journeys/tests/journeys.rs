//! What people do with the page; each test's name is its story.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

#[path = "journeys/agreement.rs"]
mod agreement;
#[path = "journeys/capacity.rs"]
mod capacity;
#[path = "journeys/causes.rs"]
mod causes;
#[path = "journeys/coming_back.rs"]
mod coming_back;
#[path = "journeys/command_line.rs"]
mod command_line;
#[path = "journeys/compare.rs"]
mod compare;
#[path = "journeys/everyone.rs"]
mod everyone;
#[path = "journeys/first_paint.rs"]
mod first_paint;
#[path = "journeys/invalid.rs"]
mod invalid;
#[path = "journeys/layout.rs"]
mod layout;
#[path = "journeys/leaving.rs"]
mod leaving;
#[path = "journeys/newcomer.rs"]
mod newcomer;
#[path = "journeys/offline.rs"]
mod offline;
#[path = "journeys/sealing.rs"]
mod sealing;
#[path = "journeys/typing.rs"]
mod typing;
#[path = "journeys/whatif.rs"]
mod whatif;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use journeys::{Mode, Page, Width};
use planner::field::Control;
use planner::outcome::outcome;
use planner::presets::{self, PRESETS};
use planner::secrets::{SecretKey, Secrets};
use planner::stack;
use test_support::published_secret;
use thirtyfour::Key;

/// The secrets' fields, as the form asks for them.
fn secret_fields() -> impl Iterator<Item = (&'static str, SecretKey)> {
    stack::fields().filter_map(|field| match field.control {
        Control::Secret(key) => Some((field.id.0, key)),
        _ => None,
    })
}

fn golden(key: &str) -> BTreeMap<String, String> {
    fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).expect("a golden bundle") {
            let path = entry.expect("a golden bundle").path();
            if path.is_dir() {
                read(root, &path, files);
            } else {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
                files.insert(name, std::fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/bundles").join(key);
    let mut files = BTreeMap::new();
    read(&root, &root, &mut files);
    files
}

/// Clicks Download, and says yes when there are errors.
async fn download(page: &Page, name: &str) -> Result<BTreeMap<String, String>> {
    page.click("#download").await?;
    if page.ask("return !!document.querySelector('#download-anyway')").await?.as_bool() == Some(true) {
        page.click("#download-anyway").await?;
    }
    let root = name.strip_suffix(".zip").context("a zip")?;
    let files = page.downloaded(name).await?;
    files
        .into_iter()
        .map(|(path, text)| {
            Ok((path.strip_prefix(&format!("{root}/")).context("one folder")?.to_owned(), text))
        })
        .collect()
}

fn same(downloaded: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) -> Result<()> {
    ensure!(downloaded.keys().eq(expected.keys()), "other files: {:?}", downloaded.keys());
    for (path, text) in downloaded {
        let wanted = &expected[path];
        let odd = text.lines().zip(wanted.lines()).find(|(ours, wanted)| ours != wanted);
        ensure!(text == wanted, "{path} differs: {odd:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_preset_downloads_its_golden_bundle() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    for preset in PRESETS {
        page.preset(preset.key).await?;
        let plan = (preset.plan)();
        for (field, key) in secret_fields().filter(|(_, key)| key.needed(&plan)) {
            page.write_secret(field, &published_secret(key)).await?;
        }
        let files = download(&page, &format!("{}.zip", plan.site.name)).await?;
        same(&files, &golden(preset.key)).with_context(|| preset.key.to_owned())?;
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn picture_findings_and_files_follow_a_change_of_host_and_replicas() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    ensure!(page.content("#findings").await?.contains("FP018"), "the examples are not flagged");

    page.write("site.host", "talk.misago-project.org").await?;
    ensure!(
        page.content("[data-node=\"ingress\"]").await?.contains("talk.misago-project.org"),
        "the picture is old"
    );
    page.click("[data-path=\"base/70-ingress.yaml\"]").await?;
    ensure!(page.content("#files").await?.contains("host: talk.misago-project.org"), "the file is old");

    page.write("web.pages.replicas", "12").await?;
    ensure!(page.content("[data-node=\"web.pages\"]").await?.contains("12"), "the picture is old");
    let finding = page.content("[data-code=\"FP031\"]").await?;
    ensure!(finding.contains("PostgreSQL allows 100"), "no word of the connections: {finding}");
    page.click("[data-path=\"base/40-web.yaml\"]").await?;
    ensure!(page.content("#files").await?.contains("replicas: 12"), "the file is old");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_mends_what_a_finding_says_and_undo_brings_it_back() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("nginx.body_size", "1Mi").await?;
    ensure!(page.content("#findings").await?.contains("FP020"), "the small body is not flagged");
    page.click("#findings [data-code=\"FP020\"] [data-fix]").await?;
    page.until("the finding is gone", "return !document.querySelector('#findings [data-code=\"FP020\"]')")
        .await?;
    page.open_section("nginx").await?;
    ensure!(page.value("nginx.body_size").await? == "16Mi", "the field is old");
    page.click("#undo").await?;
    page.until("the finding is back", "return !!document.querySelector('#findings [data-code=\"FP020\"]')")
        .await?;
    ensure!(page.value("nginx.body_size").await? == "1Mi", "the field is not undone");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_cannot_be_is_explained_at_its_field_and_the_last_good_plan_stays() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    for odd in ["https://Talk me", "a", "talk.misago-project.org; rm -rf /", "\u{202e}gro.elpmaxe"] {
        page.write("site.host", odd).await?;
        let field = page.find("#site\\.host").await?;
        ensure!(field.attr("aria-invalid").await?.as_deref() == Some("true"), "{odd} is not marked");
        ensure!(
            page.content("#site\\.host-problem").await?.contains("like forum.example.org"),
            "no word what to write"
        );
        ensure!(page.value("site.host").await? == odd, "the draft is gone");
        ensure!(
            page.content("[data-node=\"ingress\"]").await?.contains("talk.misago-project.org"),
            "the plan is gone"
        );
    }
    page.write("site.host", "forum.misago-project.org").await?;
    ensure!(page.content("#site\\.host-problem").await?.is_empty(), "the message stays");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn selecting_a_node_opens_its_section_and_its_file() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.click("[data-node=\"postgres\"]").await?;
    page.until(
        "the section is open",
        "return !!document.querySelector('#postgres [aria-expanded=\"true\"]')",
    )
    .await?;
    page.until(
        "its file is shown",
        "return document.querySelector('#files').textContent.includes('postgres-headless')",
    )
    .await?;
    page.click("#side-files").await?;
    page.click("[data-node=\"web.pages\"]").await?;
    page.until(
        "the file is in view in the tree",
        "const box = it => document.querySelector(it).getBoundingClientRect(), [tree, file] = [box('.tree'), box('.tree [aria-selected=true]')];
         return file.height > 0 && file.top >= tree.top && file.bottom <= tree.bottom",
    )
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyboard_is_enough_from_the_first_tab_to_the_download() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.press(Key::Tab + "").await?;
    page.press(Key::Enter + "").await?;
    page.until("the skip link leads to the first field", "return document.activeElement.id === 'site.host'")
        .await?;
    page.chord(Key::Control, "a").await?;
    page.press("talk.misago-project.org").await?;
    page.until(
        "the picture follows",
        "return document.querySelector('[data-node=\"ingress\"]').textContent.includes('talk.misago-project.org')",
    )
    .await?;
    page.chord(Key::Alt, "d").await?;
    page.until("the question has the focus", "return document.activeElement.id === 'download-look'").await?;
    // What would be amiss comes first; downloading all the same is the next button.
    page.press(Key::Tab + "").await?;
    page.press(Key::Enter + "").await?;
    let files = page.downloaded("forum.zip").await?;
    ensure!(files["forum/base/70-ingress.yaml"].contains("host: talk.misago-project.org"), "another host");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_at_any_width_in_light_and_dark() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    for preset in PRESETS {
        page.preset(preset.key).await?;
        for width in Width::ALL {
            page.resize(width).await?;
            for scheme in ["light", "dark"] {
                page.colours(scheme).await?;
                let found = page.axe().await?;
                ensure!(found.is_empty(), "{} {width:?} {scheme}: {found:#?}", preset.key);
                let overflow =
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
                ensure!(
                    page.ask(overflow).await?.as_i64() == Some(0),
                    "{} {width:?} scrolls sideways",
                    preset.key
                );
            }
        }
        page.resize(Width::Wide).await?;
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_is_there_again_after_a_reload_and_no_secret_was_stored() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.write_secret("secrets.redis", "a-secret-that-must-not-be-stored-1").await?;
    page.until(
        "the plan is saved",
        "return JSON.stringify(localStorage).includes('talk.misago-project.org')",
    )
    .await?;
    let kept = page
        .ask("return JSON.stringify(localStorage) + location.href + document.documentElement.outerHTML")
        .await?;
    ensure!(
        !kept.to_string().contains("must-not-be-stored"),
        "a secret is in the page, its address or its storage"
    );
    page.driver.refresh().await?;
    page.usable().await?;
    page.open_section("site").await?;
    ensure!(page.value("site.host").await? == "talk.misago-project.org", "the plan is gone");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_bundle_brings_back_plan_and_secrets_and_a_damaged_one_changes_nothing() -> Result<()> {
    let preset = presets::preset("report-2022").context("the report")?;
    let plan = (preset.plan)();
    let mut secrets = Secrets::default();
    for (_, key) in secret_fields().filter(|(_, key)| key.needed(&plan)) {
        secrets.set(key, &published_secret(key)).map_err(|malformed| anyhow::anyhow!("{malformed}"))?;
    }
    let zip = outcome(&plan, &secrets).files.to_zip("gic6")?;
    let folder = tempfile::tempdir()?;
    let (whole, half) = (folder.path().join("gic6.zip"), folder.path().join("half.zip"));
    std::fs::write(&whole, &zip)?;
    std::fs::write(&half, &zip[..zip.len() / 2])?;

    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    let input = page.find("input[type=file]").await?;
    input.send_keys(half.to_string_lossy().as_ref()).await?;
    page.until("a reason is given", "return document.body.textContent.includes('damaged')").await?;
    ensure!(
        page.content("[data-node=\"ingress\"]").await?.contains("forum.example.org"),
        "the plan was changed"
    );

    input.send_keys(whole.to_string_lossy().as_ref()).await?;
    page.until(
        "the plan is back",
        "return document.querySelector('[data-node=\"ingress\"]').textContent.includes('app.gic6.k3s')",
    )
    .await?;
    same(&download(&page, "gic6.zip").await?, &golden("report-2022"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_asks_no_other_host() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("report-2022").await?;
    let foreign = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin) && !n.startsWith('blob:') && !n.startsWith('data:'))";
    let asked = page.ask(foreign).await?;
    ensure!(asked.as_array().is_some_and(Vec::is_empty), "asked elsewhere: {asked}");
    // In the other modes there is no server, and the page works all the same.
    if page.mode() == Mode::Served {
        let files = page.site()?.asked();
        ensure!(
            files.iter().all(|path| path.starts_with("/planner/") || path == "/favicon.ico"),
            "{files:?}"
        );
    }
    ensure!(
        page.ask(
            "return document.querySelector('meta[http-equiv=\"Content-Security-Policy\"]')?.content ?? ''"
        )
        .await?
        .to_string()
        .contains("default-src 'none'"),
        "no policy"
    );
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_loading_the_running_bundle_the_page_tells_what_applying_does_and_loses() -> Result<()> {
    let preset = presets::preset("small-production").context("a preset")?;
    let plan = (preset.plan)();
    let mut secrets = Secrets::default();
    for (_, key) in secret_fields().filter(|(_, key)| key.needed(&plan)) {
        secrets.set(key, &published_secret(key)).map_err(|malformed| anyhow::anyhow!("{malformed}"))?;
    }
    let folder = tempfile::tempdir()?;
    let zip = folder.path().join("forum.zip");
    std::fs::write(&zip, outcome(&plan, &secrets).files.to_zip("forum")?)?;

    let page = Page::open(Width::Wide).await?;
    ensure!(page.ask("return !document.querySelector('#upgrade-tally')").await? == true, "nothing runs yet");
    page.find("input[type=file]").await?.send_keys(zip.to_string_lossy().as_ref()).await?;
    page.until(
        "it runs",
        "return document.querySelector('#upgrade-tally')?.textContent.includes('nothing to do')",
    )
    .await?;

    page.write("redis.storage", "2Gi").await?;
    page.click("#upgrade-tally").await?;
    let refused = page.content("[data-change-kind=\"refused\"] [data-step=\"StatefulSet/redis\"]").await?;
    ensure!(refused.contains("delete statefulset redis --cascade=orphan"), "no way out: {refused}");
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");

    page.write("postgres.database", "second").await?;
    page.click("[data-listing=\"Findings\"]").await?;
    let severity = "return document.querySelector('#findings [data-code=\"FP141\"]')?.dataset.severity";
    ensure!(page.ask(severity).await? == "error", "another database is no error");
    page.click("#findings [data-code=\"FP141\"] [data-consent]").await?;
    page.until("it counts as advice", &format!("{severity} === 'advice'")).await?;
    let files = download(&page, "forum.zip").await?;
    ensure!(files["README.md"].contains("(accepted)"), "the README does not know of the consent");
    ensure!(files["README.md"].contains("patch pvc data-redis-0"), "the README has no way out");

    page.click("[data-listing=\"Upgrade\"]").await?;
    page.click("#forget-running").await?;
    page.until("it is forgotten", "return !document.querySelector('#upgrade-tally')").await?;
    page.close().await
}
