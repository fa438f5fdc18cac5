//! The first minute of a visitor who knows nothing of all this.

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use journeys::{Page, Width};
use serde_json::json;
use thirtyfour::Key;

/// Whether an element can be seen.
async fn seen(page: &Page, css: &str) -> Result<bool> {
    let script = format!("return !!document.querySelector({})?.getClientRects().length", json!(css));
    Ok(page.ask(&script).await?.as_bool() == Some(true))
}

async fn focus_is_at(page: &Page, id: &str) -> Result<()> {
    page.until(&format!("{id} has the focus"), &format!("return document.activeElement.id === '{id}'")).await
}

/// Counts what the visitor does: a click, a shortcut, a choice, a line typed and ended with Enter.
struct Acts<'a> {
    page: &'a Page,
    done: Vec<String>,
}

impl Acts<'_> {
    /// Types into the line that has the focus, in place of what is selected there, and goes on.
    async fn types(&mut self, field: &str, text: &str) -> Result<()> {
        focus_is_at(self.page, field).await?;
        self.page.press(text).await?;
        self.page.press(Key::Enter + "").await?;
        self.done.push(format!("types {text} into {field}"));
        Ok(())
    }

    async fn clicks(&mut self, css: &str) -> Result<()> {
        self.page.click(css).await?;
        self.done.push(format!("clicks {css}"));
        Ok(())
    }

    async fn presses_alt(&mut self, key: &str) -> Result<()> {
        self.page.chord(Key::Alt, key).await?;
        self.done.push(format!("Alt {key}"));
        Ok(())
    }
}

