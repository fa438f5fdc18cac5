//! A fresh Chromium with the page, and what people do in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::manager::{BrowserKind, WebDriverManager};
use thirtyfour::prelude::*;
use zip::ZipArchive;

use crate::{Mode, Settings, Site};

/// How wide the window is, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub enum Width {
    /// A desk.
    Wide,
    /// A tablet.
    Middle,
    /// The same, held upright.
    Upright,
    /// A phone.
    Narrow,
    /// A small phone.
    Small,
    /// A laptop whose reader has enlarged everything twofold.
    Zoomed,
}

impl Width {
    /// The usual widths.
    pub const ALL: [Self; 3] = [Self::Wide, Self::Middle, Self::Narrow];

    fn size(self) -> (u32, u32) {
        match self {
            Self::Wide => (1440, 900),
            Self::Middle => (1024, 768),
            Self::Upright => (820, 1180),
            Self::Narrow => (390, 844),
            Self::Small => (360, 740),
            Self::Zoomed => (720, 450),
        }
    }
}

/// The bar's flaws, a line each.
const BAR: &str = "
    if (!document.querySelector('.bar')) return [];
    const flaws = [], { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) flaws.push(`the page scrolls sideways by ${scrollWidth - clientWidth}`);
    const seen = [...document.querySelectorAll('.bar > *, .bar__actions > button')]
        .filter(it => it.checkVisibility() && !it.matches('.unseen, .question, [popover], .bar__actions'))
        .map(it => [it.id || it.className, it.getBoundingClientRect(), it]);
    for (const name of ['tally', 'commands-button', 'share', 'download'])
        if (!seen.some(([id]) => id === name)) flaws.push(`${name} is not there`);
    if (!seen.some(([id]) => id === 'next' || id === 'ready')) flaws.push('nothing says what is next');
    for (const [id, box, it] of seen) {
        if (box.left < -0.5 || box.top < -0.5 || box.right > clientWidth + 0.5 || box.bottom > innerHeight + 0.5)
            flaws.push(`${id} is beyond the window: ${[box.left, box.top, box.right, box.bottom].map(Math.round)} of ${clientWidth} x ${innerHeight}`);
        const runsOver = it.scrollWidth > it.clientWidth + 1;
        if (['share', 'download', 'tally'].includes(id) && runsOver) flaws.push(`${id} is cut`);
        if (runsOver && getComputedStyle(it).overflowX === 'visible' && getComputedStyle(it).display !== 'inline') flaws.push(`${id} runs over its edge`);
        for (const [other, its] of seen)
            if (id < other && box.left < its.right - 1 && its.left < box.right - 1 && box.top < its.bottom - 1 && its.top < box.bottom - 1)
                flaws.push(`${id} lies upon ${other}`);
    }
    return flaws";

/// The header's flaws, a line each: what can be pressed there lies inside the window and upon nothing else, but for
/// goals in a row that scrolls.
const HEADER: &str = "
    const flaws = [], { clientWidth } = document.documentElement;
    const row = document.querySelector('.presets').getBoundingClientRect();
    const seen = [...document.querySelectorAll('.header :is(button, a, h1)')]
        .filter(it => it.checkVisibility() && !it.closest('[popover]:popover-open') && it.getBoundingClientRect().width > 1)
        .map(it => {
            const box = it.getBoundingClientRect(), inRow = !!it.closest('.presets');
            return { id: it.id || it.className, left: inRow ? Math.max(box.left, row.left) : box.left,
                right: inRow ? Math.min(box.right, row.right) : box.right, top: box.top, bottom: box.bottom };
        })
        .filter(it => it.right > it.left);
    for (const it of seen) {
        if (it.left < -0.5 || it.right > clientWidth + 0.5) flaws.push(`${it.id} is beyond the window`);
        for (const its of seen)
            if (it.id < its.id && it.left < its.right - 1 && its.left < it.right - 1 && it.top < its.bottom - 1 && its.top < it.bottom - 1)
                flaws.push(`${it.id} lies upon ${its.id}`);
    }
    const chosen = document.querySelector('.presets [aria-pressed=true]').getBoundingClientRect();
    if (Math.min(chosen.right, row.right) - Math.max(chosen.left, row.left) < Math.min(chosen.width, row.width) - 4)
        flaws.push('the chosen preset is out of view');
    return flaws";

/// The page in a browser of its own. [`Page::close`] ends it.
pub struct Page {
    /// The browser.
    pub driver: WebDriver,
    mode: Mode,
    site: Option<Site>,
    settings: Settings,
    downloads: TempDir,
    _profile: TempDir,
}

