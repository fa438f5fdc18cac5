//! What was downloaded.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use zip::ZipArchive;

use super::Page;

impl Page {
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
