//! Golden bundles: what users get, as files under deploy/bundles/, so that a pull request shows every changed byte.
//! UPDATE_GOLDEN=1 writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use planner::bundle::checksums;
use planner::outcome::outcome;
use planner::presets::PRESETS;
use test_support::choices::{CHOICES, plan_of};
use test_support::published_secrets;

fn golden(key: &str) -> PathBuf {
    test_support::repository().join("deploy/bundles").join(key)
}

fn read_tree(root: &Path, folder: &Path, tree: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            read_tree(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            tree.insert(name, fs::read_to_string(&path).expect("a text file"));
        }
    }
}

fn write_tree(root: &Path, tree: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(root);
    for (name, text) in tree {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a writable tree");
        fs::write(&path, text).expect("a writable tree");
        #[cfg(unix)]
        if name.ends_with(".sh") {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a writable tree");
        }
    }
}

#[test]
fn the_golden_bundles_are_what_presets_and_choices_make() {
    let presets = PRESETS.iter().map(|preset| (preset.key, (preset.plan)()));
    let choices = CHOICES.iter().map(|(key, changes)| (*key, plan_of(changes)));
    for (key, plan) in presets.chain(choices) {
        let outcome = outcome(&plan, &published_secrets(&plan));
        let mut files = outcome.files.clone();
        checksums::add(&mut files);
        let made: BTreeMap<String, String> =
            files.iter().map(|(path, file)| (path.to_owned(), file.text.clone())).collect();
        let root = golden(key);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            write_tree(&root, &made);
        }
        let mut kept = BTreeMap::new();
        read_tree(&root, &root, &mut kept);
        let names = |tree: &BTreeMap<String, String>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&kept), names(&made), "the files of {key}; run cargo xtask golden");
        for (name, text) in &made {
            assert!(
                kept.get(name) == Some(text),
                "{key}/{name} changed; run cargo xtask golden and read the diff"
            );
        }
    }
}
