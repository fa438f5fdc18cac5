//! Certificates made a moment ago, for the ends of TLS that stand here for others.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::program;

pub struct Certificate {
    file: PathBuf,
    key: PathBuf,
}

impl Certificate {
    /// Becomes `name.pem` in the folder, good for the host and for this machine.
    pub fn self_signed(folder: &Path, name: &str, host: &str) -> Result<Self> {
        Self::make(folder, name, host, None)
    }

    /// As [`Self::self_signed`], by an authority that clients have to know.
    pub fn signed_by(authority: &Self, folder: &Path, name: &str, host: &str) -> Result<Self> {
        Self::make(folder, name, host, Some(authority))
    }

    fn make(folder: &Path, name: &str, host: &str, authority: Option<&Self>) -> Result<Self> {
        let file = |ending: &str| folder.join(format!("{name}{ending}.pem"));
        let made = Self { file: file(""), key: file("-key") };
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]);
        openssl.args(["-days", "7", "-subj", &format!("/CN={host}"), "-addext"]);
        openssl.arg(format!("subjectAltName=DNS:{host},DNS:localhost,IP:127.0.0.1"));
        if let Some(authority) = authority {
            openssl.arg("-CA").arg(&authority.file).arg("-CAkey").arg(&authority.key);
        }
        openssl.arg("-keyout").arg(&made.key).arg("-out").arg(&made.file);
        program::silent(&mut openssl)?.succeeded()?;
        Ok(made)
    }

    /// Between quotation marks in YAML.
    pub fn quoted(&self) -> Result<String> {
        quoted(&self.file)
    }

    /// As [`Self::quoted`]: the private key.
    pub fn quoted_key(&self) -> Result<String> {
        quoted(&self.key)
    }
}

fn quoted(file: &Path) -> Result<String> {
    Ok(fs::read_to_string(file)?.replace('\n', "\\n"))
}
