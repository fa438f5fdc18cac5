//! What can be wrong with images.

use super::options::{MISAGO, misago};
use super::registry::{LOGIN, is_private_at_first, registry};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::values::{DnsSubdomain, ImageRef};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP090",
        name: "moving-image-tag",
        severity: Severity::Warning,
        explanation: "With latest or no tag, the same manifest can start different software tomorrow: two pods of \
                      one tier may run different versions, and you cannot go back to the one that worked.",
        remedy: concat!("Give every build its own tag, like ", misago!(), "-2, or use the digest."),
        flagged: |plan, _| plan.image.reference = ImageRef::known("registry.example.org/forum/misago:latest"),
        clean: |plan, _| {
            plan.image.reference = ImageRef::known(concat!("registry.example.org/forum/misago:", misago!()))
        },
        check: moving,
    },
    Rule {
        code: "FP183",
        name: "private-image-without-a-login",
        severity: Severity::Advice,
        explanation: "New images in this registry are private until you change that, and your nodes have no login. \
                      The forum's pods then wait with ImagePullBackOff.",
        remedy: "Set a registry login and create the Secret with the command next to the field, or make the image \
                 public after the first push.",
        flagged: |plan, _| plan.image.reference = ImageRef::known("ghcr.io/misago-project/misago:1"),
        clean: |plan, _| {
            plan.image.reference = ImageRef::known("ghcr.io/misago-project/misago:1");
            plan.image.pull_secret = Some(DnsSubdomain::known(LOGIN));
        },
        check: private,
    },
];

fn private(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if is_private_at_first(&plan.image.reference) && plan.image.pull_secret.is_none() {
        report
            .flag(format!(
                "A new image on {} is private, and the nodes have no login",
                registry(&plan.image.reference)
            ))
            .at("image.pull_secret")
            .at("image.reference")
            .fix(format!("Use the Secret {LOGIN}"), plan, |plan| {
                plan.image.pull_secret = Some(DnsSubdomain::known(LOGIN));
            });
    }
}

/// A field with an image, the image, a fixed tag that is known to work, how to name another, and whether
/// the plan uses it.
type Named<'a> = (&'static str, &'a ImageRef, &'static str, fn(&mut Plan, ImageRef), bool);

fn moving(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let pooled = plan.pgbouncer.enabled;
    let images: [Named<'_>; 5] = [
        ("image.reference", &plan.image.reference, MISAGO, |plan, image| plan.image.reference = image, true),
        ("nginx.image", &plan.nginx.image, "1.28.0", |plan, image| plan.nginx.image = image, true),
        ("redis.image", &plan.redis.image, "7.0.15", |plan, image| plan.redis.image = image, true),
        (
            "pgbouncer.image",
            &plan.pgbouncer.image,
            "1.25.2-trixie",
            |plan, image| plan.pgbouncer.image = image,
            pooled,
        ),
        (
            "backup.image",
            &plan.backup.image,
            "0.18.0",
            |plan, image| plan.backup.image = image,
            plan.backup.is_on(),
        ),
    ];
    for (field, image, tag, set, used) in images {
        if !used || image.is_fixed() {
            continue;
        }
        let finding = report.flag(format!("{image} may be a different image tomorrow"));
        finding.at(field);
        let untagged = match image.tag() {
            Some(tag) => {
                image.as_str().strip_suffix(tag).and_then(|name| name.strip_suffix(':')).unwrap_or_default()
            }
            None => image.as_str(),
        };
        if let Ok(fixed) = format!("{untagged}:{tag}").parse::<ImageRef>() {
            finding.fix(format!("Use the tag {tag}"), plan, |plan| set(plan, fixed));
        }
    }
}
