//! The site: the forum's names, its namespace, its mail, its first administrator. It is present in
//! every plan, and nearly every other part reads it.

mod failure;
mod fields;
mod objects;
pub mod options;
mod rules;
mod topology;

use super::{Part, nothing};
use crate::plan::Plan;
use options::Tls;

/// The mail server's node.
pub const MAIL_NODE: &str = "site.mail";

/// The part.
pub const PART: Part = Part {
    key: "site",
    title: "Site",
    about: "The forum's name, address, certificate, mail and first administrator.",
    summary,
    file: "00-namespace",
    fields: fields::FIELDS,
    rules: rules::RULES,
    objects: objects::objects,
    topology: topology::topology,
    files: nothing::files,
    failing: failure::FAILING,
};

/// `https` or `http`: what browsers speak.
pub fn scheme(plan: &Plan) -> &'static str {
    if plan.site.tls == Tls::None { "http" } else { "https" }
}

fn summary(plan: &Plan) -> String {
    let tls = if plan.site.tls == Tls::None { "plain HTTP" } else { "TLS" };
    format!("{} · {tls}", plan.site.host)
}
