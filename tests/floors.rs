//! The floors of the house: a file imports its own floor and those below, never one above.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The floor of a module below `crate::`, by the longest prefix that is listed.
const FLOORS: &[(&str, u8)] = &[
    ("words", 0),
    ("stack::*::options", 1),
    ("plan", 2),
    ("secrets", 2),
    ("inputs", 2),
    ("field", 3),
    ("finding", 3),
    ("topology", 3),
    ("failure", 3),
    ("files", 3),
    ("project", 3),
    ("kube", 3),
    ("prerequisite", 3),
    ("shell", 3),
    ("sealing", 3),
    ("stack", 4),
    ("outcome", 5),
];

fn floor(module: &str) -> Option<u8> {
    let parts: Vec<&str> = module.split("::").collect();
    FLOORS
        .iter()
        .filter(|(prefix, _)| {
            let wanted: Vec<&str> = prefix.split("::").collect();
            wanted.len() <= parts.len()
                && wanted.iter().zip(&parts).all(|(want, have)| *want == "*" || want == have)
        })
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, floor)| *floor)
}

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

/// `stack::redis::rules` of `src/stack/redis/rules.rs`.
fn module(path: &Path) -> String {
    let relative = path.strip_prefix(root()).expect("below src").with_extension("");
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("::")
}

/// The files of the library.
fn library() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    sources(&root(), &mut paths);
    // The page, the program that paints it for the build, and the command line.
    let programs = ["main", "ui", "prerender", "cli"];
    let program = |module: &str| programs.contains(&module.split("::").next().unwrap_or_default());
    paths
        .into_iter()
        .map(|path| (module(&path), fs::read_to_string(&path).expect("a text file")))
        .filter(|(module, _)| !program(module) && module != "lib")
        .collect()
}

/// Every path after `crate::` in a text, `{a, b::c}` taken apart.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join(" ");
    let mut found = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        expand("", part, &mut found);
    }
    found
}

fn expand(prefix: &str, text: &str, found: &mut BTreeSet<String>) {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let (path, rest) = text.split_at(end);
    let whole = format!("{prefix}{path}");
    let Some(rest) = rest.strip_prefix('{') else {
        found.insert(whole.trim_end_matches(':').to_owned());
        return;
    };
    let mut depth = 0;
    let mut item = String::new();
    for c in rest.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&whole, item.trim(), found);
                item.clear();
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    if !item.trim().is_empty() {
        expand(&whole, item.trim(), found);
    }
}

#[test]
fn nobody_looks_up() {
    for (module, text) in library() {
        let own = floor(&module).unwrap_or_else(|| panic!("{module} stands on no floor"));
        for import in imports(&text) {
            let Some(other) = floor(&import) else { continue };
            assert!(other <= own, "{module} (floor {own}) uses {import}, which is floor {other}");
        }
    }
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

/// What would make an outcome depend on more than its plan.
const IMPURE: &[&str] = &[
    "SystemTime",
    "Instant::now",
    "std::env",
    "std::fs",
    "std::net::Tcp",
    "std::thread",
    "HashMap",
    "HashSet",
    "web_sys",
    "js_sys",
    "gloo",
    "leptos",
    "println!",
    "eprintln!",
];

#[test]
fn the_library_knows_no_clock_file_browser_or_unordered_map() {
    for (module, text) in library() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in IMPURE {
                assert!(!line.contains(word), "{module} uses {word}: {line}");
            }
        }
    }
}

#[test]
fn only_one_file_and_its_folder_touch_the_browser() {
    let ui = root().join("ui");
    let mut paths = Vec::new();
    sources(&ui, &mut paths);
    let browser = |path: &&PathBuf| path.starts_with(ui.join("browser")) || **path == ui.join("browser.rs");
    for path in paths.iter().filter(|path| !browser(path)) {
        let text = fs::read_to_string(path).expect("a text file");
        for word in ["web_sys", "js_sys", "gloo::storage", "local_storage", "Crypto", "navigator()"] {
            assert!(!text.contains(word), "{} uses {word}; that belongs in ui/browser.rs", path.display());
        }
    }
}

#[test]
fn the_version_of_misago_is_written_once_and_the_lock_beside_it_says_the_same() {
    use forum_planner::stack::image::options::MISAGO;
    for (module, text) in library().into_iter().filter(|(module, _)| module != "stack::image::options") {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(!line.contains(MISAGO), "{module} writes the version of Misago: {line}");
        }
    }
    let lock = fs::read_to_string(root().join("stack/image/context/requirements.txt")).expect("the lock");
    assert!(lock.lines().any(|line| line == format!("Misago=={MISAGO}")), "the lock is for another Misago");
}