/// A value as a Secret has it.
fn encoded(value: &str) -> String {
    STANDARD.encode(value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_plans_a_forum_in_at_most_twenty_acts_and_the_first_download_is_right() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    let mut acts = Acts { page: &page, done: Vec::new() };
    // Three nodes and Let's Encrypt are there already. Where the copies go:
    acts.clicks("[data-node=\"backup\"]").await?;
    page.until("its section is open", "return !!document.getElementById('backup.target')").await?;
    page.find("#backup\\.target").await?.send_keys("an S").await?;
    acts.done.push("chooses an object store".to_owned());
    page.until("its questions are there", "return !!document.getElementById('backup.bucket')").await?;
    // Next leads on to all that is left, the example's bucket too.
    acts.presses_alt("n").await?;
    let left = [
        ("site.host", "talk.ourclub.org"),
        ("site.smtp_host", "smtp.mailgun.org"),
        ("site.smtp_user", "postmaster@ourclub.org"),
        ("site.mail_from", "forum@ourclub.org"),
        ("site.admin_email", "ann@ourclub.org"),
        ("image.reference", "ghcr.io/ourclub/misago:0.39.6"),
        ("secrets.mail", "the-password-of-my-mail"),
        ("secrets.store_key_id", "AKIAIOSFODNN7OURCLUB"),
        ("secrets.store_key", "wJalrXUtnFEMI/K7MDENG/our-club-key"),
        ("backup.bucket", "ourclub-backups"),
        ("backup.endpoint", "https://s3.eu-central-1.amazonaws.com"),
    ];
    for (field, text) in left {
        acts.types(field, text).await?;
    }
    page.until("nothing is left", "return !document.querySelector('#next')").await?;
    // The store is Amazon's, which has regions.
    acts.clicks("#backup\\.region").await?;
    acts.types("backup.region", "eu-central-1").await?;

    // Does it survive a node? Not yet, and one click mends it.
    let reading = "document.querySelector('.able[data-ability=Read]')?.dataset.ends";
    acts.presses_alt("i").await?;
    page.until("the answer is there", "return !!document.querySelector('#whatif')").await?;
    let failure = page.find("#whatif-failure").await?.prop("value").await?;
    ensure!(failure.as_deref() == Some("node"), "it opens with {failure:?}, not with a lost node");
    let now = page.ask(&format!("return {reading}")).await?;
    ensure!(now == "by-hand", "it survives already: {now}");
    acts.clicks("[data-remedy=\"0\"]").await?;
    page.until("reading comes back by itself", &format!("return {reading} === 'by-itself'")).await?;
    page.until("still nothing is left", "return !document.querySelector('#next')").await?;
    acts.presses_alt("d").await?;
    let files = page.downloaded("forum.zip").await?;

    let plan = &files["forum/plan.yaml"];
    for line in [
        "host: talk.ourclub.org",
        "smtp_host: smtp.mailgun.org",
        "smtp_user: postmaster@ourclub.org",
        "mail_from: forum@ourclub.org",
        "admin_email: ann@ourclub.org",
        "reference: ghcr.io/ourclub/misago:0.39.6",
        "target: s3",
        "endpoint: https://s3.eu-central-1.amazonaws.com",
        "bucket: ourclub-backups",
        "region: eu-central-1",
        "nodes: 3",
        "issued_by: letsencrypt",
        "mode: sentinel",
        "mode: cloudnative-pg",
    ] {
        ensure!(plan.contains(line), "{line} is not in the plan:\n{plan}");
    }
    let secret = &files["forum/secrets/secret.yaml"];
    for (field, value) in left.iter().filter(|(field, _)| field.starts_with("secrets.")) {
        ensure!(secret.contains(&encoded(value)), "{field} is another value in the bundle");
    }
    ensure!(files["forum/base/70-ingress.yaml"].contains("host: talk.ourclub.org"), "another host");
    let example = files.iter().find(|(path, text)| path.contains("/base/") && text.contains("example.org"));
    ensure!(example.is_none(), "still an example: {:?}", example.map(|(path, _)| path));
    ensure!(acts.done.len() <= 20, "{} acts: {:#?}", acts.done.len(), acts.done);
    println!("{} acts: {:#?}", acts.done.len(), acts.done);
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_says_what_this_is_and_what_is_to_fill_in_and_calls_nothing_an_error() -> Result<()>
{
    let page = Page::open(Width::Wide).await?;
    let what = page.text("#what").await?;
    for word in ["Kubernetes", "Misago", "forum software", "download"] {
        ensure!(what.contains(word), "“{word}” is missing: {what}");
    }
    ensure!(page.content("#summary").await?.starts_with("7 things to fill in"), "not what is left to do");
    ensure!(
        !seen(&page, ".count[data-severity=\"error\"]:not([data-none=\"true\"]), .finding[data-severity=\"error\"], .note[data-severity=\"error\"]").await?,
        "something is called an error"
    );
    ensure!(
        !seen(&page, "#presets > [data-preset=\"report-2022\"]").await?,
        "an example stands among the goals"
    );

    page.click(".way__step[aria-current]").await?;
    focus_is_at(&page, "site.host").await?;
    page.click(".way li:last-child .way__step").await?;
    page.until("the question is there", "return !!document.querySelector('#download-anyway')").await?;
    ensure!(
        page.content("#summary").await?.starts_with("2 errors"),
        "what is missing is no error for a download"
    );
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn further_options_fold_away_until_something_leads_to_them() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    ensure!(!seen(&page, "[data-field=\"site.hsts_days\"]").await?, "an advanced option is visible");
    let more = page.text("#site-more").await?;
    ensure!(more.starts_with("More options ("), "how many there are is not said: {more}");

    // By hand, from the keyboard.
    page.ask("document.getElementById('site-more').focus(); return true").await?;
    page.press(Key::Enter + "").await?;
    page.until("they are there", "return !!document.getElementById('site.hsts_days')").await?;
    ensure!(page.focused().await? == "site-more", "the focus went elsewhere");
    page.press(Key::Enter + "").await?;
    page.until("they are gone", "return !document.getElementById('site.hsts_days')").await?;

    // By a preset that decides one of them.
    page.preset("highly-available").await?;
    page.preset("small-production").await?;
    page.click("#redis-title").await?;
    page.until("it is open", "return !!document.getElementById('redis.mode')").await?;
    ensure!(!seen(&page, "[data-field=\"redis.image\"]").await?, "further options of Redis are seen");
    page.write("redis.resources.cpu_limit", "900m").await?;
    page.click("#redis-more").await?;
    page.until("they are folded", "return !document.getElementById('redis.image')").await?;
    page.click("#undo").await?;
    page.click("#redo").await?;

    // By the search.
    page.press("/").await?;
    focus_is_at(&page, "search-for").await?;
    page.press("client_max").await?;
    page.until("it is found", "return !!document.querySelector('#search-hit-0')").await?;
    page.press(Key::Enter + "").await?;
    focus_is_at(&page, "nginx.body_size").await?;
    page.press("/").await?;
    ensure!(page.value("nginx.body_size").await?.contains('/'), "a slash is no letter any more");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_finds_things_with_the_keyboard_and_by_touch() -> Result<()> {
    let page = Page::open(Width::Narrow).await?;
    page.click("#search-button").await?;
    focus_is_at(&page, "search-for").await?;
    page.press("hsts").await?;
    page.until("it is found", "return !!document.querySelector('[data-kind=option]')").await?;
    let active = "const input = document.getElementById('search-for');
        return document.getElementById(input.getAttribute('aria-activedescendant'))?.ariaSelected === 'true'
            && input.ariaExpanded === 'true'";
    page.until("the first is active", active).await?;
    page.press(Key::Down + "").await?;
    page.until(
        "the second is",
        "return document.querySelector('#search-found [aria-selected=true]')?.id === 'search-hit-1'",
    )
    .await?;
    page.until("and active", active).await?;
    page.click("[data-kind=\"option\"]").await?;
    focus_is_at(&page, "site.hsts_days").await?;
    ensure!(seen(&page, "[data-field=\"site.hsts_days\"]").await?, "it is not seen");
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_shows_only_what_was_changed_when_asked() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.write("site.host", "talk.ourclub.org").await?;
    page.write("web.pages.threads", "6").await?;
    page.click("#only-changed").await?;
    let fields = "return [...document.querySelectorAll('.field')].map(f => f.dataset.field).join(' ')";
    page.until("only these are seen", &format!("{} === 'site.host web.pages.threads'", fields)).await?;
    ensure!(!seen(&page, "#redis").await?, "a section without changes is seen");
    ensure!(page.content("#only-changed").await?.contains("(2)"), "not two changes");
    page.click("#only-changed").await?;
    // Text that the plan cannot take is the operator's too.
    page.write("site.smtp_host", "no host").await?;
    page.click("#only-changed").await?;
    page.until(
        "what is wrong is seen",
        &format!("{} === 'site.host site.smtp_host web.pages.threads'", fields),
    )
    .await?;
    ensure!(page.content("#only-changed").await?.contains("(3)"), "not three changes");
    page.click("#only-changed").await?;
    page.until("all are back", "return !!document.querySelector('[data-field=\"site.admin_email\"]')")
        .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_example_is_opened_from_its_menu_with_what_it_teaches() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.click("#examples-button").await?;
    ensure!(page.text("#examples").await?.contains("What it teaches"), "no lesson");
    page.click("#preset-report-2022").await?;
    page.until(
        "it is open",
        "return document.querySelector('[data-node=\"ingress\"]').textContent.includes('gic6')",
    )
    .await?;
    ensure!(page.focused().await? == "examples-button", "the focus is lost");
    page.close().await
}
