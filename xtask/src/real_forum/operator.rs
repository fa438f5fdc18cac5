//! A stand-in for CloudNativePG's operator: pods with the parameters of its objects.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::bundle::Bundle;
use super::certificate::Certificate;
use super::database::DatabaseServer;
use super::images;

/// Adds the pods and Services of each Cluster and Pooler. There is no standby, so nothing is shown of the
/// operator's own failover.
pub fn add(bundle: &mut Bundle, scratch: &Path) -> Result<()> {
    for name in bundle.names("Cluster") {
        let server = server(bundle, &name)?;
        // The operator's servers have TLS from the first day, with a certificate of its own.
        let certificate = Certificate::self_signed(scratch, &name, &server.service)?;
        server.add(bundle, &certificate)?;
    }
    for name in bundle.names("Pooler") {
        add_pooler(bundle, &name)?;
    }
    Ok(())
}

fn server(bundle: &Bundle, name: &str) -> Result<DatabaseServer> {
    let spec = &bundle.find("Cluster", name)?["spec"];
    let initdb = &spec["bootstrap"]["initdb"];
    Ok(DatabaseServer {
        name: name.to_owned(),
        service: format!("{name}-rw"),
        port: 5432,
        owner: text(&initdb["owner"])?,
        database: text(&initdb["database"])?,
        secret: text(&initdb["secret"]["name"])?,
        password: "password".into(),
        parameters: lines(&spec["postgresql"]["parameters"], |name, value| format!("{name} = '{value}'")),
    })
}

fn add_pooler(bundle: &mut Bundle, name: &str) -> Result<()> {
    let spec = &bundle.find("Pooler", name)?["spec"];
    let server = server(bundle, &text(&spec["cluster"]["name"])?)?;
    let pgbouncer = &spec["pgbouncer"];
    let manifests = fs::read_to_string(images::here("pooler.yaml"))?
        .replace("@NAME@", name)
        .replace("@SERVER@", &server.service)
        .replace("@OWNER@", &server.owner)
        .replace("@SECRET@", &server.secret)
        .replace("@MODE@", &text(&pgbouncer["poolMode"])?)
        .replace("@PARAMETERS@", &lines(&pgbouncer["parameters"], |name, value| format!("{name} = {value}")));
    bundle.add(&manifests).context("tests/real_forum/pooler.yaml cannot be read")
}

/// For a text between quotation marks in YAML.
fn lines(parameters: &Value, line: impl Fn(&str, &str) -> String) -> String {
    let parameters = parameters.as_object().into_iter().flatten();
    parameters.map(|(name, value)| line(name, value.as_str().unwrap_or_default()) + "\\n").collect()
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("the operator's objects lack a name")
}
