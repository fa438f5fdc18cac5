//! Stand-ins for PostgreSQL servers that the bundle has no pod for: CloudNativePG's, and external ones.

use std::fs;

use anyhow::{Context as _, Result};

use super::bundle::Bundle;
use super::certificate::Certificate;
use super::images;

/// The file of its manifests.
const FILE: &str = "database.yaml";

pub struct DatabaseServer {
    pub name: String,
    /// By which it is dialled.
    pub service: String,
    pub port: u64,
    pub owner: String,
    pub database: String,
    /// The Secret with the owner's password, and the key in it.
    pub secret: String,
    pub password: String,
    /// Lines of postgresql.conf, between quotation marks in YAML.
    pub parameters: String,
}

impl DatabaseServer {
    pub fn add(&self, bundle: &mut Bundle, certificate: &Certificate) -> Result<()> {
        let manifests = fs::read_to_string(images::here(FILE))?
            .replace("@NAME@", &self.name)
            .replace("@SERVICE@", &self.service)
            .replace("@PORT@", &self.port.to_string())
            .replace("@OWNER@", &self.owner)
            .replace("@DATABASE@", &self.database)
            .replace("@SECRET@", &self.secret)
            .replace("@PASSWORD@", &self.password)
            .replace("@PARAMETERS@", &self.parameters)
            .replace("@CERTIFICATE@", &certificate.quoted()?)
            .replace("@KEY@", &certificate.quoted_key()?);
        bundle.add(&manifests).with_context(|| format!("tests/real_forum/{FILE} cannot be read"))
    }
}
