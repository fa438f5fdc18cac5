//! What people do: point, choose, type.

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::prelude::*;

use super::Page;

impl Page {
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
}

/// The control of a field: its id is the field's.
pub(crate) fn selector(field: &str) -> String {
    format!("#{}", field.replace('.', "\\."))
}
