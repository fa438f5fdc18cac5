//! The browser's Back button, leaving the page, and the messages on the way.

use std::time::Duration;

use anyhow::{Result, ensure};
use journeys::{Page, Width};
use serde_json::json;
use thirtyfour::Key;

/// What lies over the page.
const OVER: &str = "return document.querySelector('#plans:popover-open') ? 'plans'
    : document.querySelector('#compare-title') ? 'compare'
    : document.querySelector('#capacity-title') ? 'capacity'
    : document.querySelector('.panes').dataset.pane === 'alone' ? 'picture alone'
    : document.querySelector('#pane-whatif') ? 'what if'
    : document.querySelector('#upgrade') ? 'upgrade' : 'page'";

async fn over(page: &Page, what: &str) -> Result<()> {
    page.until(what, &format!("return (() => {{ {OVER} }})() === {}", json!(what))).await
}

/// Whether the browser would ask before the page is left.
async fn asks(page: &Page) -> Result<bool> {
    let leave = "const leave = new Event('beforeunload', { cancelable: true });
        window.dispatchEvent(leave); return leave.defaultPrevented";
    Ok(page.ask(leave).await? == true)
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_go_from_panel_to_panel_and_the_typed_secret_stays() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write_secret("secrets.mail", "the-password-of-my-mail").await?;
    page.click("#compare-button").await?;
    over(&page, "compare").await?;
    page.driver.back().await?;
    over(&page, "page").await?;
    page.driver.forward().await?;
    over(&page, "compare").await?;
    page.chord(Key::Alt, "m").await?;
    over(&page, "capacity").await?;
    page.chord(Key::Alt, "i").await?;
    over(&page, "what if").await?;
    page.press(Key::Escape + "").await?;
    over(&page, "page").await?;
    page.click("#plans-button").await?;
    over(&page, "plans").await?;
    for view in ["page", "what if", "capacity", "compare", "page"] {
        page.driver.back().await?;
        over(&page, view).await?;
    }
    for view in ["compare", "capacity", "what if", "page", "plans"] {
        page.driver.forward().await?;
        over(&page, view).await?;
    }
    page.driver.back().await?;
    over(&page, "page").await?;
    // The picture alone is such a panel too.
    page.click("#picture-alone").await?;
    over(&page, "picture alone").await?;
    page.driver.back().await?;
    over(&page, "page").await?;
    page.driver.forward().await?;
    over(&page, "picture alone").await?;
    page.press(Key::Escape + "").await?;
    over(&page, "page").await?;
    let strength =
        "return document.querySelector('[data-field=\"secrets.mail\"] .secret__strength').textContent";
    ensure!(!page.ask(strength).await?.to_string().contains("Empty"), "the typed password is gone");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_pasted_over_the_address_keeps_the_way_back() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.click("#compare-button").await?;
    over(&page, "compare").await?;
    page.press(Key::Escape + "").await?;
    over(&page, "page").await?;
    page.ask("location.hash = 'v1.trial&site.host=talk.misago-project.org'; return true").await?;
    page.until(
        "the link is open",
        "return document.querySelector('[data-node=\"ingress\"]').textContent.includes('talk.misago-project.org')",
    )
    .await?;
    page.driver.back().await?;
    page.driver.back().await?;
    over(&page, "compare").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_asks_before_a_typed_secret_is_lost_and_only_then() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    ensure!(!asks(&page).await?, "it asks though nothing was typed");
    page.write("site.host", "talk.misago-project.org").await?;
    ensure!(!asks(&page).await?, "it asks for what is stored");
    page.write_secret("secrets.mail", "the-password-of-my-mail").await?;
    ensure!(asks(&page).await?, "a typed secret is lost without a question");
    page.click("#undo").await?;
    ensure!(!asks(&page).await?, "it asks for what was undone");
    page.click("#redo").await?;
    ensure!(asks(&page).await?, "it is there again");
    page.click("#download").await?;
    page.click("#download-anyway").await?;
    page.downloaded("forum.zip").await?;
    ensure!(!asks(&page).await?, "it asks for what was downloaded");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_moves_nothing_and_leaves_and_a_refusal_stays() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let place = "return JSON.stringify(['#picture', '.panes', '#pane-findings'].map(css => document.querySelector(css).getBoundingClientRect()))";
    page.preset("highly-available").await?;
    page.until("it is said", "return !!document.querySelector('.notice__card')").await?;
    let said = page.ask(place).await?;
    ensure!(
        page.ask("return document.getElementById('notice').getAttribute('role')").await? == "status",
        "it is not read aloud"
    );
    page.ask("document.activeElement.blur(); return true").await?;
    page.until("it leaves", "return !document.querySelector('.notice__card')").await?;
    ensure!(page.ask(place).await? == said, "the picture is drawn larger when nothing is said");

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("no.zip");
    std::fs::write(&file, b"PK\x03\x04 and no more")?;
    page.find("input[type=file]").await?.send_keys(file.to_string_lossy().as_ref()).await?;
    page.until(
        "it is refused",
        "return document.querySelector('#notice').textContent.includes('Not loaded')",
    )
    .await?;
    tokio::time::sleep(Duration::from_secs(12)).await;
    ensure!(page.content("#notice").await?.contains("Not loaded"), "the refusal left by itself");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn yours_fresh_and_warning_look_different_and_a_preset_marks_no_file() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.preset("highly-available").await?;
    let dots = "return document.querySelectorAll('.tree__dot').length + document.querySelectorAll('#files [data-mark]').length";
    ensure!(page.ask(dots).await? == 0, "a preset marks {} places", page.ask(dots).await?);
    page.write("postgres.storage", "33Gi").await?;
    page.until("its line is marked", "return !!document.querySelector('#files [data-mark=changed]')").await?;
    let colours =
        "const colour = (css, pseudo, what) => getComputedStyle(document.querySelector(css), pseudo)[what];
        return [colour('.field[data-changed=true]', '::before', 'backgroundColor'),
                colour('#files [data-mark=changed]', '::before', 'color'),
                colour('.mark[data-severity=warning]', null, 'color')]";
    for scheme in ["light", "dark"] {
        page.colours(scheme).await?;
        let seen = page.ask(colours).await?;
        let [yours, fresh, warning] = seen.as_array().map(Vec::as_slice).unwrap_or_default() else {
            anyhow::bail!("no colours: {seen}")
        };
        ensure!(
            yours != fresh && fresh != warning && yours != warning,
            "{scheme}: two are the same of {seen}"
        );
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_no_key_is_named_the_menu_closes_and_the_tally_leads_to_the_first_finding() -> Result<()> {
    let page = Page::open(Width::Narrow).await?;
    page.driver.cdp().send_raw("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
    page.until("fingers", "return matchMedia('(pointer: coarse)').matches").await?;
    page.preset("small-production").await?;
    page.chord(Key::Alt, "c").await?;
    over(&page, "compare").await?;
    let keys = "return [...document.querySelectorAll('kbd')].filter(key => key.checkVisibility() && !key.closest('dialog')).map(key => key.textContent).join()";
    ensure!(page.ask(keys).await? == "", "a phone shows the keys {}", page.ask(keys).await?);
    page.press(Key::Escape + "").await?;
    page.click("#more-button").await?;
    page.until("the menu is open", "return !!document.querySelector('#more:popover-open')").await?;
    page.ask("document.querySelector('#load').click = () => {}; document.querySelector('#load-button').click(); return true")
        .await?;
    page.until("Load closes the menu", "return !document.querySelector('#more:popover-open')").await?;

    page.click("#tally").await?;
    page.until(
        "the first finding is in view",
        "const box = document.querySelector('#findings .finding').getBoundingClientRect();
         const pane = document.querySelector('.findings').getBoundingClientRect();
         return box.top >= pane.top && box.top < pane.bottom - 40",
    )
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_secret_looks_empty_in_its_file() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.click("[data-path=\"secrets/secret.yaml\"]").await?;
    let line = "return [...document.querySelectorAll('#files > .row')].map(row => row.textContent).find(row => row.includes('EMAIL_HOST_PASSWORD')) ?? ''";
    page.until("the file is shown", &format!("return (() => {{ {line} }})() !== ''")).await?;
    let empty = page.ask(line).await?;
    ensure!(!empty.to_string().contains('•'), "nothing looks like something: {empty}");
    page.write_secret("secrets.mail", "the-password-of-my-mail").await?;
    page.click("[data-path=\"secrets/secret.yaml\"]").await?;
    page.until("dots", &format!("return (() => {{ {line} }})().includes('•')")).await?;
    page.close().await
}
