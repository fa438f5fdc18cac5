//! Memory in a long session: after a hundred edits and after a thousand, as separate undo steps or as letters of a word.

use anyhow::{Context, Result};
use journeys::{Page, Width};
use serde_json::json;
use thirtyfour::Key;

/// Keeps the program's memory where a script can measure it.
const HOOK: &str = "
    for (const way of ['instantiate', 'instantiateStreaming']) {
        const before = WebAssembly[way];
        WebAssembly[way] = async (...given) => {
            const made = await before.apply(WebAssembly, given);
            window.__memory = (made.instance ?? made).exports.memory;
            return made;
        };
    }";

pub async fn over_a_thousand_edits() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.driver.cdp().send_raw("Page.enable", json!({})).await?;
    page.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", json!({ "source": HOOK })).await?;
    page.driver.refresh().await?;
    page.usable().await?;
    page.preset("report-2022").await?;
    for edits in 1..=1000 {
        match edits % 4 {
            0 => page.click("#site\\.mail").await?,
            2 => page.click("#site\\.secure_cookies").await?,
            1 => {
                page.click("#site\\.host").await?;
                page.press(Key::Home + "a").await?;
            }
            _ => {
                page.click("#site\\.host").await?;
                page.press(Key::Home + "").await?;
                page.press(Key::Delete + "").await?;
            }
        }
        if [100, 1000].contains(&edits) {
            weigh(&page, edits).await?;
        }
    }
    page.close().await
}

async fn weigh(page: &Page, edits: u32) -> Result<()> {
    let cdp = page.driver.cdp();
    cdp.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
    let program = page.ask("return window.__memory.buffer.byteLength").await?;
    let heap = cdp.send_raw("Runtime.getHeapUsage", json!({})).await?;
    let counters = cdp.send_raw("Memory.getDOMCounters", json!({})).await?;
    let program = program.as_f64().context("the program's memory is known")? / 1024.0;
    let heap = heap["usedSize"].as_f64().context("the heap's size is known")? / 1024.0;
    println!("figure: memory of the program after {edits} edits = {program:.0} KiB");
    println!("figure: JavaScript heap after {edits} edits = {heap:.0} KiB");
    println!("figure: nodes of the document after {edits} edits = {} nodes", counters["nodes"]);
    println!("figure: listeners after {edits} edits = {} listeners", counters["jsEventListeners"]);
    Ok(())
}
