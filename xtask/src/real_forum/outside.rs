//! A stand-in for an external PostgreSQL server (`postgres.mode: external`): with the role and the database that the README
//! asks for, and a certificate of an authority that the forum is told to trust.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::bundle::Bundle;
use super::certificate::Certificate;
use super::database::DatabaseServer;

const NAME: &str = "database-outside";
/// The key of the owner's password, in the forum's own Secret.
const PASSWORD: &str = "POSTGRES_PASSWORD";

/// Nothing when the bundle has its own server. The host is given to a Service, though Kubernetes allows no
/// such name: inside, names are looked up as in a cluster whose DNS knows the outside too.
pub fn add(bundle: &mut Bundle, scratch: &Path) -> Result<()> {
    let plan = bundle.database.clone();
    if plan["mode"] != "external" {
        return Ok(());
    }
    let host = text(&plan["host"])?;
    let authority = Certificate::self_signed(scratch, "database-authority", "an-authority")?;
    let certificate = Certificate::signed_by(&authority, scratch, NAME, &host)?;
    if let Some(secret) = plan["ca_secret"].as_str().filter(|secret| !secret.is_empty()) {
        bundle.add(&trusted(secret, &authority)?)?;
    }
    let server = DatabaseServer {
        name: NAME.into(),
        service: host,
        port: plan["port"].as_u64().context("the plan names no port of the database")?,
        owner: text(&plan["user"])?,
        database: text(&plan["database"])?,
        secret: secret_with_password(bundle)?,
        password: PASSWORD.into(),
        parameters: String::new(),
    };
    server.add(bundle, &certificate)
}

/// As the README's `kubectl create secret generic ... --from-file ca.crt`.
fn trusted(secret: &str, authority: &Certificate) -> Result<String> {
    Ok(format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {secret}\nstringData:\n  ca.crt: \"{}\"\n",
        authority.quoted()?
    ))
}

fn secret_with_password(bundle: &Bundle) -> Result<String> {
    let has = |name: &String| bundle.secret(name).is_ok_and(|entries| entries.contains_key(PASSWORD));
    bundle.names("Secret").into_iter().find(has).with_context(|| format!("no Secret has {PASSWORD}"))
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("the plan does not say all of the database")
}
