//! The page for everyone: keyboards, small windows, enlarged ones, forced colours, screen readers, newcomers.

use anyhow::{Context, Result, ensure};
use journeys::{Page, Width};
use serde_json::json;
use thirtyfour::Key;

/// What a person sees of controls that reach beyond the window's sides; and how far the page itself does.
const BEYOND: &str = "
    const width = document.documentElement.clientWidth;
    const beyond = [...document.querySelectorAll('.header button, .tabs button, .bar button, .form :is(button, input, select)')]
        .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen') && !e.matches('.unseen'))
        .filter(e => !e.closest('.segments') || e.getAttribute('aria-pressed') === 'true')
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([e, box]) => box.width > 0 && (box.left < -1 || box.right > width + 1))
        .map(([e]) => e.id || e.textContent);
    if (document.documentElement.scrollWidth > width) beyond.push('the page');
    const bar = document.querySelector('#download').getBoundingClientRect();
    if (bar.bottom > innerHeight + 1) beyond.push('the download, below');
    return beyond.join(', ')";

async fn active(page: &Page) -> Result<String> {
    page.focused().await
}

#[tokio::test(flavor = "multi_thread")]
async fn at_360_px_and_at_200_percent_nothing_scrolls_sideways_and_everything_can_be_reached() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    for width in [Width::Small, Width::Zoomed] {
        page.resize(width).await?;
        for preset in ["small-production", "highly-available"] {
            page.preset(preset).await?;
            for pane in ["form", "picture", "findings", "files"] {
                page.click(&format!("[data-tab=\"{pane}\"]")).await?;
                let beyond = page.ask(BEYOND).await?;
                ensure!(beyond == "", "{width:?} {preset} {pane}: {beyond}");
                let seen = format!(
                    "return document.querySelector('#pane-{pane}').getBoundingClientRect().height > 120"
                );
                ensure!(page.ask(&seen).await? == true, "{width:?} {preset}: no room for the {pane}");
            }
        }
        // What has no room in the header is behind one button.
        page.click("#more-button").await?;
        for id in ["load-button", "theme", "help-button"] {
            let box_is_seen = format!(
                "const b = document.querySelector('#{id}').getBoundingClientRect(); return b.width > 0 && b.left >= 0 && b.right <= innerWidth && b.bottom <= innerHeight"
            );
            ensure!(page.ask(&box_is_seen).await? == true, "{width:?}: {id} cannot be seen");
        }
        page.press(Key::Escape + "").await?;
        // The picture's text is as large as elsewhere, in every window.
        page.click("[data-tab=\"picture\"]").await?;
        let pixels = "const svg = document.querySelector('#picture');
            return 11 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width";
        let pixels = page.ask(pixels).await?.as_f64().context("a size")?;
        ensure!(pixels >= 11.0, "{width:?}: words of {pixels} px");
        page.click("[data-tab=\"form\"]").await?;
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_tablet_held_upright_the_page_scrolls_no_way_but_down() -> Result<()> {
    let page = Page::open(Width::Upright).await?;
    for preset in ["report-2022", "highly-available"] {
        page.preset(preset).await?;
        for pane in ["picture", "findings", "files"] {
            page.click(&format!("[data-tab=\"{pane}\"]")).await?;
            let beyond = page.ask(BEYOND).await?;
            ensure!(beyond == "", "{preset} {pane}: {beyond}");
        }
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn arrow_keys_walk_along_the_picture_and_enter_opens_what_it_shows() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.chord(Key::Alt, "p").await?;
    page.until("the first box has the focus", "return document.activeElement.id === 'node-ingress.visitors'")
        .await?;
    page.press(Key::Down + "").await?;
    ensure!(active(&page).await? == "node-ingress", "down leads to {}", active(&page).await?);
    page.press(Key::Down + "").await?;
    ensure!(active(&page).await? == "node-nginx", "down leads to {}", active(&page).await?);
    let stops = "return document.querySelectorAll('#picture [tabindex=\"0\"]').length";
    ensure!(page.ask(stops).await? == 1, "the picture is more than one stop of the Tab key");
    page.press(Key::Enter + "").await?;
    page.until("its section is open", "return !!document.querySelector('#nginx [aria-expanded=\"true\"]')")
        .await?;
    ensure!(page.content(".caption").await?.contains("nginx"), "the caption does not say what it is");
    ensure!(active(&page).await? == "node-nginx", "the focus left the picture");

    // A box whose questions are the second half of a section opens there, not at its top.
    page.ask("document.getElementById('node-site.mail').focus(); return true").await?;
    page.press(Key::Enter + "").await?;
    page.until(
        "the mail's questions are in view",
        "const form = document.querySelector('#form').getBoundingClientRect();
         const label = document.getElementById('site.mail-label').getBoundingClientRect();
         return label.top >= form.top && label.top < form.top + 200",
    )
    .await?;
    for (key, place) in [("o", "form"), ("w", "findings")] {
        page.chord(Key::Alt, key).await?;
        page.until(place, &format!("return document.activeElement.id === '{place}'")).await?;
    }
    page.chord(Key::Alt, "l").await?;
    page.until("the shown file has the focus", "return !!document.activeElement.closest('#pane-files')")
        .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_macs_option_key_writes_its_letters_into_a_text_and_is_a_shortcut_elsewhere() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    // What a German Mac sends for the `@` of an address; true when the page took it for itself.
    let taken = |id: &str| {
        format!(
            "const key = new KeyboardEvent('keydown', {{ key: '@', code: 'KeyL', altKey: true, bubbles: true, cancelable: true }});
             return !document.getElementById('{id}').dispatchEvent(key)"
        )
    };
    ensure!(page.ask(&taken("site.host")).await? == true, "Alt L is no shortcut within a text");
    page.ask("Object.defineProperty(navigator, 'platform', { value: 'MacIntel' }); return true").await?;
    ensure!(page.ask(&taken("site.host")).await? == false, "the letter does not get into the text");
    ensure!(page.ask(&taken("form")).await? == true, "Option L is no shortcut outside of texts");
    let held = taken("site.host").replace("altKey", "ctrlKey: true, altKey");
    ensure!(page.ask(&held).await? == true, "Control Option L is no shortcut within a text");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_between_picture_and_findings_moves_by_keys() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let width = "return document.querySelector('#pane-findings').getBoundingClientRect().width";
    let before = page.ask(width).await?.as_f64().context("a width")?;
    page.ask("document.getElementById('divider').focus(); return true").await?;
    page.press(Key::Left + Key::Left).await?;
    let after = page.ask(width).await?.as_f64().context("a width")?;
    ensure!(after > before + 30.0, "{before} became {after}");
    page.press(Key::Enter + "").await?;
    let back = page.ask(width).await?.as_f64().context("a width")?;
    ensure!((back - before).abs() < 1.0, "{before} is {back} when set back");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn forced_colours_leave_every_state_visible() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    let features = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
    page.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
    ensure!(page.ask("return matchMedia('(forced-colors: active)').matches").await? == true, "not emulated");
    page.write("site.host", "https://no host").await?;
    page.write("site.name", "talk").await?;
    page.click("[data-node=\"redis\"]").await?;
    let differ = |what: &str, one: &str, other: &str, property: &str| {
        format!(
            "const style = s => {{ const [css, pseudo] = s.split('::');
                 return getComputedStyle(document.querySelector(css), pseudo ? '::' + pseudo : null)['{property}'] }};
             return style({}) === style({}) ? '{what} cannot be told: ' + style({}) : ''",
            json!(one),
            json!(other),
            json!(one)
        )
    };
    for (what, one, other, property) in [
        (
            "the chosen preset",
            "[data-preset][aria-pressed=true]",
            "[data-preset][aria-pressed=false]",
            "backgroundColor",
        ),
        (
            "the shown file",
            ".tree__item[aria-selected=true]",
            ".tree__item[aria-selected=false]",
            "backgroundColor",
        ),
        ("a wrong answer", "#site\\.host", "#site\\.name", "borderTopStyle"),
        ("the selected box", "[data-node=redis] .node__shape", "[data-node=nginx] .node__shape", "stroke"),
        ("a single point", "[data-node=redis] .node__shape", "[data-node=nginx] .node__shape", "strokeWidth"),
        (
            "a changed answer",
            "[data-field='site.name']::before",
            "[data-field='site.namespace']::before",
            "content",
        ),
    ] {
        let said = page.ask(&differ(what, one, other, property)).await?;
        ensure!(said == "", "{said}");
    }
    // The focused element is visible.
    page.ask("document.getElementById('site.namespace').focus(); return true").await?;
    for _ in 0..12 {
        page.press(Key::Tab + "").await?;
        let outline = page
            .ask(
                "const e = document.activeElement, s = getComputedStyle(e);
                 const beside = e.nextElementSibling ? getComputedStyle(e.nextElementSibling) : s;
                 const around = getComputedStyle(e.parentElement);
                 return [s, beside, around].some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)
                     ? '' : e.id || e.className",
            )
            .await?;
        ensure!(outline == "", "no focus is seen at {outline}");
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_while_something_is_open() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    for scheme in ["light", "dark"] {
        page.preset("small-production").await?;
        page.colours(scheme).await?;
        check(&page, "a notice", scheme).await?;
        page.write("site.host", "https://no host").await?;
        check(&page, "an error in a field", scheme).await?;
        page.write("site.host", "talk.misago-project.org").await?;
        page.click("#only-changed").await?;
        check(&page, "only what was changed", scheme).await?;
        page.click("#only-changed").await?;
        page.click("#compare-button").await?;
        check(&page, "the comparison with the preset", scheme).await?;
        page.press(Key::Escape + "").await?;
        page.click("#examples-button").await?;
        check(&page, "the examples", scheme).await?;
        page.press(Key::Escape + "").await?;
        page.click("#search-button").await?;
        check(&page, "the search", scheme).await?;
        page.press("mail").await?;
        check(&page, "what was found", scheme).await?;
        page.press(Key::Escape + "").await?;
        page.click("#commands-button").await?;
        ensure!(
            page.content("#commands").await?.contains("storage class"),
            "nothing says what to have ready"
        );
        check(&page, "the commands", scheme).await?;
        page.press(Key::Escape + "").await?;
        page.click("#download").await?;
        check(&page, "the question before a download", scheme).await?;
        page.press(Key::Escape + "").await?;
        page.until("the question is over", "return document.activeElement.id === 'download'").await?;
        page.click("[data-node=\"redis\"]").await?;
        check(&page, "a selected box", scheme).await?;
        page.click(".picture .segment[aria-pressed=\"false\"]").await?;
        check(&page, "the picture as a table", scheme).await?;
        page.click(".picture .segment[aria-pressed=\"false\"]").await?;
        page.press("?").await?;
        page.until("the help is open", "return document.querySelector('#help').open").await?;
        check(&page, "the help", scheme).await?;
        page.press(Key::Escape + "").await?;
        page.resize(Width::Small).await?;
        page.click("#more-button").await?;
        check(&page, "what has no room in the header", scheme).await?;
        page.press(Key::Escape + "").await?;
        page.resize(Width::Wide).await?;
        page.click("#back-to-preset").await?;
        page.until(
            "the preset has the focus",
            "return document.activeElement.dataset.preset === 'small-production'",
        )
        .await?;
    }
    page.close().await
}

