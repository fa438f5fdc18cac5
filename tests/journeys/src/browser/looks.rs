//! What is seen: in which window and colours, and what is wrong with it.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::Page;

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

    pub(super) fn size(self) -> (u32, u32) {
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

impl Page {
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

    /// Light or dark, as the system would say.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn colours(&self, scheme: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
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
}
