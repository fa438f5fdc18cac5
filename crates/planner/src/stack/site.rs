//! The site: the forum's names, its namespace, its mail, its first administrator. It is in every plan, and nearly every
//! other part reads it.

mod checks;
mod failure;
mod fields;
mod losses;
pub mod names;
mod objects;
pub mod options;
mod prerequisites;
mod rules;
mod topology;
mod troubles;

use super::{Part, nothing, wiring};
use crate::plan::Plan;
use crate::values::{Email, Hostnames};
pub use names::*;
use options::{IssuedBy, Tls};
pub(crate) use prerequisites::{cert_manager, namespace_first, removal};

/// The part.
pub const PART: Part = Part {
    key: "site",
    title: "Site",
    about: "The forum's name, address, certificate, mail and first administrator.",
    summary,
    file: "00-namespace",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: losses::LOSSES,
    server_volumes: &[],
    objects: objects::objects,
    topology: topology::topology,
    places: topology::PLACES,
    files: nothing::files,
    manual: nothing::MANUAL,
    checks: checks::checks,
    troubles: troubles::troubles,
    failure_model: failure::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

/// Where browsers find the forum: `https://forum.example.net`.
pub fn address(plan: &Plan) -> String {
    format!("{}://{}", scheme(plan), plan.site.host)
}

/// `https` or `http`: what browsers speak.
pub fn scheme(plan: &Plan) -> &'static str {
    if plan.site.tls.is_https() { "https" } else { "http" }
}

/// The names that redirect to the forum's own, each once.
pub fn other_hosts(plan: &Plan) -> Vec<&str> {
    let mut others: Vec<&str> = Vec::new();
    for name in plan.site.other_hosts.iter().flat_map(Hostnames::iter) {
        if name != plan.site.host.as_str() && !others.contains(&name) {
            others.push(name);
        }
    }
    others
}

/// Every name that visitors may ask for, the forum's own first.
pub fn hosts(plan: &Plan) -> Vec<&str> {
    let mut hosts = vec![plan.site.host.as_str()];
    hosts.extend(other_hosts(plan));
    hosts
}

/// The same in words: "`talk.example.org` and `www.example.org`".
pub fn hosts_in_words(plan: &Plan) -> String {
    let names: Vec<String> = hosts(plan).iter().map(|host| format!("`{host}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// Whether something reads a certificate from a Secret in the forum's namespace.
pub fn uses_certificate(plan: &Plan) -> bool {
    plan.site.tls.has_secret() && plan.ingress.reads_certificate()
}

/// Whether cert-manager orders the certificate.
pub fn orders_certificate(plan: &Plan) -> bool {
    plan.site.tls == Tls::CertManager && uses_certificate(plan)
}

/// The ACME server of the bundle's own issuer; None if the bundle has none.
pub fn acme_server(plan: &Plan) -> Option<&'static str> {
    match plan.site.issued_by {
        _ if !orders_certificate(plan) => None,
        IssuedBy::LetsEncrypt => Some("https://acme-v02.api.letsencrypt.org/directory"),
        IssuedBy::Staging => Some("https://acme-staging-v02.api.letsencrypt.org/directory"),
        IssuedBy::Existing => None,
    }
}

/// Whether the host is proved over HTTP, by the bundle's own issuer or by one that exists.
pub fn proves_by_acme(plan: &Plan) -> bool {
    let existing = orders_certificate(plan) && plan.site.issuer_is_acme;
    acme_server(plan).is_some() || (plan.site.issued_by == IssuedBy::Existing && existing)
}

/// Whom the bundle's own issuer registers with Let's Encrypt.
pub fn acme_account(plan: &Plan) -> &Email {
    plan.site.acme_email.as_ref().unwrap_or(&plan.site.admin_email)
}

/// The command that asks the mail server from a pod whose requests send mail; an address behind it sends a mail there.
pub fn ask_mail_server(plan: &Plan) -> String {
    format!(
        "kubectl --namespace {} exec deployment/{} -c gunicorn -- python -m forum.mail",
        plan.site.namespace,
        sends_while_people_wait(plan)
    )
}

/// The Deployment that registers members and mails new passwords: `/api/` does both.
pub fn sends_while_people_wait(plan: &Plan) -> &'static str {
    wiring::tiers(plan).first().map_or("", |tier| tier.component)
}

fn summary(plan: &Plan) -> String {
    let tls = if plan.site.tls.is_https() { "TLS" } else { "plain HTTP" };
    format!("{} · {tls}", plan.site.host)
}
