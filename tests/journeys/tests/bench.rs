//! Times in Chromium, printed for `cargo xtask bench`. No bar is checked here: a machine has bad days.

#[path = "bench/loading.rs"]
mod loading;

use anyhow::Result;
use journeys::{Page, Width};

const KEYS: usize = 50;

/// Presses keys in a field through real key events and notes, for each, how long it took from the
/// event until the picture, the findings and the files had changed for the last time.
const WATCH: &str = "
    window.__times = [];
    let start = 0, last = 0;
    const seen = new MutationObserver(() => { last = performance.now(); });
    for (const target of [document.querySelector('#files'), document.querySelector('#picture'), document.querySelector('#findings')])
        if (target) seen.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
    addEventListener('keydown', event => { if (event.key.length === 1) { start = event.timeStamp; last = 0; } }, true);
    addEventListener('keyup', event => { if (event.key.length === 1) setTimeout(() => { if (last) window.__times.push(last - start); }, 60); }, true);
    return true;";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, not a test: cargo xtask bench"]
async fn bench_key_presses_and_export() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("report-2022").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.click("[data-path=\"base/70-ingress.yaml\"]").await?;
    page.click("#site\\.host").await?;
    page.press(thirtyfour::Key::Home + "").await?;
    page.ask(WATCH).await?;
    for at in 0..KEYS {
        let letter = char::from(b'a' + u8::try_from(at % 26)?);
        page.press(letter.to_string().as_str()).await?;
        tokio::time::sleep(std::time::Duration::from_millis(120)).await;
    }
    let times = page.ask("return window.__times").await?;
    let mut times: Vec<f64> =
        times.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    times.sort_by(f64::total_cmp);
    println!("figure: key presses that changed something = {} of {KEYS}", times.len());
    if let (Some(median), Some(p95)) = (times.get(times.len() / 2), times.get(times.len() * 95 / 100)) {
        println!("figure: key press to everything updated, median = {median:.1} ms");
        println!("figure: key press to everything updated, p95 = {p95:.1} ms");
    }

    let export = "const a = performance.now(); const create = URL.createObjectURL;
        return new Promise(done => { URL.createObjectURL = blob => { const end = performance.now(); URL.createObjectURL = create;
            done(end - window.__clicked); return create.call(URL, blob); };
            addEventListener('click', event => { window.__clicked ??= event.timeStamp; }, true);
            (document.querySelector('#download')).click();
            setTimeout(() => document.querySelector('#download-anyway')?.click(), 50); })";
    let mut exports = Vec::new();
    for _ in 0..10 {
        page.ask("window.__clicked = undefined; return true").await?;
        if let Some(time) = page.ask(export).await?.as_f64() {
            exports.push(time);
        }
    }
    exports.sort_by(f64::total_cmp);
    if let Some(median) = exports.get(exports.len() / 2) {
        println!("figure: click to zip, median = {median:.1} ms");
    }
    page.close().await
}
