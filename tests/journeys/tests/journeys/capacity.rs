//! How much a plan carries, and a plan that carries more.

use anyhow::{Result, ensure};
use journeys::{Page, Width};
use thirtyfour::Key;

const STATE: &str = "return document.querySelector('.capacity__answer')?.dataset.state";

/// Writes an expected number.
async fn expect(page: &Page, question: &str, text: &str) -> Result<()> {
    let input = page.find(&format!("#capacity-{question}")).await?;
    input.focus().await?;
    input.send_keys(Key::Control + "a").await?;
    input.send_keys(text).await?;
    Ok(())
}

/// What axe finds, light and dark, wide and narrow; and nothing scrolls sideways.
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
async fn a_plan_for_two_hundred_page_views_a_second_is_applied_and_undone() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.open_section("web").await?;
    page.click("#capacity-button").await?;
    page.until("the view has the focus", "return document.activeElement.id === 'capacity-title'").await?;
    let said = page.content("#capacity-answer").await?;
    ensure!(said.starts_with("Enough for 5,000 people a day"), "not what a newcomer can answer: {said}");
    ensure!(said.contains("irst limit: Django pages"), "no limit is named: {said}");

    page.click("[data-visits=\"views\"]").await?;
    let said = page.content("#capacity-answer").await?;
    ensure!(said.contains("page views a second"), "not in page views: {said}");
    expect(&page, "views", "0").await?;
    let refused = page.content("#capacity-views-problem").await?;
    ensure!(refused == "Enter a whole number from 1 to 10000.", "no word of the bounds: {refused}");
    expect(&page, "views", "200").await?;
    page.until("it is too little", &format!("{STATE} === 'too-little'")).await?;
    let pages = page.content("[data-row=\"web.pages\"]").await?;
    ensure!(pages.contains("too little") && pages.contains("3 pods"), "no word of the pages: {pages}");
    sound(&page).await?;

    let later = page.content("#capacity-use-later").await?;
    ensure!(later.contains("a year of growth"), "no plan with a reserve: {later}");
    page.click("#capacity-use").await?;
    page.until("the difference has the focus", "return document.activeElement.id === 'compare-title'")
        .await?;
    let pods = page.content("[data-difference=\"web.pages.replicas\"]").await?;
    ensure!(pods.contains('3'), "not both numbers of pods: {pods}");
    let sum = page.content("#compare-sum").await?;
    ensure!(sum.contains("Using it means"), "not what it does to the findings: {sum}");
    ensure!(page.value("web.pages.replicas").await? == "3", "looking has changed the plan");
    page.click("[data-take=\"all\"]").await?;
    page.until("the plan carries it", &format!("{STATE} === 'enough'")).await?;
    let said = page.content("#capacity-answer").await?;
    ensure!(said.contains("200 page views a second"), "the answer is old: {said}");
    ensure!(page.value("web.pages.replicas").await? != "3", "the plan was not taken");
    let new_errors = "return [...document.querySelectorAll('#findings [data-severity=error]')].map(e => e.dataset.code).filter(c => c === 'FP002' || c === 'FP031')";
    ensure!(
        page.ask(new_errors).await?.as_array().is_some_and(Vec::is_empty),
        "the nodes or the connections do not suffice"
    );

    page.click("#notice [data-undo]").await?;
    page.until("it is undone", &format!("{STATE} === 'too-little'")).await?;
    ensure!(page.value("web.pages.replicas").await? == "3", "the plan is another one");

    expect(&page, "views", "10000").await?;
    page.until("the end is said", "return !!document.querySelector('[data-end=\"primary\"]')").await?;
    page.click("#capacity-close").await?;
    page.until("it is closed", "return !document.querySelector('#capacity-answer')").await?;
    page.until("the focus is back", "return document.activeElement.id === 'capacity-button'").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_expected_of_a_plan_is_there_again_after_a_reload() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "talk.misago-project.org").await?;
    page.chord(Key::Alt, "m").await?;
    page.until("the shortcut opens it", "return !!document.querySelector('#capacity-answer')").await?;
    expect(&page, "users", "45000").await?;
    page.until(
        "the answer speaks of people",
        "return document.querySelector('#capacity-answer').textContent.includes('45,000 people a day')",
    )
    .await?;
    page.until(
        "both are stored",
        "const all = JSON.stringify(localStorage); return all.includes('users=45000') && all.includes('talk.misago-project.org')",
    )
    .await?;
    page.driver.refresh().await?;
    page.usable().await?;
    page.chord(Key::Alt, "m").await?;
    page.until("the number is back", "return document.querySelector('#capacity-users')?.value === '45000'")
        .await?;
    page.until("it has the focus", "return document.activeElement.id === 'capacity-title'").await?;
    page.press(Key::Escape + "").await?;
    page.until("Escape closes it", "return !document.querySelector('#capacity-answer')").await?;
    page.close().await
}
