//! From an edit until the picture, the findings and the files are up to date, by the events that a person
//! causes.

use std::time::Duration;

use anyhow::Result;
use journeys::{Page, Width};
use planner::outcome::outcome;
use planner::presets::PRESETS;
use planner::secrets::Secrets;
use thirtyfour::Key;

use crate::print;

const EDITS: usize = 50;

/// Notes when an edit began and when something of it was last seen to change. What is lit follows on purpose 200 ms
/// after the last edit (`src/ui/desk/causes.rs`) and does not count: it would fall into the next edit.
const WATCH: &str = "
    window.__edit = { start: 0, last: 0 };
    const unseen = node => node.nodeType === Node.COMMENT_NODE || node.classList?.contains('unseen');
    const light = ({ type, attributeName, addedNodes, removedNodes }) => type === 'attributes'
        ? attributeName === 'data-lit'
        : type === 'childList' && [...addedNodes, ...removedNodes].every(unseen);
    const seen = new MutationObserver(changes => {
        if (!changes.every(light)) window.__edit.last = performance.now();
    });
    for (const id of ['files', 'picture', 'findings']) {
        const target = document.getElementById(id);
        if (target) seen.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
    }
    for (const kind of ['keydown', 'click'])
        addEventListener(kind, event => { window.__edit.start ||= event.timeStamp; }, true);
    return true;";

/// How long the last edit took; nothing when it changed nothing.
const TOOK: &str = "
    const { start, last } = window.__edit;
    window.__edit.start = window.__edit.last = 0;
    return start && last > start ? last - start : null;";

pub async fn of_the_report() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("report-2022").await?;
    page.open_section("nginx").await?;
    page.click("[data-path=\"base/70-ingress.yaml\"]").await?;
    page.ask(WATCH).await?;
    letters(&page, "key press").await?;

    page.click("#nginx\\.replicas").await?;
    let mut times = Vec::new();
    for at in 0..EDITS {
        page.press(if at % 2 == 0 { Key::Up + "" } else { Key::Down + "" }).await?;
        times.extend(took(&page).await?);
    }
    print("one more or less to everything updated", times);

    page.click("#site\\.mail").await?;
    let mut times = Vec::new();
    for _ in 0..EDITS {
        page.press(Key::Space + "").await?;
        times.extend(took(&page).await?);
    }
    print("a toggle to everything updated", times);
    page.close().await
}

pub async fn presets_and_the_largest() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("highly-available").await?;
    page.click("[data-path=\"base/70-ingress.yaml\"]").await?;
    page.ask(WATCH).await?;
    letters(&page, "key press in the largest preset").await?;
    let mut times = Vec::new();
    for at in 0..EDITS / 2 {
        took(&page).await?;
        page.preset(["report-2022", "highly-available"][at % 2]).await?;
        times.extend(took(&page).await?);
    }
    print("a preset to everything updated", times);
    page.close().await
}

pub async fn while_a_forum_runs() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let folder = tempfile::TempDir::new()?;
    for preset in PRESETS.iter().filter(|preset| ["report-2022", "highly-available"].contains(&preset.key)) {
        let plan = (preset.plan)();
        let mut secrets = Secrets::default();
        secrets.fill(&plan, counter());
        let zip = folder.path().join(format!("{}.zip", preset.key));
        std::fs::write(&zip, outcome(&plan, &secrets).files.to_zip(preset.key)?)?;
        page.find("input[type=file]").await?.send_keys(zip.to_string_lossy().as_ref()).await?;
        page.until("it counts as what runs", "return !!document.querySelector('#upgrade-tally')").await?;
        page.click("[data-path=\"base/70-ingress.yaml\"]").await?;
        page.ask(WATCH).await?;
        letters(&page, &format!("key press while {} runs", preset.key)).await?;
    }
    page.close().await
}

/// Letters at the beginning of the host's name.
async fn letters(page: &Page, what: &str) -> Result<()> {
    page.click("#site\\.host").await?;
    page.press(Key::Home + "").await?;
    took(page).await?;
    let mut times = Vec::new();
    for at in 0..EDITS {
        let letter = char::from(b'a' + u8::try_from(at % 26)?);
        page.press(letter.to_string().as_str()).await?;
        times.extend(took(page).await?);
    }
    println!("figure: {what}, of those that changed something = {} of {EDITS}", times.len());
    print(&format!("{what} to everything updated"), times);
    Ok(())
}

async fn took(page: &Page) -> Result<Option<f64>> {
    tokio::time::sleep(Duration::from_millis(120)).await;
    Ok(page.ask(TOOK).await?.as_f64())
}

/// Not random: the same secrets each time.
fn counter() -> impl FnMut() -> u8 {
    let mut last = 0_u8;
    move || {
        last = last.wrapping_mul(5).wrapping_add(17);
        last
    }
}
