//! The tools, the cluster's own storage class, and storage classes in general.

use super::kinds::{self, DefaultClass};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::stack::postgres::options::Mode;
use crate::values::DnsSubdomain;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let single = if plan.postgres.mode == Mode::External { "Redis" } else { "PostgreSQL and Redis" };
    let class = plan
        .cluster
        .rwo_class
        .as_ref()
        .map_or_else(|| default_class(plan, single), |class| storage_class(class, single, ""));
    vec![
        Prerequisite::new(
            Stage::Tool,
            "`kubectl` 1.30 or newer",
            "reaches the cluster: `kubectl get nodes` lists its nodes",
        ),
        Prerequisite::new(Stage::Tool, "`bash`, `curl`", "run `verify.sh`"),
        class,
    ]
}

fn default_class(plan: &Plan, single: &str) -> Prerequisite {
    let kind = kinds::of_plan(plan);
    let whose = match kind.default_class {
        DefaultClass::Named(class) => format!("{} includes `{class}`.", kind.name),
        DefaultClass::Missing | DefaultClass::Unknown => {
            "If there is none, set a class under Cluster in the plan.".to_owned()
        }
    };
    Prerequisite::new(
        Stage::Check,
        "One default storage class",
        format!(
            "Volumes without a class of their own, like those of {single}, use it. {whose} Exactly one line must say \
             `(default)`: with two, Kubernetes uses the newer one."
        ),
    )
    .seen_by("kubectl get storageclass")
}

/// A class that the plan names, and what for. Longhorn's own can be installed.
pub(crate) fn storage_class(class: &DnsSubdomain, purpose: &str, why: &str) -> Prerequisite {
    let check = format!("kubectl get storageclass {}", quote(class.as_str()));
    if class.as_str() != LONGHORN {
        let about = if why.is_empty() { "It is set in the plan." } else { why };
        return Prerequisite::new(Stage::Check, format!("The storage class `{class}` for {purpose}"), about)
            .seen_by(check);
    }
    Prerequisite::new(
        Stage::Install,
        "Longhorn",
        format!(
            "The plan uses its class `longhorn` for {purpose}. {why}{space}Every node needs `open-iscsi`, and an \
             NFS client for volumes that several nodes mount. The commands below are for Debian and Ubuntu; see \
             [Longhorn's manual](https://longhorn.io/docs/latest/deploy/install/) for other systems.",
            space = if why.is_empty() { "" } else { " " },
        ),
    )
    .seen_by(check)
    .made_by(
        "# On every node\nsudo apt-get install --yes open-iscsi nfs-common\nsudo systemctl enable --now iscsid\n# \
         Once, from your computer; the cluster keeps its current default class\nhelm upgrade --install longhorn \
         longhorn --repo https://charts.longhorn.io --namespace longhorn-system --create-namespace --set \
         persistence.defaultClass=false --wait",
    )
}

/// The class that Longhorn's chart makes. No cluster has it from the start.
pub(crate) const LONGHORN: &str = "longhorn";
