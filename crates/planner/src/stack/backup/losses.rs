//! Data that a change of the backup options would lose in a running forum.

use super::class;
use super::options::Target;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::losses;
use crate::values::Memory;

pub(super) const LOSSES: &[Rule] = &[Rule {
    code: "FP148",
    name: "another-place-for-copies-than-runs",
    severity: Severity::Error,
    explanation: "Existing copies stay where they are, and a restore from the new place does not find them. A \
                      volume cannot change its class or become smaller: the API server refuses the claim, and \
                      backups continue to the old one.",
    remedy: "Keep the old value. Or keep the old place until the new one has as many copies as you need, \
                 including one from before the database changes.",
    flagged: |plan, _| plan.backup.target = Target::S3,
    clean: |plan, _| plan.backup.storage = Memory::gib(40),
    check: another_place_for_copies,
}];

/// No more backups, backups left behind in the old place, or a claim that the server refuses.
fn another_place_for_copies(inputs: &Inputs<'_>, report: &mut Report) {
    let Some(running) = inputs.running else { return };
    let (was, is) = (&running.plan, inputs.plan);
    let fields: Vec<&str> = match (was.backup.target, is.backup.target) {
        (Target::None, _) => return,
        (Target::S3, Target::S3) => vec!["backup.endpoint", "backup.bucket", "backup.prefix"],
        (Target::Volume, Target::Volume) => {
            let mut fields = Vec::new();
            if class(was) != class(is) {
                fields.push("backup.storage_class");
                // Only where no class of its own is named in one of the two.
                if was.backup.storage_class.is_none() || is.backup.storage_class.is_none() {
                    fields.push("cluster.rwo_class");
                }
            }
            if is.backup.storage < was.backup.storage {
                fields.push("backup.storage");
            }
            fields
        }
        _ => vec!["backup.target"],
    };
    losses::flag(inputs, report, "Existing copies stay in the old place", &fields);
}
