//! What runs inside the containers and around them: the image, shell scripts, Python.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::bundle::{self, CheckedBundle};
use super::{Complaint, Toolbox};
use crate::program;
use crate::tools::Tool;

pub fn hadolint(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let mut lint = Command::new(tools.environment()?.program("hadolint"));
    let ran = program::silent(lint.args(["--format", "json"]).arg(bundle.folder.join("image/Dockerfile")))?;
    let found: Vec<Value> = serde_json::from_str(&ran.stdout).with_context(|| ran.said())?;
    Ok(found.iter().map(|fault| complaint("Dockerfile", fault)).collect())
}

/// verify.sh, the scripts in ConfigMaps, and every `sh -c` of a container or probe.
pub fn shellcheck(_: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let scratch = bundle.scratch("shellcheck")?;
    let mut scripts: Vec<PathBuf> =
        bundle.files()?.into_iter().filter(|file| bundle::ends_with(file, "sh")).collect();
    ensure!(!scripts.is_empty(), "verify.sh is missing");
    for (name, text) in bundle.configured(".sh") {
        let file = scratch.join(name.replace('/', "-"));
        fs::write(&file, text)?;
        scripts.push(file);
    }
    for object in bundle.objects() {
        let mut commands = Vec::new();
        shell_commands(object, &mut commands);
        let owner = object["metadata"]["name"].as_str().unwrap_or_default();
        for (number, text) in commands.into_iter().enumerate() {
            let file = scratch.join(format!("{owner}-command-{number}"));
            fs::write(&file, format!("#!/bin/sh\n{text}\n"))?;
            scripts.push(file);
        }
    }
    let ran =
        program::silent(Command::new(Tool::Shellcheck.path()?).args(["--format", "json"]).args(&scripts))?;
    let found: Vec<Value> = serde_json::from_str(&ran.stdout).with_context(|| ran.said())?;
    let complaints = found.iter().map(|fault| {
        let file = fault["file"].as_str().unwrap_or_default();
        let Complaint { id, text } = complaint(file.rsplit('/').next().unwrap_or(file), fault);
        Complaint { id: format!("SC{id}"), text }
    });
    Ok(complaints.collect())
}

/// The texts after `sh -c`, wherever they stand in an object.
fn shell_commands<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => {
            if let [Value::String(shell), Value::String(option), Value::String(text), ..] = items.as_slice()
                && matches!(shell.as_str(), "sh" | "/bin/sh" | "bash" | "/bin/bash")
                && option.starts_with('-')
                && option.ends_with('c')
            {
                found.push(text);
            }
            items.iter().for_each(|item| shell_commands(item, found));
        }
        Value::Object(entries) => entries.values().for_each(|entry| shell_commands(entry, found)),
        _ => {}
    }
}

/// Python compiles every file of the image. What it compiled goes elsewhere: the bundle stays as it is.
pub fn python(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let mut python = Command::new(tools.environment()?.program("python"));
    python.env("PYTHONPYCACHEPREFIX", bundle.scratch("python")?).args(["-m", "compileall", "-q", "-f"]);
    let ran = program::silent(python.arg(bundle.folder.join("image")))?;
    Ok(if ran.success { vec![] } else { vec![Complaint { id: "compile".into(), text: ran.said() }] })
}

/// hadolint and shellcheck speak alike.
fn complaint(file: &str, fault: &Value) -> Complaint {
    let id = fault["code"].as_str().map_or_else(|| fault["code"].to_string(), str::to_owned);
    let message = fault["message"].as_str().unwrap_or_default();
    Complaint { id, text: format!("{file} line {}: {message}", fault["line"]) }
}

#[cfg(test)]
mod tests {
    use super::shell_commands;

    #[test]
    fn shell_commands_are_found_wherever_they_stand() {
        let pod = serde_json::json!({
            "containers": [{"command": ["sh", "-c", "one"], "livenessProbe": {"exec": {"command": ["sh", "-ec", "two"]}}}],
            "args": ["nginx", "-g", "daemon off;"]
        });
        let mut found = Vec::new();
        shell_commands(&pod, &mut found);
        assert_eq!(found, ["one", "two"]);
    }
}
