//! SARIF 2.1.0, as GitHub's code scanning reads it: each result with a location, each rule described once.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::path::{Component, Path};

use serde_json::{Value, json};

/// The whole log of one run.
pub fn log(rules: &[Value], results: &[Value]) -> String {
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Forum Planner",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "invocations": [{ "executionSuccessful": true }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{whole:#}\n")
}

/// A place in a file. Code scanning wants a line even where none is known.
pub fn location(file: &str, line: Option<usize>) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": artifact(Path::new(file)),
        "region": { "startLine": line.unwrap_or(1) },
    } })
}

/// "Plain http on a public host."
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// Relative paths are meant from the repository's root, where pipelines run.
fn artifact(file: &Path) -> Value {
    let steps: Vec<String> = file
        .components()
        .filter_map(|step| match step {
            Component::Normal(name) => Some(escaped(&name.to_string_lossy())),
            Component::ParentDir => Some("..".to_owned()),
            Component::Prefix(drive) => Some(drive.as_os_str().to_string_lossy().into_owned()),
            Component::RootDir | Component::CurDir => None,
        })
        .collect();
    let path = steps.join("/");
    if file.is_absolute() {
        json!({ "uri": format!("file:///{path}") })
    } else {
        json!({ "uri": path, "uriBaseId": "%SRCROOT%" })
    }
}

fn escaped(step: &str) -> String {
    step.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_valid_uris_for_every_file_name() {
        let uri = |file: &str| artifact(Path::new(file))["uri"].as_str().unwrap().to_owned();
        assert_eq!(uri("./deploy/plan.yaml"), "deploy/plan.yaml");
        assert_eq!(uri("../my plan#1.yaml"), "../my%20plan%231.yaml");
        #[cfg(unix)]
        assert_eq!(uri("/srv/plan.yaml"), "file:///srv/plan.yaml");
    }
}
