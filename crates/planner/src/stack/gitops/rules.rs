//! What can be wrong with GitOps.

use super::options::Tool;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::values::{DnsLabel, GitUrl};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP130",
        name: "gitops-without-a-repository",
        severity: Severity::Error,
        explanation: "Argo CD and Flux apply the contents of a Git repository. Without its address they have \
                      nothing to apply.",
        remedy: "Enter the address of the repository that holds this bundle, or apply it with kubectl.",
        flagged: |plan, _| plan.gitops.tool = Tool::ArgoCd,
        clean: with_repository,
        check: no_repository,
    },
    Rule {
        code: "FP131",
        name: "gitops-in-the-namespace-of-the-other",
        severity: Severity::Warning,
        explanation: "Argo CD only reads Applications in its own namespace, and Flux its objects in the namespaces \
                      it watches. In the other tool's namespace they are never found, so nothing is applied.",
        remedy: "Enter the namespace the tool runs in.",
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
        explanation: "With this on, a claim that is no longer in the bundle is deleted, and most storage classes \
                      then delete the volume and all uploads on it. Changing one option can be enough.",
        remedy: "Leave it off. Review and delete objects that are no longer needed by hand.",
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
        report.flag("The repository address is missing").at("gitops.repository").at("gitops.tool").fix(
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
        report.flag(format!("{other} is the other tool's namespace")).at("gitops.namespace").fix(
            format!("Use {own}"),
            inputs.plan,
            |plan| plan.gitops.namespace = DnsLabel::known(own),
        );
    }
}

fn prunes(inputs: &Inputs<'_>, report: &mut Report) {
    let gitops = &inputs.plan.gitops;
    if gitops.tool != Tool::None && gitops.prune {
        report.flag("Claims removed from the bundle are deleted with their volumes").at("gitops.prune").fix(
            "Do not delete automatically",
            inputs.plan,
            |plan| plan.gitops.prune = false,
        );
    }
}
