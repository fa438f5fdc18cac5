//! Typing: where the Tab key leads, what a letter may press, when a secret counts, and how long a text may be.

use anyhow::{Result, ensure};
use journeys::{Page, Width};
use serde_json::{Value, json};
use thirtyfour::Key;

/// What the focus is on: a field's control by the field's id, or a button by its text.
const FOCUS: &str = "const e = document.activeElement;
    return e.matches('input, select, textarea') ? e.closest('.field')?.dataset.field ?? e.id : 'button: ' + e.textContent";

/// What pressing a button could have changed: what can be undone, what is open, chosen or switched on, and which
/// secrets are shown.
const STATE: &str = "return JSON.stringify([document.querySelector('#undo').title,
    [...document.querySelectorAll('[aria-pressed=true], [aria-expanded=true], :checked, dialog[open], :popover-open')]
        .map(e => e.id || e.textContent),
    [...document.querySelectorAll('.field input')].map(e => e.type)])";

/// Goes into a field with all of its text selected.
pub async fn enter(page: &Page, field: &str) -> Result<()> {
    page.open_section(field.split('.').next().unwrap_or(field)).await?;
    page.click(&format!("[id='{field}']")).await?;
    page.chord(Key::Control, "a").await
}

/// The sentence of the moment.
pub async fn said(page: &Page, words: &str) -> Result<()> {
    let script = format!("return document.querySelector('#notice').textContent.includes({})", json!(words));
    page.until(words, &script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn tab_from_a_changed_field_goes_to_the_next_field_and_what_is_typed_there_is_kept() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    enter(&page, "site.smtp_host").await?;
    page.press("a.b.org").await?;
    page.press(Key::Tab + "").await?;
    page.chord(Key::Control, "a").await?;
    page.press("my forum").await?;
    ensure!(page.value("site.smtp_host").await? == "a.b.org", "a space gave the server its old name back");
    ensure!(page.value("site.smtp_user").await? == "my forum", "what was typed after Tab is gone");

    // Through every field of the longest sections, each of them changed or with something to object to.
    for part in ["site", "cluster", "secrets", "postgres"] {
        page.open_section(part).await?;
        let fields = page
            .ask(&format!(
                "return [...document.querySelectorAll('#{part} .field')].map(field => field.dataset.field)"
            ))
            .await?;
        let fields: Vec<&str> = fields.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        page.ask(&format!("document.querySelector('#{part} .section__button').focus(); return true")).await?;
        for field in fields {
            page.press(Key::Tab + "").await?;
            let mut at = page.ask(FOCUS).await?;
            // What folds the further options away stands before them, once in a section.
            if at.as_str().is_some_and(|at| at.starts_with("button: Fewer options")) {
                page.press(Key::Tab + "").await?;
                at = page.ask(FOCUS).await?;
            }
            ensure!(at == field, "Tab leads to {at} in place of {field}");
        }
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn words_typed_where_no_text_is_press_nothing_and_a_space_alone_does() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.open_section("site").await?;
    page.open_section("secrets").await?;
    let focus = |css: &str| format!("document.querySelector({}).focus(); return true", json!(css));
    for css in [
        "[id='site.mail']",
        "[data-field='secrets.redis'] [data-secret='Show']",
        "[data-field='secrets.redis'] [data-secret='Generate']",
        "#postgres .section__button",
        "#forget-secrets",
        "#help-button",
        "[data-preset='trial']",
    ] {
        page.ask(&focus(css)).await?;
        let before = page.ask(STATE).await?;
        page.press("my forum? ").await?;
        let after = page.ask(STATE).await?;
        ensure!(after == before, "typing at {css} made {after} of {before}");
    }
    // Who means the switch presses it.
    let on = "return document.getElementById('site.mail').checked";
    page.ask(&focus("[id='site.mail']")).await?;
    page.press("x").await?;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    page.press(" ").await?;
    ensure!(page.ask(on).await? == false, "a space does not press the switch");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_to_the_preset_and_a_fields_buttons_are_one_shortcut_away() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    enter(&page, "site.host").await?;
    page.press("talk.misago-project.org").await?;
    let described = page.find("#site\\.host").await?.attr("aria-describedby").await?.unwrap_or_default();
    ensure!(described.contains("site.host-reset"), "nothing is read of the way back: {described}");
    page.chord(Key::Alt, "r").await?;
    page.until(
        "it is the preset's",
        "return document.getElementById('site.host').value === 'forum.example.org'",
    )
    .await?;
    said(&page, "Host name: forum.example.org, as in the preset").await?;
    ensure!(page.focused().await? == "site.host", "the focus is lost");
    page.chord(Key::Alt, "u").await?;
    ensure!(page.value("site.host").await? == "talk.misago-project.org", "no way back from that");

    enter(&page, "secrets.redis").await?;
    page.chord(Key::Alt, "a").await?;
    let button = "return document.activeElement.dataset.secret ?? ''";
    ensure!(page.ask(button).await? == "Show", "the buttons of the field are out of reach");
    page.press(Key::Right + Key::Right).await?;
    ensure!(page.ask(button).await? == "Generate", "the arrow keys do not go on");
    page.press(" ").await?;
    said(&page, "regenerated").await?;
    page.press(Key::Escape + "").await?;
    ensure!(page.focused().await? == "secrets.redis", "Escape does not lead back to the field");
    page.press("?").await?;
    page.chord(Key::Alt, "u").await?;
    page.click("#help-button").await?;
    let help = page.content("#help").await?;
    ensure!(help.contains("Reset the current field"), "the help does not know the way back");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_secret_counts_at_once_and_next_goes_on_to_another_field() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    enter(&page, "secrets.mail").await?;
    let empty =
        "return document.querySelector('[data-field=\"secrets.mail\"] .secret__strength').textContent";
    ensure!(page.ask(empty).await?.as_str().is_some_and(|words| words.contains("Empty")), "it is not empty");
    page.press("the-password-of-my-mail").await?;
    page.until("it counts", &format!("return !((() => {{ {empty} }})().includes('Empty'))")).await?;
    page.chord(Key::Alt, "n").await?;
    page.until("Next leads on", "return document.activeElement.id !== 'secrets.mail'").await?;

    // From field to field, though none of them is filled in: each once, and then the first again.
    let first = page.focused().await?;
    let mut seen = vec![first.clone()];
    loop {
        page.chord(Key::Alt, "n").await?;
        page.until("it goes on", &format!("return document.activeElement.id !== {}", json!(seen.last())))
            .await?;
        let now = page.focused().await?;
        if now == first {
            break;
        }
        ensure!(!seen.contains(&now), "{now} comes twice: {seen:?}");
        seen.push(now);
    }
    ensure!(seen.len() > 4 && !seen.contains(&"secrets.mail".to_owned()), "Next went to {seen:?}");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_pasted_into_a_field_costs_one_sentence_and_no_slow_key() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.open_section("secrets").await?;
    for field in ["site.host", "postgres.max_connections", "secrets.mail"] {
        enter(&page, field).await?;
        let before = page.value(field).await?;
        // As a paste arrives: at once, and through the editor of the browser.
        let paste = json!({ "text": "x".repeat(1_000_000) });
        page.driver.cdp().send_raw("Input.insertText", paste).await?;
        said(&page, "Not pasted: that would be 1000").await?;
        ensure!(
            page.value(field).await? == before,
            "{field} has {} characters",
            page.value(field).await?.len()
        );
    }
    // What a script puts there is cut.
    page.ask(
        "const host = document.getElementById('site.host'); host.value = 'x'.repeat(1000000);
         host.dispatchEvent(new InputEvent('input', { bubbles: true })); return true",
    )
    .await?;
    ensure!(
        page.value("site.host").await?.len() == 4096,
        "the page holds {}",
        page.value("site.host").await?.len()
    );
    page.click("#site\\.host").await?;
    let slowest = "const keys = []; new PerformanceObserver(list => keys.push(...list.getEntries().map(e => e.duration)))
        .observe({ type: 'event', durationThreshold: 500 }); window.__slow = keys; return true";
    page.ask(slowest).await?;
    page.press("abc").await?;
    let slow = page.ask("return window.__slow.length").await?;
    ensure!(slow == 0, "{slow} keys took more than half a second");
    page.close().await
}
