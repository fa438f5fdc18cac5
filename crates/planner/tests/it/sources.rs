//! Rules about the source files themselves.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// `stack::redis::rules` of `stack/redis/rules.rs`.
fn module(path: &Path) -> String {
    let relative = path.strip_prefix(root()).expect("below src").with_extension("");
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("::")
}

/// The files of the library.
fn library() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    sources(&root(), &mut paths);
    paths
        .into_iter()
        .map(|path| (module(&path), fs::read_to_string(&path).expect("a text file")))
        .filter(|(module, _)| module != "lib")
        .collect()
}

#[test]
fn every_file_is_reached_from_the_root() {
    let modules: BTreeSet<String> = library().into_iter().map(|(module, _)| module).collect();
    for module in &modules {
        let (parent, name) = module.rsplit_once("::").unwrap_or(("lib", module));
        let path = root().join(parent.replace("::", "/")).with_extension("rs");
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("{module} has no parent file {}", path.display()));
        let declared = [format!("mod {name};")].iter().any(|line| text.contains(line));
        assert!(declared, "{} does not declare {name}", path.display());
    }
}

#[test]
fn the_version_of_misago_is_written_once_and_the_lock_beside_it_says_the_same() {
    use planner::stack::image::options::MISAGO;
    for (module, text) in library().into_iter().filter(|(module, _)| module != "stack::image::options") {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(!line.contains(MISAGO), "{module} writes the version of Misago: {line}");
        }
    }
    let lock = fs::read_to_string(root().join("stack/image/context/requirements.txt")).expect("the lock");
    assert!(lock.lines().any(|line| line == format!("Misago=={MISAGO}")), "the lock is for another Misago");
}

/// The error of each public function that can fail.
fn errors_of(text: &str) -> BTreeSet<String> {
    let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
    let signatures = text.split("pub fn ").skip(1).map(|rest| rest.split(" {\n").next().unwrap_or_default());
    let results = signatures.filter_map(|signature| signature.split_once("-> Result<"));
    let errors = results.filter_map(|(_, result)| {
        let error = result.trim().strip_suffix('>')?.rsplit([',', ' ']).find(|word| !word.is_empty())?;
        Some(last(error))
    });
    let parsed = text.split("type Err = ").skip(1).filter_map(|rest| rest.split(';').next());
    errors.chain(parsed.map(last)).collect()
}

#[test]
fn the_library_s_errors_are_errors_to_any_caller() {
    fn error<E: std::error::Error + Send + Sync + 'static>() {}
    error::<planner::values::ParseError>();
    error::<planner::import::archive::ImportError>();
    error::<planner::sealing::SealError>();
    error::<planner::analysis::capacity::End>();
    let known = ["End", "ImportError", "ParseError", "SealError", "ZipError"].map(str::to_owned);
    let used: BTreeSet<String> = library().iter().flat_map(|(_, text)| errors_of(text)).collect();
    assert_eq!(used, BTreeSet::from(known), "ask of each new one above that it is an error");
}
