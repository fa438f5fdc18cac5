//! Data that a change of the site's options would lose in a running forum.

use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::losses;
use crate::values::DnsLabel;

pub(super) const LOSSES: &[Rule] = &[Rule {
    code: "FP140",
    name: "another-namespace-than-runs",
    severity: Severity::Error,
    explanation: "Objects cannot move between namespaces. Applying creates a second, empty forum next to the \
                      running one, and both claim the same host name.",
    remedy: "Keep the namespace. Or back up, apply, restore into the new one, and delete the old one last.",
    flagged: |plan, _| plan.site.namespace = DnsLabel::known("forum-two"),
    clean: |plan, _| plan.site.name = DnsLabel::known("forum-two"),
    check: another_namespace,
}];

fn another_namespace(inputs: &Inputs<'_>, report: &mut Report) {
    losses::flag(inputs, report, "A second, empty forum next to the running one", &["site.namespace"]);
}
