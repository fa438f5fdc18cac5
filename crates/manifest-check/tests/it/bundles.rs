//! The bundles that we publish, read as `kubectl apply -f` would: file by file, in the order of their names.

use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::violations;

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// What is applied of a bundle, with a text of more manifests.
fn objects(bundle: &Path, more: &str) -> Vec<Value> {
    let files = ["base", "secrets"].into_iter().flat_map(|folder| sorted(&bundle.join(folder)));
    let manifests = files.filter(|file| file.extension().is_some_and(|ending| ending == "yaml"));
    let texts = manifests.map(|file| read_to_string(&file).expect("a text"));
    texts
        .chain([more.to_owned()])
        .flat_map(|text| {
            serde_yaml::from_multiple::<Value>(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", bundle.display()))
        })
        .collect()
}

#[test]
fn the_published_bundles_have_no_faults() {
    let bundles = sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/bundles"));
    assert!(!bundles.is_empty(), "no bundle is published");
    for bundle in bundles {
        let found: Vec<_> = violations(&objects(&bundle, "")).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}\n{}", bundle.display(), found.join("\n"));
    }
}

#[test]
fn the_second_server_of_a_readme_is_one_that_its_operator_makes() {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/bundles/highly-available");
    let readme = read_to_string(bundle.join("README.md")).expect("a README");
    let (_, from) = readme.split_once("apply --filename - <<'END'\n").expect("a manifest");
    let (manifest, _) = from.split_once("\nEND\n").expect("its end");
    let manifest =
        manifest.replace("  name: postgres-earlier", "  namespace: forum\n  name: postgres-earlier");
    let found: Vec<_> = violations(&objects(&bundle, &manifest)).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
