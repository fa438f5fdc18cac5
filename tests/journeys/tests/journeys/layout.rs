//! The layout in every window size, with every font, in every state.

use anyhow::{Context, Result, ensure};
use journeys::{Page, Width};
use planner::outcome::outcome;
use planner::presets;
use planner::secrets::Secrets;
use planner::stack::PARTS;
use serde_json::json;
use thirtyfour::Key;

/// Phones, tablets, laptops, desks; a phone on its side; 200 % and 400 % of usual ones.
const WINDOWS: [(u32, u32); 13] = [
    (320, 568),
    (360, 740),
    (390, 844),
    (768, 1024),
    (1024, 768),
    (1180, 820),
    (1280, 720),
    (1290, 800),
    (1440, 900),
    (2560, 1440),
    (844, 390),
    (720, 450),
    (320, 256),
];

/// Rules that stand for a font: as it comes, a wide one, a narrow one.
const FONTS: [&str; 3] = [
    "",
    "* { font-family: 'DejaVu Sans', sans-serif !important; letter-spacing: 0.04em !important; }",
    "* { font-family: 'Liberation Sans Narrow', 'Liberation Sans', Arial, sans-serif !important; letter-spacing: -0.02em !important; }",
];

/// Looks at bar and header in every window with every font.
async fn whole(page: &Page, state: &str) -> Result<()> {
    for font in FONTS {
        let set = format!(
            "const font = new CSSStyleSheet(); font.replaceSync({}); document.adoptedStyleSheets = [font]; return true",
            json!(font)
        );
        page.ask(&set).await?;
        for window in WINDOWS {
            page.resize_to(window).await?;
            let mut flaws = page.flaws_of_the_bar().await?;
            flaws.extend(page.flaws_of_the_header().await?);
            ensure!(flaws.is_empty(), "{state}, {window:?}, {font}: {flaws:#?}");
        }
    }
    page.ask("document.adoptedStyleSheets = []; return true").await?;
    page.resize(Width::Wide).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bar_is_whole_and_inside_the_window_in_every_state() -> Result<()> {
    let preset = presets::preset("trial").context("a preset")?;
    let (plan, folder, mut count) = ((preset.plan)(), tempfile::tempdir()?, 0_u8);
    let mut secrets = Secrets::default();
    secrets.fill(&plan, || {
        count = count.wrapping_add(1);
        count
    });
    let zip = folder.path().join("forum.zip");
    std::fs::write(&zip, outcome(&plan, &secrets).files.to_zip("forum")?)?;

    let page = Page::open(Width::Wide).await?;
    whole(&page, "a first visit").await?;
    page.write("site.host", "https://no host").await?;
    whole(&page, "a wrong answer").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    whole(&page, "a change").await?;
    page.preset("highly-available").await?;
    whole(&page, "another preset, and what was said about it").await?;
    page.click("#whatif-button").await?;
    whole(&page, "what if").await?;
    page.click("#picture-alone").await?;
    whole(&page, "the picture alone").await?;
    page.press(Key::Escape + "").await?;
    page.click("#whatif-back").await?;
    page.click("#side-files").await?;
    whole(&page, "the files").await?;
    for view in ["compare", "capacity"] {
        page.click(&format!("#{view}-button")).await?;
        whole(&page, view).await?;
        page.press(Key::Escape + "").await?;
    }
    for menu in ["plans", "commands"] {
        page.click(&format!("#{menu}-button")).await?;
        whole(&page, menu).await?;
        page.press(Key::Escape + "").await?;
    }
    page.click("#download").await?;
    whole(&page, "the question before a download").await?;
    page.press(Key::Escape + "").await?;
    page.find("input[type=file]").await?.send_keys(zip.to_string_lossy().as_ref()).await?;
    page.until("it runs", "return !!document.querySelector('#upgrade-tally')").await?;
    page.until("nothing is left to fill in", "return !!document.querySelector('#ready')").await?;
    whole(&page, "a loaded bundle, and nothing left to fill in").await?;
    page.preset("highly-available").await?;
    page.click("#upgrade-tally").await?;
    whole(&page, "an upgrade of many steps").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_findings_are_in_view_and_the_code_of_each_comes_last() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let seen = "const list = document.querySelector('#findings').getBoundingClientRect();
        return [...document.querySelectorAll('#findings .finding')]
            .filter(it => it.getBoundingClientRect().bottom <= list.bottom && it.getBoundingClientRect().height > 0).length";
    let count = page.ask(seen).await?.as_u64().context("a number")?;
    ensure!(count >= 4, "{count} findings are in view");
    let last = "return [...document.querySelectorAll('#findings .finding, .note')]
        .every(it => /FP[0-9]{3}$/.test(it.textContent.trim()) || !/FP[0-9]{3}/.test(it.textContent.trim().slice(0, 12)))";
    ensure!(page.ask(last).await? == true, "a code comes first");
    page.click("#side-files").await?;
    page.until("files are one click away", "return document.querySelector('#files').checkVisibility()")
        .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_grows_moves_and_stands_alone_and_its_words_can_always_be_read() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let pixels = "const svg = document.querySelector('#picture'), box = svg.getBoundingClientRect(), own = svg.viewBox.baseVal;
        return 11 * Math.min(box.width / own.width, box.height / own.height)";
    page.preset("highly-available").await?;
    page.click("#whatif-button").await?;
    let size = page.ask(pixels).await?.as_f64().context("a size")?;
    ensure!(size >= 10.0, "words of {size} px while something fails");
    page.press(Key::Escape + "").await?;
    let fitting = page.ask(pixels).await?.as_f64().context("a size")?;
    ensure!(fitting >= 10.0, "words of {fitting} px");

    page.click("#zoom-in").await?;
    page.click("#zoom-in").await?;
    let larger = page.ask(pixels).await?.as_f64().context("a size")?;
    ensure!(larger > fitting * 1.1, "{fitting} px became {larger}");
    let scrolled = "const it = document.querySelector('#canvas'); return it.scrollTop + it.scrollLeft";
    ensure!(page.ask(scrolled).await?.as_f64() > Some(0.0), "what was in the middle is not there any more");
    page.ask("document.querySelector('#node-nginx').focus(); return true").await?;
    page.press("0").await?;
    let back = page.ask(pixels).await?.as_f64().context("a size")?;
    ensure!((back - fitting).abs() < 0.1, "{fitting} px is {back} after 0");

    page.press("f").await?;
    let alone = "return !document.querySelector('#form').checkVisibility() && !document.querySelector('#findings').checkVisibility()";
    page.until("it stands alone", alone).await?;
    let found = page.axe().await?;
    ensure!(found.is_empty(), "alone: {found:#?}");
    page.press(Key::Escape + "").await?;
    page.until("all is there again", "return document.querySelector('#form').checkVisibility()").await?;
    ensure!(page.focused().await? == "node-nginx", "the focus is lost");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_keeps_its_arrow_when_it_was_changed_and_paper_shows_picture_and_findings() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let arrow = "return getComputedStyle(document.getElementById('site.issued_by')).backgroundImage";
    let before = page.ask(arrow).await?;
    page.ask("const it = document.getElementById('site.issued_by'); it.selectedIndex = 1; it.dispatchEvent(new Event('change', { bubbles: true })); return true")
        .await?;
    page.until(
        "it counts as changed",
        "return document.querySelector('[data-field=\"site.issued_by\"]').dataset.changed === 'true'",
    )
    .await?;
    ensure!(before.as_str() != Some("none") && page.ask(arrow).await? == before, "the arrow is gone");

    page.driver.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
    let shown = "return ['#picture', '#findings', '#form', '.bar', '#files', '.tools'].map(css => document.querySelector(css).checkVisibility()).join()";
    let cut =
        "const list = document.querySelector('#findings'); return list.scrollHeight > list.clientHeight + 1";
    // The window, an A4 sheet, an A5 sheet.
    for paper in [(1440, 900), (794, 1123), (559, 794)] {
        page.resize_to(paper).await?;
        let shown = page.ask(shown).await?;
        ensure!(shown == "true,true,false,false,false,false", "on paper of {paper:?}: {shown}");
        ensure!(page.ask(cut).await? == false, "the findings are cut on paper of {paper:?}");
    }
    page.driver.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "media": "" })).await?;
    page.close().await
}

