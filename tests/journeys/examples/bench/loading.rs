//! A first visit over a slow line: 150 ms there and back, 1.6 Mbit/s, a processor four times slower.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use journeys::{Page, Width};
use serde_json::json;

const VISITS: usize = 5;

/// Notes when the first field can be filled in, when the program has taken over, and how far things moved.
const WATCH: &str = "
    window.__moved = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { window.__moved += entry.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver(list => list.getEntries().forEach(entry => {
        if (entry.name === 'first-contentful-paint') window.__seen = entry.startTime; })).observe({ type: 'paint', buffered: true });
    const look = now => {
        const field = document.getElementById('site.host');
        if (field && !field.closest('[inert]') && field.checkVisibility()) window.__usable ??= now;
        if (window.__usable && !document.getElementById('arriving')) { window.__taken = now; return; }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

pub async fn first_visit_on_a_slow_line() -> Result<()> {
    let packed = std::env::var_os("FORUM_PLANNER_PACKED").context("run it through cargo xtask bench")?;
    let mut visits = Vec::new();
    for _ in 0..VISITS {
        visits.push(visit(packed.as_ref()).await?);
    }
    let names = ["first contentful paint", "first usable input", "the program has taken over"];
    for (at, name) in names.into_iter().enumerate() {
        println!("figure: {name}, slow 4G, CPU/4, median = {:.0} ms", median(&visits, at));
    }
    println!("figure: layout shift of a first visit = {:.4} (0 is steady)", median(&visits, 3));
    Ok(())
}

/// One visit by a browser that has never been here.
async fn visit(packed: &Path) -> Result<[f64; 4]> {
    let page = Page::unopened(Width::Wide).await?;
    page.site()?.pack(packed);
    page.before_each_page(WATCH).await?;
    let line = json!({ "offline": false, "latency": 150, "downloadThroughput": 1.6e6 / 8.0, "uploadThroughput": 0.75e6 / 8.0 });
    page.driver.cdp().send_raw("Network.enable", json!({})).await?;
    page.driver.cdp().send_raw("Network.emulateNetworkConditions", line).await?;
    page.driver.cdp().send_raw("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await?;
    page.driver.goto(&page.site()?.address).await?;
    page.until("the program has taken over", "return window.__taken > 0").await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let noted = page.ask("return [window.__seen, window.__usable, window.__taken, window.__moved]").await?;
    let noted: [f64; 4] = serde_json::from_value(noted).context("four numbers")?;
    page.close().await?;
    Ok(noted)
}

fn median(visits: &[[f64; 4]], at: usize) -> f64 {
    let mut values: Vec<f64> = visits.iter().map(|visit| visit[at]).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
