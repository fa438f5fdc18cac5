//! A golden bundle, as a folder on the disk and as the objects in it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

pub struct CheckedBundle {
    pub name: String,
    pub folder: PathBuf,
    pub documents: Vec<Document>,
}

/// One object, with its text as a user gets it.
pub struct Document {
    pub text: String,
    pub object: Value,
}

pub fn all(folder: &Path) -> Result<Vec<CheckedBundle>> {
    let mut folders: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()).filter(|path| path.is_dir()))
        .collect();
    folders.sort();
    folders.into_iter().map(CheckedBundle::read).collect()
}

impl CheckedBundle {
    fn read(folder: PathBuf) -> Result<Self> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut documents = Vec::new();
        for part in ["base", "secrets"] {
            for file in files(&folder.join(part))?.iter().filter(|file| ends_with(file, "yaml")) {
                let text = fs::read_to_string(file)?;
                documents.extend(parse(&text).with_context(|| format!("{} is not YAML", file.display()))?);
            }
        }
        Ok(Self { name, folder, documents })
    }

    /// An empty folder for a validator's own copies.
    pub fn scratch(&self, validator: &str) -> Result<PathBuf> {
        crate::project::scratch(&format!("bundles/{}/{validator}", self.name))
    }

    pub fn objects(&self) -> impl Iterator<Item = &Value> {
        self.documents.iter().map(|document| &document.object)
    }

    /// Every file a ConfigMap carries whose name ends so: ("redis-config/redis.conf", text).
    pub fn configured(&self, ending: &str) -> Vec<(String, &str)> {
        let maps = self.objects().filter(|object| object["kind"] == "ConfigMap");
        let entries = maps.flat_map(|map| {
            let name = map["metadata"]["name"].as_str().unwrap_or_default();
            let data = map["data"].as_object().into_iter().flatten();
            data.filter_map(move |(key, text)| Some((format!("{name}/{key}"), text.as_str()?)))
        });
        entries.filter(|(name, _)| name.ends_with(ending)).collect()
    }

    /// Every file of the bundle.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for path in files(&folder)? {
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found.sort();
        Ok(found)
    }
}

/// The documents of a file. Block texts inside are indented, so a line of three dashes always separates.
pub fn parse(text: &str) -> Result<Vec<Document>> {
    let documents = text.split("\n---\n").filter(|text| !text.trim().is_empty());
    documents
        .map(|text| Ok(Document { text: format!("{text}\n"), object: serde_yaml::from_str(text)? }))
        .collect()
}

pub fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension == ending)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_file_falls_apart_into_its_documents() {
        let documents = parse("kind: A\nmode: 292\n---\nkind: B\nword: \"no\"\n").unwrap();
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].object, serde_json::json!({"kind": "A", "mode": 292}));
        assert_eq!(documents[1].object, serde_json::json!({"kind": "B", "word": "no"}));
    }
}
