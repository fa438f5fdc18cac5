//! Text that is no answer: where it is counted, and what leads to it when it is folded away.

use anyhow::{Result, ensure};
use journeys::{Page, Width};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn the_bar_counts_what_is_invalid_and_says_what_would_be_used() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.write("site.host", "bad host!!").await?;
    let words = page.text("#invalid").await?;
    ensure!(
        words == "1 field is invalid; its last valid value (talk.misago-project.org) would be used",
        "the bar says {words}"
    );
    page.write("site.name", "No Name!").await?;
    ensure!(page.text("#invalid").await?.starts_with("2 fields are invalid"), "one of two is counted");
    page.click("#download").await?;
    ensure!(page.text(".question").await?.contains("2 fields are invalid"), "the question does not say so");
    page.press(Key::Escape + "").await?;
    page.click("#invalid").await?;
    page.until("it leads there", "return document.activeElement.id === 'site.host'").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fold_says_what_is_wrong_in_the_fields_that_it_hides() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("postgres.max_connections", "lots").await?;
    page.click("#postgres-more").await?;
    let mark = "document.querySelector('#postgres-more .mark')?.dataset.severity";
    page.until("the fold is marked", &format!("return {mark} === 'error'")).await?;
    let hidden = "return !document.getElementById('postgres.max_connections')";
    ensure!(page.ask(hidden).await? == true, "the field is still there");
    ensure!(page.content("#postgres-more").await?.contains("error"), "the mark is not read out");
    ensure!(page.content("#postgres-title").await?.contains("error"), "the section does not say so");

    page.click("#invalid").await?;
    page.until("it leads there", "return document.activeElement.id === 'postgres.max_connections'").await?;
    ensure!(page.ask(&format!("return !{mark}")).await? == true, "an open fold hides nothing");
    page.write("postgres.max_connections", "120").await?;
    page.click("#postgres-more").await?;
    ensure!(page.ask(&format!("return !{mark}")).await? == true, "nothing is wrong any more");
    page.close().await
}