async fn check(page: &Page, what: &str, scheme: &str) -> Result<()> {
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{what}, {scheme}: {found:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_follows_next_from_a_fresh_page_to_a_download_for_their_own_host_name() -> Result<()> {
    let own = [
        ("site.host", "talk.misago-project.org"),
        ("site.smtp_host", "smtp.misago-project.org"),
        ("site.smtp_user", "forum@misago-project.org"),
        ("site.mail_from", "forum@misago-project.org"),
        ("site.admin_email", "me@misago-project.org"),
        ("image.reference", "registry.misago-project.org/misago:1"),
        ("secrets.mail", "the-password-of-my-mail"),
    ];
    let page = Page::open(Width::Wide).await?;
    let now = "return document.querySelector('.way [aria-current]').textContent";
    ensure!(page.ask(now).await? == "Your names", "the first screen does not say what to do");
    for (field, text) in own {
        page.click("#next").await?;
        page.until(field, &format!("return document.activeElement.id === '{field}'")).await?;
        // The example is selected, so typing replaces it.
        page.press(text).await?;
        page.press(Key::Tab + "").await?;
    }
    page.until("nothing is missing", "return !document.querySelector('#next')").await?;
    ensure!(page.ask(now).await? == "Download", "the page does not say that it is ready");
    page.click("#download").await?;
    let files = page.downloaded("forum.zip").await?;
    ensure!(files["forum/base/70-ingress.yaml"].contains("host: talk.misago-project.org"), "another host");
    // The password, as a Secret has it.
    ensure!(
        files["forum/secrets/secret.yaml"].contains("dGhlLXBhc3N3b3JkLW9mLW15LW1haWw="),
        "another password"
    );
    let example = files.iter().find(|(path, text)| path.contains("/base/") && text.contains("example.org"));
    ensure!(example.is_none(), "still an example: {:?}", example.map(|(path, _)| path));
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_preset_keeps_ones_own_names_and_undo_brings_back_the_rest() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.write("web.pages.replicas", "5").await?;
    page.preset("highly-available").await?;
    ensure!(page.value("site.host").await? == "talk.misago-project.org", "the host name is gone");
    ensure!(
        page.content("#notice").await?.contains("own values were kept"),
        "the toast does not say what stayed"
    );
    page.open_section("web").await?;
    ensure!(page.value("web.pages.replicas").await? == "3", "the preset does not decide");
    page.click("#undo").await?;
    page.until("the pods are back", "return document.getElementById('web.pages.replicas').value === '5'")
        .await?;
    page.click("#back-to-preset").await?;
    page.until(
        "all is the preset's",
        "return document.getElementById('site.host').value === 'forum.example.org'",
    )
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_by_key_takes_along_the_secret_that_is_still_being_typed() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.open_section("secrets").await?;
    page.click("[data-field=\"secrets.mail\"] [data-secret=\"Type\"]").await?;
    page.until(
        "the field is ready",
        "return document.activeElement.matches('[id=\"secrets.mail\"][type=password]')",
    )
    .await?;
    page.press("still-typed-9").await?;
    page.chord(Key::Alt, "d").await?;
    page.until("the question has the focus", "return document.activeElement.id === 'download-look'").await?;
    let question = page.text(".question").await?;
    ensure!(question.contains("6 fields"), "no reason: {question}");
    ensure!(!question.contains("password"), "the password was not taken: {question}");
    page.click("#download-anyway").await?;
    let files = page.downloaded("forum.zip").await?;
    // "still-typed-9" as a Secret has it.
    ensure!(files["forum/secrets/secret.yaml"].contains("c3RpbGwtdHlwZWQtOQ=="), "not in the Secret");
    page.close().await
}
