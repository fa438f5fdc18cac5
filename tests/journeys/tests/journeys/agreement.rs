//! A field shows what the plan has: after an undo, and after any edits, undos, redos and blurs.

use anyhow::{Context, Result, ensure};
use journeys::{Page, Width};
use planner::field::{Control, Field};
use planner::import::archive;
use planner::plan::Plan;
use planner::stack;
use thirtyfour::Key;

use super::typing::{enter, said};

#[tokio::test(flavor = "multi_thread")]
async fn undo_takes_back_refused_text_and_leaves_what_the_plan_has() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    for (field, typed) in
        [("site.host", "x.ourclub.org"), ("postgres.storage", "20Gi"), ("storage.size", "3Ti")]
    {
        page.open_section(field.split('.').next().unwrap_or(field)).await?;
        let before = page.value(field).await?;
        enter(&page, field).await?;
        for letter in typed.chars() {
            page.press(letter.to_string()).await?;
        }
        page.chord(Key::Alt, "u").await?;
        ensure!(page.value(field).await? == before, "{field} holds {} after undo", page.value(field).await?);
        ensure!(page.content(&format!("[id='{field}-problem']")).await?.is_empty(), "{field} is still red");
    }
    // Text that was never valid, as the first change of all.
    enter(&page, "site.host").await?;
    page.press("bad host!!").await?;
    let reset = page.find("[data-reset='site.host']").await;
    ensure!(reset.is_ok(), "no way back to the preset's value");
    ensure!(page.find("#undo").await?.attr("aria-disabled").await?.as_deref() == Some("false"), "no undo");
    page.click("#undo").await?;
    said(&page, "Undone: the text in Site › Host name").await?;
    ensure!(page.value("site.host").await? == "forum.example.org", "the text stays");
    page.close().await
}

/// Numbers that follow from a seed (xorshift, which is small enough to be read here).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or_default()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// What is typed, letter by letter: much of it can be no answer on the way, and some of it never.
const TEXTS: &[&str] = &[
    "x.ourclub.org",
    "20Gi",
    "3Ti",
    "3 TB",
    "a",
    "bad host!!",
    "7",
    "talk",
    "Forum.Example.ORG",
    "0",
    "9999999",
];
const FIELDS: &[&str] = &[
    "site.host",
    "site.name",
    "site.time_zone",
    "site.hsts_days",
    "postgres.storage",
    "redis.storage",
    "web.pages.replicas",
    "secrets.redis",
];

/// What stands in the fields that can be seen, and whether it is refused.
const SHOWN: &str = "return Object.fromEntries([...document.querySelectorAll('.field')].map(field => {
    const id = field.dataset.field, control = document.getElementById(id);
    const chosen = control.matches('.radios') ? control.querySelector(':checked')?.value : null;
    const value = control.type === 'checkbox' ? String(control.checked) : chosen ?? control.value;
    return [id, { value, refused: field.dataset.wrong === 'true', focus: field.contains(document.activeElement) }];
}))";

/// The plan as the page has it now: stored when the page is left, which is what it is told here.
async fn plan(page: &Page) -> Result<Plan> {
    let text = page
        .ask("window.dispatchEvent(new Event('pagehide')); return localStorage.getItem('forum-planner.plan/My plan')")
        .await?;
    let text = text.as_str().context("no plan is stored")?.to_owned();
    Ok(archive::load(text.as_bytes())
        .map_err(|refused| anyhow::anyhow!("{}", refused.0))?
        .project
        .plan
        .as_ref()
        .clone())
}

/// Every field shows the plan's value. While typing, it may show invalid text or another spelling.
async fn agree(page: &Page, typing: bool) -> Result<(), String> {
    let plan = plan(page).await.map_err(|error| error.to_string())?;
    let shown = page.ask(SHOWN).await.map_err(|error| error.to_string())?;
    for (id, state) in shown.as_object().into_iter().flatten() {
        let known = |field: &&Field| field.id.0 == id;
        let Some(field) = stack::fields().find(known) else { return Err(format!("no field {id}")) };
        let (value, refused) = (state["value"].as_str().unwrap_or_default(), state["refused"] == true);
        if typing && refused {
            continue;
        }
        if let Control::Secret(_) = field.control {
            if !typing && !value.is_empty() {
                return Err(format!("{id} holds letters that are nowhere"));
            }
            continue;
        }
        let mut spelled = plan.clone();
        let same =
            typing && state["focus"] == true && field.write(&mut spelled, value).is_ok() && spelled == plan;
        let has = field.read(&plan);
        if refused || !(same || value == has) {
            return Err(format!("{id} shows {value:?}, refused: {refused}; the plan has {has:?}"));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn field_and_plan_agree_after_any_edits_undos_redos_and_blurs() -> Result<()> {
    let seed = match std::env::var("FORUM_PLANNER_SEED") {
        Ok(seed) => seed.parse().context("FORUM_PLANNER_SEED is no number")?,
        Err(_) => 20_261_130,
    };
    println!("FORUM_PLANNER_SEED={seed}");
    let mut numbers = Numbers(seed);
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write("site.host", "first.ourclub.org").await?;
    for part in ["site", "postgres", "redis", "web", "secrets"] {
        page.open_section(part).await?;
    }
    let mut acts = Vec::new();
    for _ in 0..60 {
        let field = *numbers.one(FIELDS);
        let there = page.ask(&format!("return !!document.getElementById('{field}')")).await? == true;
        let (act, typing) = match numbers.below(14) {
            // A preset without TLS asks less.
            0..=3 if !there => continue,
            0..=3 => {
                let text = *numbers.one(TEXTS);
                enter(&page, field).await?;
                for letter in text.chars() {
                    page.press(letter.to_string()).await?;
                }
                (format!("type {text:?} into {field}"), true)
            }
            4 => {
                page.press(Key::Tab + "").await?;
                ("Tab".to_owned(), true)
            }
            5 => {
                page.press(Key::Backspace + Key::Backspace).await?;
                ("Backspace".to_owned(), true)
            }
            6 => {
                page.chord(Key::Control, "z").await?;
                ("Ctrl Z".to_owned(), true)
            }
            7 => {
                page.ask("document.activeElement.blur(); return true").await?;
                ("blur".to_owned(), true)
            }
            8 => {
                page.chord(Key::Alt, "r").await?;
                ("Alt R".to_owned(), true)
            }
            9 => {
                page.preset(numbers.one::<&str>(&["small-production", "highly-available", "trial"])).await?;
                ("a preset".to_owned(), true)
            }
            10 => {
                page.click("#redo").await?;
                ("redo".to_owned(), false)
            }
            11 | 12 => {
                page.chord(Key::Alt, "u").await?;
                ("Alt U".to_owned(), false)
            }
            _ => {
                page.click("#undo").await?;
                ("undo".to_owned(), false)
            }
        };
        acts.push(act);
        if let Err(reason) = agree(&page, typing).await {
            anyhow::bail!("seed {seed}: {reason}\nafter {}", acts.join("\n  then "));
        }
    }
    page.close().await
}
