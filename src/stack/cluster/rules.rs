//! What can be wrong with the cluster alone.

use super::options::Version;
use crate::finding::{Report, Rule, Severity};
use crate::plan::Inputs;
use crate::words::Choices;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "FP001",
    name: "kubernetes-out-of-support",
    severity: Severity::Warning,
    explanation: "A Kubernetes version past its end of life gets no security fixes, and the bundle is checked against \
                  1.35, 1.36 and 1.37 only.",
    remedy: "Upgrade the cluster one minor version at a time, then choose the new version here.",
    flagged: |plan, _| plan.cluster.version = Version::V1_34,
    clean: |plan, _| plan.cluster.version = Version::V1_35,
    check: out_of_support,
}];

/// End of life by the project's release pages, read 2026-11: 1.35 on 2027-02-28, 1.36 on 2027-06-28,
/// 1.37 on 2027-10-28. The rule has no clock: the next release of the planner moves the line.
fn out_of_support(inputs: &Inputs<'_>, report: &mut Report) {
    let cluster = &inputs.plan.cluster;
    if matches!(cluster.version, Version::V1_33 | Version::V1_34) {
        report
            .flag(format!("Kubernetes {} is past its end of life", cluster.version.key()))
            .at("cluster.version");
    }
}
