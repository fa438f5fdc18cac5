//! The ingress controller before the forum, with a certificate made for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::bundle::Bundle;
use super::images;
use crate::program;

/// Where a person's browser is let in.
pub const DOOR: u16 = 8443;
pub const POD: &str = "ingress-controller-0";
/// The certificate's file in the scratch folder, for visitors who want to check it.
pub const CERTIFICATE: &str = "certificate.pem";

/// Adds its manifests to the bundle.
pub fn add(bundle: &mut Bundle, scratch: &Path) -> Result<()> {
    let address = bundle.address()?;
    let (scheme, host) = address.split_once("://").context("the forum's address has no scheme")?;
    let tls = scheme == "https";
    let nginx = bundle.services().into_iter().find(|service| service.name == "nginx");
    let nginx = nginx.and_then(|service| Some(service.ports.first()?.0)).context("nginx has no Service")?;
    certificate(host, scratch)?;
    let quoted =
        |name: &str| -> Result<String> { Ok(fs::read_to_string(scratch.join(name))?.replace('\n', "\\n")) };
    let (port, ending) = if tls { (443, " ssl") } else { (80, "") };
    let manifests = fs::read_to_string(images::here("ingress.yaml"))?
        .replace("@CERTIFICATE@", &quoted(CERTIFICATE)?)
        .replace("@KEY@", &quoted("key.pem")?)
        .replace("@SCHEME@", scheme)
        .replace("@HOST@", host)
        .replace("@ADDRESS@", &address)
        .replace("@NGINX@", &nginx.to_string())
        .replace("@NUMBER@", &port.to_string())
        .replace("@PORT@", &format!("{port}{ending}"))
        .replace("@DOOR@", &format!("{DOOR}{ending}"));
    bundle.add(&manifests).context("tests/real_forum/ingress.yaml cannot be read")
}

fn certificate(host: &str, scratch: &Path) -> Result<()> {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]);
    openssl.args(["-days", "7", "-subj", &format!("/CN={host}"), "-addext"]);
    openssl.arg(format!("subjectAltName=DNS:{host},DNS:localhost,IP:127.0.0.1"));
    openssl.arg("-keyout").arg(scratch.join("key.pem")).arg("-out").arg(scratch.join(CERTIFICATE));
    program::silent(&mut openssl)?.succeeded().map(drop)
}
