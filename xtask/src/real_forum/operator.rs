//! What stands for CloudNativePG's operator: pods with the parameters of its objects.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::bundle::Bundle;
use super::images;

/// Adds the pods and Services of each Cluster and Pooler.
pub fn add(bundle: &mut Bundle) -> Result<()> {
    for name in bundle.names("Cluster") {
        let spec = bundle.find("Cluster", &name)?["spec"].clone();
        let parameters =
            lines(&spec["postgresql"]["parameters"], |name, value| format!("{name} = '{value}'"));
        add_one(bundle, "cloudnative-pg.yaml", &name, &spec, &[("PARAMETERS", &parameters)])?;
    }
    for name in bundle.names("Pooler") {
        let pooler = bundle.find("Pooler", &name)?["spec"].clone();
        let cluster = text(&pooler["cluster"]["name"])?;
        let spec = bundle.find("Cluster", &cluster)?["spec"].clone();
        let pgbouncer = &pooler["pgbouncer"];
        let parameters = lines(&pgbouncer["parameters"], |name, value| format!("{name} = {value}"));
        let mode = text(&pgbouncer["poolMode"])?;
        let words = [("PARAMETERS", parameters.as_str()), ("MODE", &mode), ("CLUSTER", &cluster)];
        add_one(bundle, "pooler.yaml", &name, &spec, &words)?;
    }
    Ok(())
}

/// `cluster` names the database, its owner and the owner's Secret.
fn add_one(
    bundle: &mut Bundle,
    file: &str,
    name: &str,
    cluster: &Value,
    words: &[(&str, &str)],
) -> Result<()> {
    let initdb = &cluster["bootstrap"]["initdb"];
    let mut manifests = fs::read_to_string(images::here(file))?
        .replace("@NAME@", name)
        .replace("@OWNER@", &text(&initdb["owner"])?)
        .replace("@DATABASE@", &text(&initdb["database"])?)
        .replace("@SECRET@", &text(&initdb["secret"]["name"])?);
    for (word, value) in words {
        manifests = manifests.replace(&format!("@{word}@"), value);
    }
    bundle.add(&manifests).with_context(|| format!("tests/real_forum/{file} cannot be read"))
}

/// For a text between quotation marks in YAML.
fn lines(parameters: &Value, line: impl Fn(&str, &str) -> String) -> String {
    let parameters = parameters.as_object().into_iter().flatten();
    parameters.map(|(name, value)| line(name, value.as_str().unwrap_or_default()) + "\\n").collect()
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("the operator's objects lack a name")
}
