//! The page before the program has loaded, and the moment when it takes over.

use anyhow::{Result, ensure};
use journeys::{Page, Width};
use serde_json::json;
use thirtyfour::Key;

/// Records the browser's layout shifts (CLS).
const WATCH_SHIFTS: &str = "
    window.__shifts = [];
    new PerformanceObserver(list => list.getEntries().forEach(entry => window.__shifts.push({
        value: entry.value, of: entry.sources.map(source => source.node?.id || source.node?.className || source.node?.nodeName) })))
        .observe({ type: 'layout-shift', buffered: true });";

/// Where everything is. Inside of pictures the program draws with groups of its own, which have no place of their own.
const PLACES: &str = "[...document.querySelectorAll('#app *:not(svg *)')]
    .map(e => [`${e.tagName} ${e.id}`, e.getBoundingClientRect()]).filter(([, at]) => at.height > 0)";

/// What has no counterpart within half a pixel: the program shapes some words in two pieces, and painted they are one.
const MOVED: &str = "
    const near = (one, other) => ['x', 'y', 'width', 'height'].every(side => Math.abs(one[side] - other[side]) < 0.5);
    const lost = (these, those) => these
        .filter(([name, at]) => !those.some(([other, its]) => name === other && near(at, its)))
        .map(([name, at]) => [name, at.x, at.y, at.width, at.height].join(' '));
    return [...lost(before, after), ...lost(after, before)]";

/// The painted page, with the program still on its way.
async fn painted(width: Width, before: &str) -> Result<Page> {
    let page = Page::unopened(width).await?;
    page.before_each_page(before).await?;
    page.site()?.hold(".wasm");
    page.driver.goto(&page.site()?.address).await?;
    page.find("#download").await?;
    ensure!(page.content("#status").await?.starts_with("Loading"), "the page does not say that it loads");
    Ok(page)
}