/// What is cut in header, tabs and bar, what of the chosen tab is beyond the window, and whether something of the form
/// cannot be reached by scrolling: a line each.
const CUT: &str = "
    const flaws = [];
    for (const it of document.querySelectorAll('.header *, .tabs *, .bar > *, .bar > * *')) {
        const style = getComputedStyle(it), words = [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!words || !it.checkVisibility() || it.closest('[popover], .question, .presets')) continue;
        const unseen = it => it && (getComputedStyle(it).clipPath !== 'none' || unseen(it.parentElement));
        if (unseen(it)) continue;
        const hidden = style.overflowX !== 'visible' ? it : it.parentElement;
        if (hidden.scrollWidth > hidden.clientWidth + 1) flaws.push(`cut: ${it.textContent}`);
    }
    const tab = document.querySelector('.tab[aria-selected=true]').getBoundingClientRect();
    if (tab.left < 0 || tab.right > innerWidth + 1) flaws.push('the chosen tab is beyond the window');
    const last = document.querySelector('#form .section:last-child .section__button');
    if (last.checkVisibility()) {
        last.scrollIntoView({ block: 'end', behavior: 'instant' });
        const box = last.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + 20, box.top + box.height / 2);
        if (!last.contains(top)) flaws.push('the end of the form is out of reach');
    }
    return flaws";

