//! Are these valid manifests, and do both ways of applying them give the same objects?

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::bundle::{self, CheckedBundle};
use super::kinds::is_foreign;
use super::{Complaint, Toolbox};
use crate::program;

/// The supported versions of Kubernetes.
const VERSIONS: [&str; 3] = ["1.35", "1.36", "1.37"];

/// kubernetes-validate, strict: unknown fields and wrong types, against the published schemas.
/// Other people's kinds are judged in `kinds.rs`.
pub fn schemas(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let texts: Vec<&str> = bundle
        .documents
        .iter()
        .filter(|document| !is_foreign(&document.object))
        .map(|document| document.text.as_str())
        .collect();
    let file = bundle.scratch("schemas")?.join("objects.yaml");
    fs::write(&file, texts.join("---\n"))?;
    let mut complaints = Vec::new();
    for version in VERSIONS {
        let mut validate = Command::new(tools.environment()?.program("kubernetes-validate"));
        let ran = program::silent(validate.args(["--strict", "--kubernetes-version", version]).arg(&file))?;
        let said = ran.said();
        let passed = said.lines().filter(|line| line.contains(" passed for resource ")).count();
        if !ran.success || passed != texts.len() {
            let open: Vec<&str> = said.lines().filter(|line| !line.starts_with("INFO")).collect();
            complaints.push(Complaint { id: version.to_owned(), text: open.join("\n") });
        }
    }
    Ok(complaints)
}

/// `kubectl kustomize` builds, and holds exactly the objects of the flat files. A bundle that goes into Git
/// leaves its Secret to a command of its own.
pub fn kustomize(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let mut folders = vec![bundle.folder.clone()];
    if !fs::read_to_string(bundle.folder.join("Kustomization"))?.contains("- secrets") {
        folders.push(bundle.folder.join("secrets"));
    }
    let mut built = Vec::new();
    for folder in folders {
        let mut kubectl = Command::new(tools.environment()?.program("kubectl"));
        let text = program::silent(kubectl.arg("kustomize").arg(folder))?.succeeded()?;
        built.extend(bundle::parse(&text)?);
    }
    let built = by_identity(built.iter().map(|document| &document.object));
    let flat = by_identity(bundle.objects());
    ensure!(flat.len() == bundle.documents.len(), "two objects of the flat files have the same identity");
    let mut complaints = Vec::new();
    for (identity, object) in &flat {
        let text = match built.get(identity) {
            None => "is not in what kustomize builds",
            Some(other) if other != object => "is changed by kustomize",
            Some(_) => continue,
        };
        complaints.push(Complaint { id: identity.clone(), text: text.into() });
    }
    let strangers = built.keys().filter(|identity| !flat.contains_key(*identity));
    complaints
        .extend(strangers.map(|identity| Complaint { id: identity.clone(), text: "is in no file".into() }));
    Ok(complaints)
}

fn by_identity<'a>(objects: impl Iterator<Item = &'a Value>) -> BTreeMap<String, &'a Value> {
    let identity = |object: &Value| {
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let about = &object["metadata"];
        format!(
            "{} {} {}/{}",
            word(&object["apiVersion"]),
            word(&object["kind"]),
            word(&about["namespace"]),
            word(&about["name"])
        )
    };
    objects.map(|object| (identity(object), object)).collect()
}

/// Every YAML file of the bundle, Kustomizations without an ending too.
pub fn yamllint(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    // Commands and annotations are as long as they are.
    const RULES: &str = "{extends: relaxed, rules: {line-length: disable}}";
    let files = bundle.files()?;
    let yaml = files.iter().filter(|file| bundle::ends_with(file, "yaml") || file.ends_with("Kustomization"));
    let mut lint = Command::new(tools.environment()?.program("yamllint"));
    let ran = program::silent(lint.args(["--strict", "--format", "parsable", "-d", RULES]).args(yaml))?;
    ensure!(ran.success || !ran.stdout.is_empty(), "{}", ran.said());
    Ok(ran.stdout.lines().map(|line| Complaint { id: String::new(), text: line.to_owned() }).collect())
}
