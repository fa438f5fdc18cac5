//! Security scanners. They work on what is on the disk and fetch nothing.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::bundle::CheckedBundle;
use super::{Complaint, Toolbox};
use crate::program;

pub fn checkov(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let mut checkov = Command::new(tools.environment()?.program("checkov"));
    checkov.args([
        "--framework",
        "kubernetes",
        "--skip-download",
        "--compact",
        "--output",
        "json",
        "--directory",
    ]);
    let ran = program::silent(checkov.arg(&bundle.folder))?;
    let found: Value = serde_json::from_str(&ran.stdout).with_context(|| ran.said())?;
    let passed = found["summary"]["passed"].as_u64().unwrap_or(0);
    ensure!(passed > 100, "checkov looked at next to nothing: {}", found["summary"]);
    ensure!(found["summary"]["parsing_errors"] == 0, "checkov cannot read everything: {}", found["summary"]);
    let failed = found["results"]["failed_checks"].as_array().into_iter().flatten();
    Ok(failed
        .map(|check| Complaint {
            id: word(&check["check_id"]),
            text: format!(
                "{} {} ({})",
                word(&check["file_path"]),
                word(&check["resource"]),
                word(&check["check_name"])
            ),
        })
        .collect())
}

pub fn trivy(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let mut trivy = Command::new(tools.environment()?.trivy()?);
    trivy.args(["config", "--skip-check-update", "--quiet", "--format", "json", "--cache-dir"]);
    let ran = program::silent(trivy.arg(bundle.scratch("trivy")?).arg(&bundle.folder))?;
    let found: Value = serde_json::from_str(&ran.stdout).with_context(|| ran.said())?;
    let results = found["Results"].as_array().map(Vec::as_slice).unwrap_or_default();
    ensure!(results.len() > 5, "trivy looked at next to nothing: {} files", results.len());
    let mut complaints = Vec::new();
    for result in results {
        for fault in result["Misconfigurations"].as_array().into_iter().flatten() {
            let text = format!("{} {}", word(&result["Target"]), word(&fault["Message"]));
            complaints.push(Complaint { id: word(&fault["ID"]), text });
        }
    }
    Ok(complaints)
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
