//! Data that a change of the site's options would lose in a running forum.

use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::losses;
use crate::values::DnsLabel;

pub(super) const LOSSES: &[Rule] = &[
    Rule {
        code: "FP140",
        name: "another-namespace-than-runs",
        severity: Severity::Error,
        explanation: "Objects cannot move between namespaces. Applying creates a second, empty forum next to the \
                      running one, and both claim the same host name.",
        remedy: "Keep the namespace. Or back up, apply, restore into the new one, and delete the old one last.",
        flagged: |plan, _| plan.site.namespace = DnsLabel::known("forum-two"),
        clean: |plan, _| plan.site.name = DnsLabel::known("forum-two"),
        check: another_namespace,
    },
    Rule {
        code: "FP158",
        name: "namespace-taken-out-of-the-bundle",
        severity: Severity::Error,
        explanation: "The running bundle created the namespace. Argo CD and Flux delete what is no longer in the \
                      bundle, and with the namespace they delete everything in it: posts, uploads and copies. \
                      kubectl apply deletes nothing.",
        remedy: "Leave the option off: a namespace that the bundle created belongs to it. To hand it over, first \
                 exclude it from pruning in Argo CD or Flux.",
        flagged: |plan, _| plan.site.namespace_exists = true,
        clean: |_, _| {},
        check: namespace_left_out,
    },
];

fn namespace_left_out(inputs: &Inputs<'_>, report: &mut Report) {
    let same =
        inputs.running.is_some_and(|running| running.plan.site.namespace == inputs.plan.site.namespace);
    if same && inputs.plan.site.namespace_exists {
        losses::flag(inputs, report, "The bundle no longer has its namespace", &["site.namespace_exists"]);
    }
}

fn another_namespace(inputs: &Inputs<'_>, report: &mut Report) {
    losses::flag(inputs, report, "A second, empty forum next to the running one", &["site.namespace"]);
}
