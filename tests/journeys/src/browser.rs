//! A fresh Chromium with the page: started, opened, waited for, asked, ended.

mod acts;
mod downloads;
mod looks;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::manager::{BrowserKind, WebDriverManager};
use thirtyfour::prelude::*;

pub use looks::Width;

use crate::{Mode, Settings, Site};

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
