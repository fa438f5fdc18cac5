//! From the click to the zip of the largest preset.

use anyhow::Result;
use journeys::{Page, Width};

use crate::print;

const EXPORTS: usize = 20;

/// Notes how long it took from the last click to the bytes.
const WATCH: &str = "
    let clicked = 0;
    addEventListener('click', event => { clicked = event.timeStamp; }, true);
    const create = URL.createObjectURL;
    URL.createObjectURL = blob => { window.__export = performance.now() - clicked; return create.call(URL, blob); };
    return true;";

pub async fn of_the_largest_preset() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("highly-available").await?;
    page.ask(WATCH).await?;
    let mut times = Vec::new();
    for _ in 0..EXPORTS {
        page.ask("window.__export = undefined; return true").await?;
        page.click("#download").await?;
        // With errors in the plan it asks; the click that says yes is the one that counts.
        if page.ask("return !!document.querySelector('#download-anyway')").await?.as_bool() == Some(true) {
            page.click("#download-anyway").await?;
        }
        page.until("the zip is there", "return window.__export !== undefined").await?;
        times.extend(page.ask("return window.__export").await?.as_f64());
    }
    print("click to zip of the largest preset", times);
    page.close().await
}
