//! What can be wrong with the cluster alone.

use super::options::Version;
use crate::finding::{Report, Rule, Severity};
use crate::plan::Inputs;
use crate::stack::cluster::classes;
use crate::words::{Choices, DnsSubdomain};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP001",
        name: "kubernetes-out-of-support",
        severity: Severity::Warning,
        explanation: "A Kubernetes version past its end of life gets no security fixes, and the bundle is checked against \
                  1.35, 1.36 and 1.37 only.",
        remedy: "Upgrade the cluster one minor version at a time, then choose the new version here.",
        flagged: |plan, _| plan.cluster.version = Version::V1_34,
        clean: |plan, _| plan.cluster.version = Version::V1_35,
        check: out_of_support,
    },
    Rule {
        code: "FP150",
        name: "class-that-depends-on-how-it-was-installed",
        severity: Severity::Advice,
        explanation: "The claims of PostgreSQL, Redis and the copies name no class, so they get the cluster’s default. k3s \
                      makes local-path its default, and Longhorn’s chart makes its own class one as well unless it is told \
                      not to. Of two defaults Kubernetes takes the younger: the databases then lie on a class that was meant \
                      for uploads, and a claim never changes its class later.",
        remedy: "kubectl get storageclass must mark one class as (default). Install Longhorn with \
                 persistence.defaultClass=false, as the bundle’s README does, or name the class for one node here.",
        flagged: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("longhorn")),
        clean: |plan, _| plan.cluster.rwo_class = Some(DnsSubdomain::known("local-path")),
        check: two_defaults,
    },
];

fn two_defaults(inputs: &Inputs<'_>, report: &mut Report) {
    let Some((name, maker)) = classes::rival(inputs.plan) else { return };
    report
        .flag(format!(
            "The database’s volume gets local-path, or {name} if {maker} made itself a second default"
        ))
        .because("kubectl get storageclass marks what counts as (default).")
        .at("cluster.rwo_class")
        .at("cluster.rwx_class");
}

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
