//! What can be wrong with GitOps.

use super::options::Tool;
use crate::finding::{Report, Rule, Severity};
use crate::plan::{Inputs, Plan};
use crate::words::{DnsLabel, GitUrl};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP130",
        name: "gitops-without-a-repository",
        severity: Severity::Error,
        explanation: "Argo CD and Flux apply what lies in a Git repository. Without its address they have nothing to apply.",
        remedy: "Write the address of the repository that holds this bundle, or apply it with kubectl.",
        flagged: |plan, _| plan.gitops.tool = Tool::ArgoCd,
        clean: with_repository,
        check: no_repository,
    },
    Rule {
        code: "FP131",
        name: "gitops-in-the-namespace-of-the-other",
        severity: Severity::Warning,
        explanation: "Argo CD looks for Applications in its own namespace, and Flux for its objects in those it may read. In \
                      the namespace of the other nobody finds them, and nothing is ever applied.",
        remedy: "Write the namespace that the tool runs in.",
        flagged: |plan, secrets| {
            with_repository(plan, secrets);
            plan.gitops.tool = Tool::Flux;
        },
        clean: with_repository,
        check: other_namespace,
    },
    Rule {
        code: "FP132",
        name: "gitops-that-deletes-volumes",
        severity: Severity::Warning,
        explanation: "With this switch on, a claim that leaves the bundle is deleted, and most storage classes then delete the \
                      volume with all uploads in it. One changed option can do that.",
        remedy: "Leave it off, and delete what is not needed any more by hand, after a look.",
        flagged: |plan, secrets| {
            with_repository(plan, secrets);
            plan.gitops.prune = true;
        },
        clean: with_repository,
        check: prunes,
    },
];

fn with_repository(plan: &mut Plan, _: &mut crate::secrets::Secrets) {
    plan.gitops.tool = Tool::ArgoCd;
    plan.gitops.repository = Some(GitUrl::known("https://git.example.org/me/forum.git"));
}

fn no_repository(inputs: &Inputs<'_>, report: &mut Report) {
    let gitops = &inputs.plan.gitops;
    if gitops.tool != Tool::None && gitops.repository.is_none() {
        report.flag("No repository is named").at("gitops.repository").at("gitops.tool").fix(
            "Apply with kubectl",
            inputs.plan,
            |plan| plan.gitops.tool = Tool::None,
        );
    }
}

fn other_namespace(inputs: &Inputs<'_>, report: &mut Report) {
    let gitops = &inputs.plan.gitops;
    let (own, other) = match gitops.tool {
        Tool::None => return,
        Tool::ArgoCd => ("argocd", "flux-system"),
        Tool::Flux => ("flux-system", "argocd"),
    };
    if gitops.namespace.as_str() == other {
        report.flag(format!("{other} is the namespace of the other tool")).at("gitops.namespace").fix(
            format!("Use {own}"),
            inputs.plan,
            |plan| plan.gitops.namespace = DnsLabel::known(own),
        );
    }
}

fn prunes(inputs: &Inputs<'_>, report: &mut Report) {
    let gitops = &inputs.plan.gitops;
    if gitops.tool != Tool::None && gitops.prune {
        report.flag("Claims that leave the bundle are deleted with their volumes").at("gitops.prune").fix(
            "Delete nothing by itself",
            inputs.plan,
            |plan| plan.gitops.prune = false,
        );
    }
}
