//! The service worker: after the first visit the page needs no server.

use anyhow::{Result, ensure};
use serde_json::{Map, Value};

use super::Files;
use super::fingerprint::{fingerprint, integrity};
use crate::icons;

/// Fills in what the worker keeps: each file with its checksum, and a name made of them all.
pub fn worker(template: &[u8], files: &Files) -> Result<Vec<u8>> {
    let mut kept = Map::new();
    // The icons of an installed page are asked for by the system while it installs, which takes a network.
    for (path, bytes) in files.iter().filter(|(path, _)| !icons::NAMES.contains(&path.as_str())) {
        // A host answers "./" with index.html; asked for by name, some redirect.
        let path = if path == "index.html" { "./" } else { path };
        kept.insert(path.to_owned(), Value::from(integrity(bytes)));
    }
    let kept = serde_json::to_string_pretty(&kept)?;
    let template = String::from_utf8(template.to_vec())?;
    ensure!(template.contains("{{files}}") && template.contains("{{version}}"), "sw.js lost its places");
    // The worker's own text counts too: changed rules want a fresh cache.
    let version = fingerprint(format!("{template}{kept}").as_bytes());
    Ok(template.replace("{{files}}", &kept).replace("{{version}}", &version[..16]).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &[u8] = b"{{version}} {{files}}";

    fn files(page: &str) -> Files {
        Files::from([("index.html".to_owned(), page.into()), ("icon.svg".to_owned(), b"icon".into())])
    }

    #[test]
    fn any_changed_file_makes_a_new_cache() {
        let one = worker(TEMPLATE, &files("one")).unwrap();
        let two = worker(TEMPLATE, &files("two")).unwrap();
        assert_ne!(one[..16], two[..16]);
        assert_eq!(one, worker(TEMPLATE, &files("one")).unwrap());
    }
}
