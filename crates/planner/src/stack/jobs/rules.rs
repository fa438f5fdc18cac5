//! What can be wrong with the jobs.

use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "FP045",
    name: "no-maintenance",
    severity: Severity::Warning,
    explanation: "Without Misago's nightly commands, accounts marked for deletion stay, data download requests are \
                  never served, “Top posters” stays empty, and sessions and read marks pile up in the database.",
    remedy: "Turn on nightly maintenance; it takes seconds.",
    flagged: |plan, _| plan.jobs.maintenance = false,
    clean: |plan, _| plan.jobs.maintenance = true,
    check: no_maintenance,
}];

fn no_maintenance(inputs: &Inputs<'_>, report: &mut Report) {
    if !inputs.plan.jobs.maintenance {
        report
            .flag("Nightly maintenance is off: accounts are never deleted and data requests never served")
            .at("jobs.maintenance")
            .fix("Turn it on", inputs.plan, |plan| plan.jobs.maintenance = true);
    }
}