impl Page {
    /// Opens the page in the mode of this run and waits until it can be used.
    ///
    /// # Errors
    /// When the browser does not start or the page does not come up.
    pub async fn open(width: Width) -> Result<Self> {
        Self::open_in(Mode::of_this_run()?, width).await
    }

    /// Opens the page in a mode of the journey's own.
    ///
    /// # Errors
    /// When the browser does not start or the page does not come up.
    pub async fn open_in(mode: Mode, width: Width) -> Result<Self> {
        let settings = Settings::read()?;
        if mode == Mode::Disk {
            let copy = format!("file://{}", settings.dist.join("forum-planner.html").display());
            let page = Self::blank(mode, None, settings, width).await?;
            page.visit(&copy).await?;
            return Ok(page);
        }
        let mut page = Self::served(Site::serve(&settings.dist)?, width).await?;
        if mode == Mode::Offline {
            page.kept().await?;
            page.stop_server()?;
            page.driver.refresh().await?;
            page.usable().await?;
            page.mode = mode;
        }
        Ok(page)
    }

    /// Opens the page of a server of the journey's own.
    ///
    /// # Errors
    /// When the browser does not start or the page does not come up.
    pub async fn served(site: Site, width: Width) -> Result<Self> {
        let address = site.address.clone();
        let page = Self::blank(Mode::Served, Some(site), Settings::read()?, width).await?;
        page.visit(&address).await?;
        Ok(page)
    }

