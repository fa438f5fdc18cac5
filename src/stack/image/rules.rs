//! What can be wrong with images.

use super::options::{MISAGO, misago};
use crate::finding::{Report, Rule, Severity};
use crate::plan::{Inputs, Plan};
use crate::stack::backup;
use crate::words::ImageRef;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "FP090",
    name: "moving-image-tag",
    severity: Severity::Warning,
    explanation: "Under latest, or without a tag, the same manifest starts other software tomorrow: two pods of one tier \
                  may run different versions, and there is no way back to the one that worked.",
    remedy: concat!("Give every build a tag of its own, like ", misago!(), "-2, or name the digest."),
    flagged: |plan, _| plan.image.reference = ImageRef::known("registry.example.org/forum/misago:latest"),
    clean: |plan, _| {
        plan.image.reference = ImageRef::known(concat!("registry.example.org/forum/misago:", misago!()))
    },
    check: moving,
}];

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
            backup::is_on(plan),
        ),
    ];
    for (field, image, tag, set, used) in images {
        if !used || image.is_fixed() {
            continue;
        }
        let finding = report.flag(format!("{image} is another image tomorrow"));
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
