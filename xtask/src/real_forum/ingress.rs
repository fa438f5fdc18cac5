//! The ingress controller before the forum, with a certificate made for it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::bundle::Bundle;
use super::certificate::Certificate;
use super::images;

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
    let certificate = Certificate::self_signed(scratch, "certificate", host)?;
    let (port, ending) = if tls { (443, " ssl") } else { (80, "") };
    let manifests = fs::read_to_string(images::here("ingress.yaml"))?
        .replace("@CERTIFICATE@", &certificate.quoted()?)
        .replace("@KEY@", &certificate.quoted_key()?)
        .replace("@SCHEME@", scheme)
        .replace("@HOST@", host)
        .replace("@ADDRESS@", &address)
        .replace("@NGINX@", &nginx.to_string())
        .replace("@NUMBER@", &port.to_string())
        .replace("@PORT@", &format!("{port}{ending}"))
        .replace("@DOOR@", &format!("{DOOR}{ending}"));
    bundle.add(&manifests).context("tests/real_forum/ingress.yaml cannot be read")
}
