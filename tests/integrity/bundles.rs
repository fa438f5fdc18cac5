//! The bundles we publish, read as `kubectl apply -f` would: file by file, in the order of their names.

use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::faults;

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

#[test]
fn the_published_bundles_have_no_faults() {
    let bundles = sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/bundles"));
    assert!(!bundles.is_empty(), "no bundle is published");
    for bundle in bundles {
        let files = ["base", "secrets"].into_iter().flat_map(|folder| sorted(&bundle.join(folder)));
        let manifests = files.filter(|file| file.extension().is_some_and(|ending| ending == "yaml"));
        let objects: Vec<Value> = manifests
            .flat_map(|file| {
                let text = read_to_string(&file).expect("a text");
                serde_yaml::from_multiple::<Value>(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
            })
            .collect();
        let found: Vec<_> = faults(&objects).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}\n{}", bundle.display(), found.join("\n"));
    }
}
