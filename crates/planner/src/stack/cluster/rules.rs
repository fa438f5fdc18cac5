//! What can be wrong with the cluster alone.

use super::options::Version;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::cluster::classes;
use crate::stack::postgres::options::Mode;
use crate::values::{Choices, DnsSubdomain};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP001",
        name: "kubernetes-out-of-support",
        severity: Severity::Warning,
        explanation: "A Kubernetes version past its end of life gets no security fixes, and this bundle is only \
                      tested with 1.35, 1.36 and 1.37.",
        remedy: "Upgrade the cluster, one minor version at a time, then choose the new version here.",
        flagged: |plan, _| plan.cluster.version = Version::V1_34,
        clean: |plan, _| plan.cluster.version = Version::V1_35,
        check: out_of_support,
    },
    Rule {
        code: "FP150",
        name: "class-that-depends-on-how-it-was-installed",
        severity: Severity::Advice,
        explanation: "The claims of PostgreSQL, Redis and the backup set no class, so they get the cluster’s \
                      default. On k3s that is local-path, and Longhorn’s chart adds a second default unless it is \
                      told not to. Of two defaults Kubernetes uses the newer one, so the databases end up on a \
                      class meant for uploads, and a claim can never change its class.",
        remedy: "Check that kubectl get storageclass marks exactly one class as (default). Install Longhorn with \
                 persistence.defaultClass=false, as the bundle’s README does, or set the class for one node here.",
        flagged: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("longhorn")),
        clean: |plan, _| plan.cluster.rwo_class = Some(DnsSubdomain::known("local-path")),
        check: two_defaults,
    },
];

fn two_defaults(inputs: &Inputs<'_>, report: &mut Report) {
    let Some((name, maker)) = classes::rival(inputs.plan) else { return };
    let whose = match inputs.plan.postgres.mode {
        Mode::External => "Redis’ volume gets",
        Mode::InCluster | Mode::CloudNativePg => "The volumes of PostgreSQL and Redis get",
    };
    report
        .flag(format!("{whose} local-path, or {name} if {maker} set a second default class"))
        .because("kubectl get storageclass shows which class is (default).")
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
