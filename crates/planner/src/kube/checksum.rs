//! Checksums of configuration. In a pod template's annotations they make the pods roll when the configuration changes. In
//! the name of the bootstrap Job they give a new Job, because an existing Job cannot be changed.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::yaml::to_value;
use crate::secrets::{SecretKey, Secrets};

/// The first 64 bits of SHA-256 over the value's JSON, as 16 hexadecimal digits. By way of a JSON value,
/// like the YAML: Kubernetes' types then bring one serialiser into the page and not two.
pub fn checksum(content: &impl Serialize) -> String {
    hex(&Sha256::digest(to_value(content).to_string()))
}

/// A digest of secrets that is safe in a file that goes into Git. It also covers Django's secret key with its 297 bits, so
/// it cannot be used to test guesses of a weak password.
pub fn secret_checksum(secrets: &Secrets, keys: &[SecretKey]) -> String {
    let values: Vec<&str> = keys.iter().chain([&SecretKey::DjangoKey]).map(|key| secrets.get(*key)).collect();
    checksum(&values)
}

fn hex(digest: &[u8]) -> String {
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
