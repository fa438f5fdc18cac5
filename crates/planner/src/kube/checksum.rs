//! Digests that change when a configuration does: in an annotation of the pods that read it, so that
//! they roll, and in the name of the bootstrap Job, which Kubernetes would not let change otherwise.

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

/// A digest of secrets that may stand in a file which goes into Git. It covers Django's key too, with
/// its 297 bits: without knowing that, nobody can try out guesses of a weak password against it.
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
