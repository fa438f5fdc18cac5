//! Data that a change of the media volume would lose in a running forum.

use super::options::Access;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::losses;
use crate::values::Memory;

pub(super) const LOSSES: &[Rule] = &[Rule {
    code: "FP144",
    name: "another-media-volume-than-runs",
    severity: Severity::Error,
    explanation: "A claim can only grow, so the API server refuses the change. The only way is to delete the \
                      claim, and with it all avatars and attachments.",
    remedy: "Keep the old value. Or copy the files out, delete the claim, apply, and copy them back.",
    flagged: |plan, _| plan.storage.access = Access::OneNode,
    clean: |plan, _| plan.storage.size = Memory::gib(20),
    check: another_media_volume,
}];

fn another_media_volume(inputs: &Inputs<'_>, report: &mut Report) {
    let Some(running) = inputs.running else { return };
    let (was, is) = (&running.plan, inputs.plan);
    let mut fields = vec!["storage.access"];
    if was.storage.access == is.storage.access {
        fields.push(match is.storage.access {
            Access::ManyNodes => "cluster.rwx_class",
            Access::OneNode => "cluster.rwo_class",
        });
    }
    if is.storage.size < was.storage.size {
        fields.push("storage.size");
    }
    losses::flag(inputs, report, "The volume of uploads would have to be replaced", &fields);
}
