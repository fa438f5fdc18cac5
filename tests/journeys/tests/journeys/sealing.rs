//! Secrets that may go into Git: encrypted in the browser at the download, and readable nowhere.

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use journeys::{Page, Width};
use serde_json::json;
use thirtyfour::Key;

const CERTIFICATE: &str = include_str!("../../../fixtures/sealing/controller.crt");
const RECIPIENT: &str = include_str!("../../../fixtures/sealing/recipient.txt");
const SECRET: &str = "a-secret-that-must-not-be-read-7Q";

async fn said(page: &Page, words: &str) -> Result<()> {
    let script = format!("return document.querySelector('#notice').textContent.includes({})", json!(words));
    page.until(words, &script).await
}

/// Chooses one of a list, as a person does.
async fn choose(page: &Page, field: &str, key: &str) -> Result<()> {
    page.open_section("secrets").await?;
    let script = format!(
        "const it = document.getElementById({}); it.value = {}; it.dispatchEvent(new Event('input', {{bubbles: true}})); \
         it.dispatchEvent(new Event('change', {{bubbles: true}})); return true",
        json!(field),
        json!(key)
    );
    page.ask(&script).await?;
    Ok(())
}

/// Puts a text into a field at once, as pasting does: an input of one line drops the line breaks.
async fn paste(page: &Page, field: &str, text: &str) -> Result<()> {
    let script = format!(
        "const it = document.getElementById({}); it.focus(); it.select(); document.execCommand('insertText', false, {}); \
         return it.value.length",
        json!(field),
        json!(text.replace('\n', ""))
    );
    page.ask(&script).await?;
    Ok(())
}

/// Everything that the page shows, stores or has in its address.
const EVERYWHERE: &str = "return [document.documentElement.outerHTML, \
    ...[...document.querySelectorAll('input, textarea')].map(it => it.value), \
    JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href, document.cookie].join('\\n')";

