//! What if it fails.

use anyhow::{Result, ensure};
use journeys::{Page, Width};
use planner::presets::PRESETS;
use thirtyfour::Key;

const FAILING: &str = "return !!document.querySelector('#pane-whatif')";
const OVER: &str = "return !document.querySelector('#pane-whatif')";

/// What the tile of one thing that people do says.
async fn able(page: &Page, ability: &str) -> Result<String> {
    page.content(&format!(".able[data-ability=\"{ability}\"]")).await
}

/// What axe finds, light and dark, wide and narrow.
async fn sound(page: &Page) -> Result<()> {
    for width in [Width::Wide, Width::Narrow] {
        page.resize(width).await?;
        for scheme in ["light", "dark"] {
            page.colours(scheme).await?;
            let found = page.axe().await?;
            ensure!(found.is_empty(), "{width:?} {scheme}: {found:#?}");
        }
        let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        ensure!(page.ask(overflow).await? == 0, "{width:?} scrolls sideways");
    }
    page.resize(Width::Wide).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fix_for_a_failed_redis_master_of_the_2022_report_is_applied() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("report-2022").await?;
    page.ask("document.getElementById('node-redis').focus()").await?;
    page.press(Key::Enter).await?;
    page.until("the card is there", "return !!document.getElementById('fail-this')").await?;
    page.click("#fail-this").await?;
    page.until("the failure has the focus", "return document.activeElement.id === 'whatif-title'").await?;

    let title = page.content("#whatif-title").await?;
    ensure!(title.contains("The master of Redis is lost"), "another failure: {title}");
    for ability in ["Read", "Log in", "Post", "Upload", "Administer"] {
        let tile = format!("return document.querySelector('.able[data-ability=\"{ability}\"]').dataset");
        let tile = page.ask(&tile).await?;
        ensure!(tile["state"] == "stops" && tile["ends"] == "by-hand", "{ability}: {tile}");
    }
    let heard = page.content("#whatif-said").await?;
    ensure!(heard.contains("lost") && heard.contains("stops until someone acts"), "not for ears: {heard}");
    let flag = page.content("#node-redis .node__flag").await?;
    ensure!(flag.contains("weakened"), "the picture says {flag}");
    let reasons = page.content(".whatif__reasons").await?;
    for words in ["nothing promotes", "describe pod redis-0", "Reasoned, not measured"] {
        ensure!(reasons.contains(words), "no “{words}” in {reasons}");
    }
    sound(&page).await?;

    page.click("#preview-remedy-0").await?;
    page.until("the fix is shown", "return document.activeElement.id === 'compare-title'").await?;
    let row = page.content("[data-difference=\"redis.mode\"]").await?;
    ensure!(row.contains("Sentinel"), "not the option: {row}");
    page.press(Key::Escape).await?;
    page.until("back at the button", "return document.activeElement.id === 'preview-remedy-0'").await?;

    page.click("[data-remedy=\"0\"]").await?;
    page.until(
        "pages come",
        "return document.querySelector('.able[data-ability=Read]').dataset.state === 'works'",
    )
    .await?;
    let post = able(&page, "Post").await?;
    ensure!(post.contains("in part for 6 to 7 s"), "posting: {post}");
    ensure!(page.content(".whatif__reasons").await?.contains("The Redis master is lost"), "no source");
    ensure!(page.value("redis.mode").await? == "sentinel", "the fix was not taken");

    let apart = "const box = it => document.querySelector(it).getBoundingClientRect(); \
                 return box('.notice__card').height > 0 && box('main').bottom === box('.bar').top";
    ensure!(page.ask(apart).await? == true, "the notice takes room from the panes");
    page.press(Key::Escape).await?;
    page.until("nothing fails any more", OVER).await?;
    let focused = page.focused().await?;
    ensure!(["fail-this", "whatif-button"].contains(&focused.as_str()), "the focus is at {focused}");
    let single = page.ask("return document.getElementById('node-redis').dataset.single").await?;
    ensure!(single == "false", "Redis is a single point still: {single}");

    page.chord(Key::Alt, "u").await?;
    page.until("it is undone", "return document.getElementById('node-redis').dataset.single === 'true'")
        .await?;
    page.click("#whatif-button").await?;
    page.until("a node fails", FAILING).await?;
    page.click("#node-nginx").await?;
    page.until(
        "the chosen box fails instead",
        "return document.getElementById('whatif-title').textContent.includes('nginx')",
    )
    .await?;
    page.click("#whatif-back").await?;
    page.until("nothing fails any more", OVER).await?;

    page.chord(Key::Alt, "i").await?;
    page.until("the shortcut opens it", FAILING).await?;
    page.ask("const it = document.getElementById('whatif-failure'); it.value = 'gone:nginx'; it.dispatchEvent(new Event('change', {bubbles: true}))")
        .await?;
    page.until("it says why nothing would help", "return !!document.getElementById('whatif-helpless')")
        .await?;
    let why = page.content("#whatif-helpless").await?;
    ensure!(why.contains("No setting would help") && why.contains("By hand"), "no reason: {why}");
    page.ask("document.activeElement.blur()").await?;
    page.press(Key::Escape).await?;
    page.until("Escape closes it wherever the focus is", OVER).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_recovers_by_itself_is_amber_and_what_waits_for_someone_is_red() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.click("#whatif-button").await?;
    let tile = "const probe = document.body.appendChild(document.createElement('i'));
        const said = name => (probe.style.color = `var(--${name})`, getComputedStyle(probe).color);
        const shape = getComputedStyle(document.querySelector('.able__shape')).color;
        return ['warning', 'error'].filter(name => said(name) === shape).join()";
    for (ends, colour) in [("by-hand", "error"), ("by-itself", "warning")] {
        page.until(ends, &format!("return document.querySelector('.able')?.dataset.ends === '{ends}'"))
            .await?;
        for scheme in ["light", "dark"] {
            page.colours(scheme).await?;
            let seen = page.ask(tile).await?;
            ensure!(seen == colour, "{ends}, {scheme}: the colour of {seen}");
        }
        if ends == "by-hand" {
            page.click("[data-remedy=\"0\"]").await?;
        }
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_flag_lies_upon_the_words_of_a_line() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let upon = "const at = css => [...document.querySelectorAll('#picture ' + css)].filter(it => it.checkVisibility())
            .map(it => [it.textContent, it.getBoundingClientRect()]);
        const all = [...document.querySelectorAll('#whatif-failure option')].map(it => it.value), found = [];
        for (const failure of all) {
            const chooser = document.getElementById('whatif-failure');
            chooser.value = failure;
            chooser.dispatchEvent(new Event('change', { bubbles: true }));
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            for (const [flag, its] of at('.node__flag'))
                for (const [words, box] of at('.line__label'))
                    if (its.left < box.right - 1 && box.left < its.right - 1 && its.top < box.bottom - 2 && box.top < its.bottom - 2)
                        found.push(`${failure}: ${flag} upon ${words}`);
        }
        return [all.length, found]";
    for preset in PRESETS {
        page.preset(preset.key).await?;
        page.click("#whatif-button").await?;
        let script = format!("const done = arguments[0]; (async () => {{ {upon} }})().then(done)");
        let seen = page.driver.execute_async(&script, Vec::new()).await?.json().clone();
        ensure!(seen[0].as_u64() > Some(10), "{}: only {} failures", preset.key, seen[0]);
        ensure!(seen[1].as_array().is_some_and(Vec::is_empty), "{}: {:#}", preset.key, seen[1]);
        page.press(Key::Escape).await?;
    }
    page.close().await
}