async fn arrived(page: &Page) -> Result<()> {
    page.site()?.release();
    page.usable().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_before_the_program_has_arrived_is_in_the_plan_afterwards() -> Result<()> {
    let page = painted(Width::Wide, "").await?;
    page.click("#site\\.host").await?;
    page.chord(Key::Control, "a").await?;
    page.press("talk.misago-project.org").await?;
    for _ in 0..3 {
        page.press(Key::Left + "").await?;
    }
    arrived(&page).await?;

    ensure!(page.value("site.host").await? == "talk.misago-project.org", "the field is empty");
    ensure!(page.focused().await? == "site.host", "the focus is lost");
    let caret = page.ask("return document.activeElement.selectionStart").await?;
    ensure!(caret.as_u64() == Some(20), "the caret is at {caret}");
    ensure!(
        page.content("[data-node=\"ingress\"]").await?.contains("talk.misago-project.org"),
        "the picture does not know"
    );
    page.press("x").await?;
    ensure!(page.value("site.host").await? == "talk.misago-project.xorg", "typing does not go on");

    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_that_it_loads_covers_no_button() -> Result<()> {
    let page = painted(Width::Wide, "").await?;
    for window in [(1440, 900), (1280, 720), (1024, 768), (820, 1180), (390, 844), (320, 568)] {
        page.resize_to(window).await?;
        let covered = "const box = document.querySelector('#status').getBoundingClientRect();
            return [...document.querySelectorAll('#app :is(button, input, select, a)')].filter(it => it.checkVisibility()).filter(it => {
                const its = it.getBoundingClientRect();
                return box.width > 2 && its.left < box.right && box.left < its.right && its.top < box.bottom && box.top < its.bottom;
            }).map(it => it.id || it.textContent)";
        let covered = page.ask(covered).await?;
        ensure!(covered.as_array().is_some_and(Vec::is_empty), "{window:?}: it covers {covered}");
        let line = page.ask(
            "return document.querySelector('.arriving__line').getBoundingClientRect().width === innerWidth",
        );
        ensure!(line.await? == true, "{window:?}: nothing moves");
    }
    arrived(&page).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_program_loads_the_page_shows_how_much_has_come() -> Result<()> {
    let page = Page::unopened(Width::Wide).await?;
    page.site()?.hold_half(".wasm");
    page.driver.goto(&page.site()?.address).await?;
    page.until(
        "one half has come",
        "const line = document.querySelector('.arriving__line'); return line.value > 0.4 * line.max && line.value < 0.6 * line.max",
    )
    .await?;
    let share =
        page.ask("return getComputedStyle(document.querySelector('#status'), '::after').content").await?;
    ensure!(share.as_str().is_some_and(|share| share.contains("%")), "nothing says how much: {share}");
    arrived(&page).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_early_is_stored_for_the_next_visit() -> Result<()> {
    let page = painted(Width::Wide, "").await?;
    page.click("#site\\.host").await?;
    page.chord(Key::Control, "a").await?;
    page.press("talk.misago-project.org").await?;
    arrived(&page).await?;
    page.until(
        "the plan is stored",
        "return JSON.stringify(localStorage).includes('talk.misago-project.org')",
    )
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_early_does_its_work_when_the_program_is_there() -> Result<()> {
    let page = painted(Width::Wide, "").await?;
    page.preset("trial").await?;
    ensure!(page.content("#status").await?.contains("what you pressed"), "the click seems to be lost");
    arrived(&page).await?;
    page.until(
        "the preset is taken",
        "return document.querySelector('[data-preset=trial]').ariaPressed === 'true'",
    )
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_does_not_move_when_the_program_takes_over() -> Result<()> {
    for width in [Width::Wide, Width::Narrow] {
        let page = painted(width, WATCH_SHIFTS).await?;
        page.ask(&format!("window.__before = {PLACES}; return true")).await?;
        arrived(&page).await?;
        page.ask("return new Promise(done => setTimeout(done, 500))").await?;
        let shifts = page.ask("return JSON.stringify(window.__shifts)").await?;
        ensure!(shifts == "[]", "{width:?}: {shifts}");
        let moved =
            page.ask(&format!("const [before, after] = [window.__before, {PLACES}]; {MOVED}")).await?;
        ensure!(
            moved.as_array().is_some_and(Vec::is_empty),
            "{width:?}: something has another place or size: {moved:#?}"
        );
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_does_not_move_while_it_arrives_in_pieces() -> Result<()> {
    for width in [Width::Wide, Width::Narrow] {
        let page = Page::unopened(width).await?;
        page.before_each_page(WATCH_SHIFTS).await?;
        page.site()?.dawdle("<footer");
        page.visit(&page.site()?.address).await?;
        let shifts = page.ask("return JSON.stringify(window.__shifts)").await?;
        ensure!(shifts == "[]", "{width:?}: {shifts}");
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_web_assembly_the_page_says_so() -> Result<()> {
    let page = Page::unopened(Width::Wide).await?;
    page.before_each_page("delete globalThis.WebAssembly").await?;
    page.driver.goto(&page.site()?.address).await?;
    page.until(
        "the page says so",
        "return document.querySelector('#status').textContent.includes('needs WebAssembly')",
    )
    .await?;
    let seen = page.ask(
        "const status = document.querySelector('#status').getBoundingClientRect(), form = document.querySelector('#pane-form').getBoundingClientRect();
         return status.height > 0 && status.bottom <= innerHeight && form.height > 200 && status.top >= form.bottom",
    );
    ensure!(seen.await?.as_bool() == Some(true), "the reason is not seen, or covers the form");
    page.ask("document.querySelector('#site\\\\.host').focus(); return true").await?;
    ensure!(page.focused().await? != "site.host", "a form that does nothing takes answers");
    // The reason is in the console as well, so that this is no page without errors.
    Ok(page.driver.clone().quit().await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_page_shows_the_picture_and_one_line_and_nothing_that_does_not_work() -> Result<()>
{
    for width in Width::ALL {
        let page = Page::unopened(width).await?;
        page.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        page.driver.goto(&page.site()?.address).await?;
        page.find("#picture").await?;
        let line = page.ask("return document.querySelector('.arriving').innerText").await?.to_string();
        ensure!(line.contains("JavaScript") && !line.contains("Loading"), "{width:?}: the line is {line}");
        let seen = page.ask(
            "const box = css => document.querySelector(css).getBoundingClientRect();
             const [line, picture] = [box('.arriving'), box('#picture')];
             return line.top >= 0 && line.bottom <= picture.top && picture.top < innerHeight / 2 && picture.height > 200",
        );
        ensure!(seen.await? == true, "{width:?}: line and picture are not seen");
        let idle = "return [...document.querySelectorAll('button, input, select')].filter(it => it.checkVisibility()).map(it => it.id || it.textContent)";
        let idle = page.ask(idle).await?;
        ensure!(idle.as_array().is_some_and(Vec::is_empty), "{width:?}: {idle} does nothing");
        page.driver.clone().quit().await?;
    }
    Ok(())
}
