//! Which option decides which line, asked from both sides.

use anyhow::{Context, Result, ensure};
use journeys::{Page, Width};
use thirtyfour::Key;

/// The row of the shown file with these words, as a selector.
async fn row(page: &Page, words: &str) -> Result<String> {
    let script = format!(
        "return [...document.querySelectorAll('#files > .row')].findIndex(row => row.textContent.trim() === '{words}') + 1"
    );
    let number = page.ask(&script).await?.as_i64().filter(|number| *number > 0);
    Ok(format!("#files > .row:nth-child({})", number.with_context(|| format!("no line says {words}"))?))
}

/// Waits until a line with these words is lit.
async fn lit(page: &Page, words: &str) -> Result<()> {
    let lit = "return [...document.querySelectorAll('#files > .row[data-lit]')]";
    page.until(
        &format!("the line {words} is lit"),
        &format!("{lit}.some(row => row.textContent.trim() === '{words}')"),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn focusing_a_field_lights_its_node_its_finding_and_its_lines() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.click("#site\\.host").await?;
    lit(&page, "FORUM_HOST: forum.example.org").await?;
    let state = |css: &str| format!("return document.querySelector('{css}')?.dataset.lit");
    ensure!(page.ask(&state("[data-node=\"ingress\"]")).await? == "true", "the node is dark");
    ensure!(page.ask(&state("#findings [data-code=\"FP018\"]")).await? == "true", "the finding is dark");
    ensure!(
        page.ask(&state("[data-path=\"base/70-ingress.yaml\"]")).await? == "true",
        "the other file is dark"
    );
    ensure!(page.ask(&state("[data-path=\"base/10-storage.yaml\"]")).await? == "false", "every file is lit");

    page.click("[data-path=\"base/70-ingress.yaml\"]").await?;
    lit(&page, "- host: forum.example.org").await?;
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");

    page.open_section("web").await?;
    page.click("#web\\.pages\\.replicas").await?;
    page.until(
        "its file is in front",
        "return document.querySelector('#files').dataset.file === 'base/40-web.yaml'",
    )
    .await?;
    lit(&page, "replicas: 3").await?;
    ensure!(page.ask(&state("[data-node=\"web.pages\"]")).await? == "true", "the node is dark");
    ensure!(page.ask(&state("#findings [data-code=\"FP018\"]")).await? == "false", "the finding stays lit");
    // The light follows what is typed.
    page.chord(Key::Control, "a").await?;
    page.press("5").await?;
    lit(&page, "replicas: 5").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn clicking_a_line_of_yaml_gives_its_field_the_focus() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.click("[data-path=\"base/40-web.yaml\"]").await?;
    page.click(&row(&page, "POSTGRES_USER: misago").await?).await?;
    page.until("the field has the focus", "return document.activeElement.id === 'postgres.user'").await?;
    let said = page.content("#cause").await?;
    ensure!(said.contains("Line 35") && said.contains("PostgreSQL › User"), "{said}");
    ensure!(page.content("h3.files__path").await? == "base/40-web.yaml", "another file came to the front");

    // The same by keyboard: arrows go along the lines, Enter leads to the field.
    page.ask("document.querySelector('#files').focus(); return true").await?;
    page.press(Key::Home + "").await?;
    for _ in 0..4 {
        page.press(Key::Down + "").await?;
    }
    page.until(
        "the fifth line is announced",
        "return document.querySelector('#cause[role=\"status\"]').textContent.includes('Line 5 is set by Site › Namespace')",
    )
    .await?;
    page.press(Key::Enter + "").await?;
    page.until("the field has the focus", "return document.activeElement.id === 'site.namespace'").await?;
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_no_field_decides_says_what_it_is_derived_from() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.click("[data-path=\"base/40-web.yaml\"]").await?;
    page.click(&row(&page, "kind: ConfigMap").await?).await?;
    let said = page.content("#cause").await?;
    ensure!(said.contains("ConfigMap forum-settings") && said.contains("Web"), "{said}");

    page.click("[data-path=\"base/80-policies.yaml\"]").await?;
    ensure!(page.content("#cause").await?.is_empty(), "the answer for another file stays");
    page.click(&row(&page, "- port: 5432").await?).await?;
    let said = page.content("#cause").await?;
    ensure!(said.contains("on port 5432"), "{said}");

    page.click("[data-path=\"README.md\"]").await?;
    page.click("#files > .row:nth-child(1)").await?;
    let said = page.content("#cause").await?;
    ensure!(said.contains("Written from this plan"), "{said}");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edge_tells_its_port_its_reason_and_its_policy() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    // With the pointer, wherever on its way.
    page.ask(
        "document.querySelector('.trace[data-from=\"celery\"][data-to=\"postgres\"] > .trace__reach')
            .dispatchEvent(new MouseEvent('click', { bubbles: true })); return true",
    )
    .await?;
    page.until("its story has the focus", "return document.activeElement.id === 'caption'").await?;
    let story = page.content("#caption").await?;
    for words in
        ["Celery to PostgreSQL", "5432", "read and write", "NetworkPolicy celery", "NetworkPolicy postgres"]
    {
        ensure!(story.contains(words), "no word of {words}: {story}");
    }
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");
    page.click("#caption [data-policy=\"celery\"]").await?;
    page.until(
        "the policy is shown",
        "return document.querySelector('#files').dataset.file === 'base/80-policies.yaml'
            && document.querySelector('#files [data-names=\"celery\"]').getBoundingClientRect().top > 0",
    )
    .await?;

    // From the box, and from the table, without a pointer.
    page.ask("document.querySelector('[data-node=\"nginx\"]').focus(); return true").await?;
    page.press(Key::Enter + "").await?;
    page.until(
        "the box tells whom it asks",
        "return !!document.querySelector('#caption [data-edge=\"nginx\"]')",
    )
    .await?;
    page.ask("document.querySelector('#caption [data-edge=\"nginx\"][data-to=\"web.pages\"]').focus(); return true").await?;
    page.press(Key::Enter + "").await?;
    page.until("the line is told", "return document.querySelector('#caption')?.dataset.to === 'web.pages'")
        .await?;
    page.click("#pane-picture .segment[aria-pressed=\"false\"]").await?;
    page.click("#picture-table [data-edge=\"celery\"][data-to=\"postgres\"]").await?;
    page.until(
        "the row tells the same",
        "return document.querySelector('#caption')?.dataset.edge === 'celery'",
    )
    .await?;
    page.close().await
}