    /// A browser that has not opened the page yet, and the server with it.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn unopened(width: Width) -> Result<Self> {
        let settings = Settings::read()?;
        let site = Site::serve(&settings.dist)?;
        Self::blank(Mode::Served, Some(site), settings, width).await
    }

    /// Goes to an address and waits until the page there can be used.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn visit(&self, address: &str) -> Result<()> {
        self.driver.goto(address).await?;
        self.usable().await
    }

    /// Waits until the service worker has everything that the page needs.
    ///
    /// # Errors
    /// When it does not within half a minute.
    pub async fn kept(&self) -> Result<()> {
        self.until("the page is kept", "return navigator.serviceWorker.controller?.state === 'activated'")
            .await
    }

    /// What stands behind the page.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The server behind the page.
    ///
    /// # Errors
    /// When there is none in this mode.
    pub fn site(&self) -> Result<&Site> {
        self.site.as_ref().with_context(|| format!("there is no server in the mode {:?}", self.mode))
    }

    /// Stops the server.
    ///
    /// # Errors
    /// When there is none, or it does not stop.
    pub fn stop_server(&mut self) -> Result<()> {
        self.site.take().context("there is no server")?.stop()
    }

    /// The folder that the published page lies in.
    pub fn dist(&self) -> &Path {
        &self.settings.dist
    }

    async fn blank(mode: Mode, site: Option<Site>, settings: Settings, width: Width) -> Result<Self> {
        let (profile, downloads) = (TempDir::new()?, TempDir::new()?);
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(&settings.chromium.to_string_lossy())?;
        let (x, y) = width.size();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--force-prefers-reduced-motion",
            &format!("--window-size={x},{y}"),
            &format!("--user-data-dir={}", profile.path().display()),
        ] {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_experimental_option(
            "prefs",
            json!({ "download.default_directory": downloads.path(), "download.prompt_for_download": false }),
        )?;
        // A page can be used, and looked at, before its program has arrived.
        capabilities.set("pageLoadStrategy".to_owned(), json!("eager"))?;
        capabilities.set("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }))?;
        let manager =
            WebDriverManager::builder().driver_binary(BrowserKind::Chrome, &settings.chromedriver).build();
        let driver = manager.launch(capabilities).await.context("Chromium does not start")?;
        let page = Self { driver, mode, site, settings, downloads, _profile: profile };
        page.resize(width).await?;
        Ok(page)
    }

    /// Waits until the program has taken over from the painted page.
    ///
    /// # Errors
    /// When it does not within half a minute.
    pub async fn usable(&self) -> Result<()> {
        self.until(
            "the program is there",
            "return !!document.querySelector('#download') && !document.querySelector('#arriving')",
        )
        .await
    }

    /// Runs a script in every page before its own.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn before_each_page(&self, script: &str) -> Result<()> {
        let source = json!({ "source": script });
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// Sets the size of what is seen, not of the window around it: a window is never as narrow as a phone.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn resize(&self, width: Width) -> Result<()> {
        let (x, y) = width.size();
        let scale = if matches!(width, Width::Zoomed) { 2 } else { 1 };
        self.driver
            .cdp()
            .send_raw(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": x, "height": y, "deviceScaleFactor": scale, "mobile": false }),
            )
            .await?;
        Ok(())
    }

    /// Any other size, in CSS pixels.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn resize_to(&self, (x, y): (u32, u32)) -> Result<()> {
        let size = json!({ "width": x, "height": y, "deviceScaleFactor": 1, "mobile": false });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        // The page hears of it in the next frame, and people see what that frame paints.
        let frames =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.driver.execute_async(frames, Vec::new()).await?;
        Ok(())
    }

    /// What is wrong with the bar at the bottom as it is: buttons beyond the window, cut or on top of each other, or a
    /// page that scrolls sideways. Nothing on a page that has no bar.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn flaws_of_the_bar(&self) -> Result<Vec<String>> {
        self.lines(BAR).await
    }

    /// What is wrong with the header as it is: buttons beyond the window or on top of each other.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn flaws_of_the_header(&self) -> Result<Vec<String>> {
        self.lines(HEADER).await
    }

    /// The lines that a script answers.
    async fn lines(&self, script: &str) -> Result<Vec<String>> {
        let found = self.ask(script).await?;
        let lines = found.as_array().into_iter().flatten();
        Ok(lines.filter_map(|line| line.as_str().map(str::to_owned)).collect())
    }

    /// Light or dark, as the system would say.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn colours(&self, scheme: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// The answer of a script.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn ask(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Waits until a script answers true.
    ///
    /// # Errors
    /// When it does not within half a minute.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(30);
        while Instant::now() < end {
            if self.ask(script).await?.as_bool() == Some(true) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("waited in vain until {what}")
    }

    /// The element, once it is there.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        self.driver.query(By::Css(css)).first().await.with_context(|| format!("there is no {css}"))
    }

    /// Scrolls to an element and clicks it as a person would, with the pointer.
    ///
    /// # Errors
    /// When it is not there or something lies over it.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.find(css).await?;
        self.show_pane_of(css).await?;
        self.ask(&format!(
            "document.querySelector({}).scrollIntoView({{block: 'center', behavior: 'instant'}}); return true",
            json!(css)
        ))
        .await?;
        element.click().await.with_context(|| format!("{css} cannot be clicked"))
    }

    /// Turns to the tab of the findings or the files, when the element is in one of them and the other is shown.
    async fn show_pane_of(&self, css: &str) -> Result<()> {
        let tab = format!(
            "const pane = document.querySelector({})?.closest('#pane-findings, #pane-files');
             if (!pane || pane.checkVisibility()) return '';
             const name = pane.id.slice('pane-'.length);
             return ['#side-' + name, '#tab-' + name].find(tab => document.querySelector(tab).checkVisibility()) ?? ''",
            json!(css)
        );
        match self.ask(&tab).await?.as_str() {
            Some(tab) if !tab.is_empty() => Ok(self.find(tab).await?.click().await?),
            _ => Ok(()),
        }
    }

    /// Chooses a preset, from the row of goals or from the examples.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn preset(&self, key: &str) -> Result<()> {
        let css = format!("[data-preset=\"{key}\"]");
        let example = format!("return !!document.querySelector('#examples').querySelector({})", json!(css));
        if self.ask(&example).await?.as_bool() == Some(true) {
            self.click("#examples-button").await?;
        }
        self.click(&css).await
    }

    /// Shows the section of the form that a field is in, by the section's own heading, with its further options.
    ///
    /// # Errors
    /// When there is no such section.
    pub async fn open_section(&self, part: &str) -> Result<()> {
        let open = format!(
            "const b = document.querySelector('#{part} [aria-expanded]'); return !b || b.getAttribute('aria-expanded') === 'true'"
        );
        if self.ask(&open).await?.as_bool() != Some(true) {
            self.click(&format!("#{part} [aria-expanded]")).await?;
        }
        let folded = format!("return document.querySelector('#{part}-more')?.ariaExpanded === 'false'");
        if self.ask(&folded).await?.as_bool() == Some(true) {
            self.click(&format!("#{part}-more")).await?;
        }
        Ok(())
    }

    /// Types a text into a field in place of what is there, and leaves the field.
    ///
    /// # Errors
    /// When the field is not there.
    pub async fn write(&self, field: &str, text: &str) -> Result<()> {
        self.open_section(field.split('.').next().unwrap_or(field)).await?;
        let css = selector(field);
        self.click(&css).await?;
        let element = self.find(&css).await?;
        element.send_keys(Key::Control + "a").await?;
        element.send_keys(text).await?;
        element.send_keys(Key::Tab + "").await?;
        Ok(())
    }

    /// Types a secret of one's own, hidden all the while.
    ///
    /// # Errors
    /// When the field is not there.
    pub async fn write_secret(&self, field: &str, value: &str) -> Result<()> {
        self.open_section("secrets").await?;
        self.click(&format!("[data-field=\"{field}\"] [data-secret=\"Type\"]")).await?;
        let css = format!("{}[type=password]", selector(field));
        let element = self.find(&css).await?;
        // The field takes the focus, and selects what is in it, when it has been drawn.
        self.until("the field is ready", &format!("return document.activeElement.matches({})", json!(css)))
            .await?;
        element.send_keys(value).await?;
        element.send_keys(Key::Tab + "").await?;
        Ok(())
    }

    /// The value of a field as it stands in its control.
    ///
    /// # Errors
    /// When the field is not there.
    pub async fn value(&self, field: &str) -> Result<String> {
        self.find(&selector(field)).await?.prop("value").await?.context("a control with a value")
    }

    /// The text that a person sees in an element.
    ///
    /// # Errors
    /// When the element is not there.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// All that a part of the page says, seen or only heard.
    ///
    /// # Errors
    /// When the element is not there.
    pub async fn content(&self, css: &str) -> Result<String> {
        let script =
            format!("const e = document.querySelector({}); return e ? e.textContent : null", json!(css));
        self.ask(&script).await?.as_str().map(str::to_owned).with_context(|| format!("there is no {css}"))
    }

    /// Presses keys wherever the focus is.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Presses a key while another is held.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn chord(&self, held: Key, key: &str) -> Result<()> {
        Ok(self.driver.action_chain().key_down(held.clone()).send_keys(key).key_up(held).perform().await?)
    }

    /// The id of what has the focus.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn focused(&self) -> Result<String> {
        Ok(self.ask("return document.activeElement?.id ?? ''").await?.as_str().unwrap_or_default().to_owned())
    }

    /// The files of the archive that was downloaded last, by their paths in it.
    ///
    /// # Errors
    /// When nothing arrives within half a minute, or it is no archive.
    pub async fn downloaded(&self, name: &str) -> Result<BTreeMap<String, String>> {
        let path = self.download(name).await?;
        let files = unzip(&path)?;
        std::fs::remove_file(&path)?;
        Ok(files)
    }

    /// Where a file lies that was downloaded.
    ///
    /// # Errors
    /// When it does not arrive within half a minute.
    pub async fn download(&self, name: &str) -> Result<PathBuf> {
        let path = self.downloads.path().join(name);
        let end = Instant::now() + Duration::from_secs(30);
        // Chromium holds the name with an empty file, and moves the whole one there.
        while !path.metadata().is_ok_and(|file| file.len() > 0) {
            ensure!(Instant::now() < end, "{name} was not downloaded");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(path)
    }

    /// What axe-core says is wrong with the page as it is, a line each.
    ///
    /// # Errors
    /// When axe cannot run.
    pub async fn axe(&self) -> Result<Vec<String>> {
        let source = std::fs::read_to_string(&self.settings.axe)?;
        self.driver.execute(&source, Vec::new()).await?;
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document).then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' — ' +
                v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))), e => done(['axe failed: ' + e]))";
        let found = self.driver.execute_async(run, Vec::new()).await?;
        Ok(found
            .json()
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect())
    }

    /// What is seen now, as a PNG file, once nothing moves any more.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        self.ask("document.getAnimations().forEach(moving => moving.finish()); return true").await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(self.driver.screenshot(file).await?)
    }

    /// Ends the browser. An error in its console on the way fails the journey, and a bar that is not whole at its end.
    ///
    /// # Errors
    /// When the page wrote an error to the console, or its bar has flaws.
    pub async fn close(self) -> Result<()> {
        let flaws = self.flaws_of_the_bar().await?;
        let log = self.driver.browser_log().await?;
        self.driver.quit().await?;
        let errors: Vec<String> =
            log.iter().map(|entry| format!("{entry:?}")).filter(|entry| entry.contains("SEVERE")).collect();
        ensure!(errors.is_empty(), "errors in the console: {errors:#?}");
        ensure!(flaws.is_empty(), "the bar: {flaws:#?}");
        Ok(())
    }
}

/// The control of a field: its id is the field's.
pub(crate) fn selector(field: &str) -> String {
    format!("#{}", field.replace('.', "\\."))
}

fn unzip(path: &Path) -> Result<BTreeMap<String, String>> {
    let mut archive = ZipArchive::new(Cursor::new(std::fs::read(path)?))?;
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        files.insert(file.name()?.to_string(), text);
    }
    Ok(files)
}