#[tokio::test(flavor = "multi_thread")]
async fn at_four_hundred_percent_no_word_is_cut_and_all_of_the_form_can_be_reached() -> Result<()> {
    for window in [(320, 256), (320, 568)] {
        let page = Page::open(Width::Wide).await?;
        page.resize_to(window).await?;
        page.click("[data-tab=\"form\"]").await?;
        for (state, act) in [("first", ""), ("invalid", "bad host!!"), ("changed", "talk.misago-project.org")]
        {
            if !act.is_empty() {
                page.write("site.host", act).await?;
            }
            let flaws = page.ask(CUT).await?;
            ensure!(flaws.as_array().is_some_and(Vec::is_empty), "{window:?}, {state}: {flaws:#}");
        }
        page.chord(Key::Alt, "c").await?;
        let flaws = page.ask(CUT).await?;
        ensure!(flaws.as_array().is_some_and(Vec::is_empty), "{window:?}, compare: {flaws:#}");
        page.press(Key::Escape + "").await?;
        // What is said leaves room for some lines of the form, and the commands stay in the bar.
        page.preset("highly-available").await?;
        page.until("it is said", "return !!document.querySelector('.notice__card')").await?;
        let free = "const top = id => document.querySelector(id).getBoundingClientRect().top;
            return top('.notice__card') - top('#pane-form')";
        let free = page.ask(free).await?.as_f64().context("a height")?;
        ensure!(free >= 60.0, "{window:?}: {free} px of the form are left beside what is said");
        let commands = "return document.querySelector('#commands-button').checkVisibility()";
        ensure!(page.ask(commands).await? == true, "{window:?}: no commands");
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smallest_words_of_the_picture_have_nine_pixels_in_every_window() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("highly-available").await?;
    page.click("#whatif-button").await?;
    let smallest = "const svg = document.querySelector('#picture'), scale = svg.getScreenCTM().a;
        return Math.min(...[...svg.querySelectorAll('text, tspan')].map(it => parseFloat(getComputedStyle(it).fontSize) * scale))";
    for window in WINDOWS {
        page.resize_to(window).await?;
        let tab = "const tab = document.querySelector('#tab-picture'); if (tab.checkVisibility()) tab.click(); return true";
        page.ask(tab).await?;
        page.until("it is seen", "return document.querySelector('#picture').checkVisibility()").await?;
        let pixels = page.ask(smallest).await?.as_f64().context("a size")?;
        ensure!(pixels >= 9.0, "{window:?}: words of {pixels} px");
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_the_form_runs_over_the_edge_of_its_field() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("highly-available").await?;
    for part in PARTS {
        page.open_section(part.key).await?;
    }
    let beyond = "return [...document.querySelectorAll('.field')].flatMap(field => {
        const edge = field.getBoundingClientRect().right + 1, words = document.createRange();
        return [...field.querySelectorAll('.field__label, .field__help, .field__problem, .field__reset, .note, button, input, select')]
            .filter(it => it.checkVisibility() && !it.matches('.unseen'))
            .filter(it => it.getBoundingClientRect().right > edge || (words.selectNodeContents(it), !it.querySelector('.unseen') && words.getBoundingClientRect().right > edge))
            .map(it => `${field.dataset.field}: ${it.textContent}`);
    })";
    for window in [(2560, 1440), (1440, 900), (1280, 720), (1024, 768), (390, 844), (320, 568)] {
        page.resize_to(window).await?;
        let beyond = page.ask(beyond).await?;
        ensure!(beyond.as_array().is_some_and(Vec::is_empty), "{window:?}: {beyond:#}");
    }
    page.close().await
}
