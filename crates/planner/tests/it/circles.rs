//! The modules of the library do not depend on each other in a circle.
//!
//! Read from the sources: every path that begins with `crate::`, `super::` or `self::`. At every depth, sibling modules
//! (with all that is inside them) must not depend on each other in a circle; a module and its children may. A part's
//! `options.rs` and `names.rs` count as modules of their own, because every part may read them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, iter};

/// `["stack", "redis", "rules"]` of `src/stack/redis/rules.rs`.
type Module = Vec<String>;

#[test]
fn modules_side_by_side_need_each_other_in_no_circle() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &Vec::new());
    // Of each folder: who needs whom, and a line that says so.
    let mut folders: BTreeMap<Module, BTreeMap<String, BTreeMap<String, String>>> = BTreeMap::new();
    for (module, text) in &sources {
        for path in paths(text) {
            let Some(other) = resolved(module, &path, &sources) else { continue };
            let (from, to) = (place(module), place(&other));
            let common = iter::zip(&from, &to).take_while(|(a, b)| a == b).count();
            if let (Some(a), Some(b)) = (from.get(common), to.get(common)) {
                let folder = folders.entry(from[..common].to_vec()).or_default();
                let line = format!("{} uses {path}", module.join("::"));
                folder.entry(a.clone()).or_default().insert(b.clone(), line);
            }
        }
    }
    for (folder, mut needs) in folders {
        // A module that needs none of those left, or that none of them needs, is in no circle.
        while let Some(free) = needs.iter().find(|(module, others)| {
            !others.keys().any(|other| needs.contains_key(other))
                || !needs.values().any(|others| others.contains_key(*module))
        }) {
            let free = free.0.clone();
            needs.remove(&free);
        }
        let circle: Vec<&String> = needs
            .values()
            .flatten()
            .filter(|(to, _)| needs.contains_key(*to))
            .map(|(_, line)| line)
            .collect();
        assert!(circle.is_empty(), "a circle in `{}`: {circle:#?}", folder.join("::"));
    }
}

/// The code of each module, without comments and tests.
fn sources(folder: &Path, parent: &Module) -> BTreeMap<Module, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let module: Module = parent.iter().cloned().chain([name.clone()]).collect();
        if parent.is_empty() && name == "lib" {
            continue; // The root.
        } else if path.is_dir() {
            found.extend(sources(&path, &module));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a text file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.insert(module, code.collect::<Vec<_>>().join("\n"));
        }
    }
    found
}

/// Every path in a text that begins with `crate::`, `super::` or `self::`; of `a::{b, c::d}` both.
fn paths(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in text.match_indices(start) {
            let inside = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            if !text[..at].ends_with(inside) {
                expand("", &mut &text[at..], &mut found);
            }
        }
    }
    found
}

fn expand(prefix: &str, text: &mut &str, found: &mut BTreeSet<String>) {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let path = format!("{prefix}{}", &text[..end]);
    *text = &text[end..];
    if !text.starts_with('{') {
        found.insert(path);
        return;
    }
    while !text.is_empty() && !text.starts_with('}') {
        *text = text[1..].trim_start();
        if !text.starts_with('}') {
            expand(&path, text, found);
            // Past ` as another`.
            *text = &text[text.find([',', '}']).unwrap_or(text.len())..];
        }
    }
    *text = text.get(1..).unwrap_or_default();
}

/// The module that a path leads to or into; nothing for the root.
fn resolved(module: &Module, path: &str, sources: &BTreeMap<Module, String>) -> Option<Module> {
    let mut at = module.clone();
    for name in path.split("::") {
        match name {
            "crate" => at.clear(),
            "super" => drop(at.pop()),
            "self" => {}
            name => at.push(name.to_owned()),
        }
    }
    while !at.is_empty() && !sources.contains_key(&at) {
        at.pop();
    }
    (!at.is_empty()).then_some(at)
}

/// Where a module stands.
fn place(module: &Module) -> Module {
    match module.as_slice() {
        [stack, part, apart, rest @ ..] if stack == "stack" && (apart == "options" || apart == "names") => {
            [&format!("{apart} of the parts"), part].into_iter().chain(rest).cloned().collect()
        }
        _ => module.clone(),
    }
}