async fn nowhere_to_be_read(page: &Page) -> Result<()> {
    let all = page.ask(EVERYWHERE).await?;
    let all = all.as_str().unwrap_or_default();
    ensure!(all.len() > 10_000, "too little to be the page");
    for form in [SECRET.to_owned(), STANDARD.encode(SECRET)] {
        ensure!(!all.contains(&form), "{form} can be read on the page");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_sealed_with_a_certificate_are_nowhere_in_clear_text() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write_secret("secrets.redis", SECRET).await?;
    choose(&page, "secrets.form", "sealed").await?;
    page.until(
        "it asks for a certificate",
        "return document.querySelector('[data-field=\"secrets.certificate\"]').textContent.includes('FP084')",
    )
    .await?;
    paste(&page, "secrets.certificate", "-----BEGIN CERTIFICATE-----MIIE-----END CERTIFICATE-----").await?;
    page.until(
        "what is no certificate is called so",
        "return document.getElementById('secrets.certificate-problem').textContent.includes('X.509 certificate')",
    )
    .await?;
    paste(&page, "secrets.certificate", CERTIFICATE).await?;
    page.until(
        "it is taken",
        "return document.getElementById('secrets.certificate-problem').textContent === '' && \
         !document.querySelector('[data-field=\"secrets.certificate\"]').textContent.includes('FP084')",
    )
    .await?;
    let taken = page.content("#certificate-taken").await?;
    for day in ["2026-01-01", "2036-01-01"] {
        ensure!(taken.contains(day), "nothing is said of {day}: {taken}");
    }
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");
    page.click("[data-path=\"secrets/sealed-secret.yaml\"]").await?;
    page.until(
        "the file shows the places, and no value",
        "return document.querySelector('#pane-files').textContent.includes('encrypted when you download')",
    )
    .await?;
    nowhere_to_be_read(&page).await?;

    let files = super::download(&page, "forum.zip").await?;
    let sealed = files.get("secrets/sealed-secret.yaml").map_or("", String::as_str);
    ensure!(sealed.contains("kind: SealedSecret"), "no SealedSecret: {sealed}");
    ensure!(!sealed.contains("encrypted when you download"), "a place is still empty: {sealed}");
    let values = sealed.lines().filter(|line| line.len() > 700).count();
    ensure!(values >= 5, "{values} sealed values");
    ensure!(!files.contains_key("secrets/secret.yaml"), "the plain Secret is there too");
    for (path, text) in &files {
        for form in [SECRET.to_owned(), STANDARD.encode(SECRET)] {
            ensure!(!text.contains(&form), "{path} has the secret in it");
        }
    }
    nowhere_to_be_read(&page).await?;
    page.click("#share").await?;
    page.until("the link is there", "return !!document.querySelector('#share-link')").await?;
    nowhere_to_be_read(&page).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_entries_of_a_secret_store_can_be_copied_and_are_not_on_the_page() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.open_section("secrets").await?;
    page.click("[data-field=\"secrets.django\"] [data-secret=\"Generate\"]").await?;
    said(&page, "Django key: regenerated, 50 random letters and digits").await?;
    page.write_secret("secrets.redis", SECRET).await?;
    choose(&page, "secrets.form", "external").await?;
    page.until("the list is there", "return !!document.querySelector('[data-store=\"REDIS_PASSWORD\"]')")
        .await?;
    let found = page.axe().await?;
    ensure!(found.is_empty(), "{found:#?}");
    page.ask("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }")
        .await?;
    page.click("[data-store=\"REDIS_PASSWORD\"] .copy").await?;
    page.until("the value is copied", &format!("return window.copied === {}", json!(SECRET))).await?;
    page.click(".store__all .copy").await?;
    let whole = format!(
        "return window.copied.includes('DJANGO_SECRET_KEY') && window.copied.includes({})",
        json!(SECRET)
    );
    page.until("and all of them", &whole).await?;
    nowhere_to_be_read(&page).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_encrypted_for_sops_and_forgotten_on_request() -> Result<()> {
    let page = Page::open(Width::Wide).await?;
    page.preset("small-production").await?;
    page.write_secret("secrets.redis", SECRET).await?;
    page.until(
        "how strong it is stands in words",
        "return document.querySelector('[data-field=\"secrets.redis\"]').textContent.includes('Strong')",
    )
    .await?;
    choose(&page, "secrets.form", "sops").await?;
    paste(&page, "secrets.recipients", RECIPIENT).await?;
    let files = super::download(&page, "forum.zip").await?;
    let file = files.get("secrets/secret.sops.yaml").map_or("", String::as_str);
    ensure!(file.contains("ENC[AES256_GCM,data:"), "nothing is encrypted: {file}");
    ensure!(file.contains("BEGIN AGE ENCRYPTED FILE"), "no key: {file}");
    ensure!(!file.contains(&STANDARD.encode(SECRET)), "the secret is in it");

    page.click("#forget-secrets").await?;
    said(&page, "gone from memory").await?;
    page.until(
        "it is empty",
        "return document.querySelector('[data-field=\"secrets.redis\"]').textContent.includes('Empty')",
    )
    .await?;
    // Nothing stands in the field that would become a part of what is typed.
    ensure!(page.value("secrets.redis").await?.is_empty(), "something stands in the empty field");
    page.click("#secrets\\.redis").await?;
    page.press("typed-after-all-0123456789").await?;
    page.press(Key::Tab + "").await?;
    page.click("[data-field=\"secrets.redis\"] [data-secret=\"Show\"]").await?;
    let shown = page.value("secrets.redis").await?;
    ensure!(shown == "typed-after-all-0123456789", "another value was taken: {shown}");
    page.click("[data-field=\"secrets.redis\"] [data-secret=\"Type\"]").await?;
    ensure!(page.value("secrets.redis").await?.is_empty(), "the old value stands where a new one is typed");
    page.press(Key::Escape + "").await?;
    page.click("#undo").await?;
    said(&page, "Undone").await?;
    choose(&page, "secrets.form", "plain").await?;
    page.click("[data-path=\"secrets/secret.yaml\"]").await?;
    page.click(".files__head button").await?;
    let again =
        format!("return document.documentElement.outerHTML.includes({})", json!(STANDARD.encode(SECRET)));
    ensure!(page.ask(&again).await? == false, "undoing brought a forgotten secret back");
    nowhere_to_be_read(&page).await?;
    page.close().await
}
