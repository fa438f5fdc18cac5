//! Prometheus, in the form that the plan needs.

use super::options::Style;
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let monitoring = &plan.monitoring;
    if !plan.monitoring.is_on() {
        return Vec::new();
    }
    let prometheus = Prerequisite::new(
        Stage::Check,
        "Prometheus",
        "The command must list its pods, because the network policies let in nothing else. If it lists none, \
         correct the namespace and the label under Monitoring in the plan.",
    )
    .seen_by(format!(
        "kubectl --namespace {} get pods --selector {}",
        quote(monitoring.namespace.as_str()),
        quote(monitoring.label.as_str())
    ));
    let operator = (monitoring.style == Style::Operator).then(|| {
        Prerequisite::new(
            Stage::Check,
            "The Prometheus Operator",
            format!(
                "The first command must list both kinds. In the output of the second, `podMonitorSelector` and \
                 `ruleSelector` must select `{}`, in all namespaces or in `{}`.",
                monitoring.release, plan.site.namespace
            ),
        )
        .seen_by(
            "kubectl get crd podmonitors.monitoring.coreos.com prometheusrules.monitoring.coreos.com\n\
             kubectl get prometheus --all-namespaces --output yaml",
        )
    });
    [Some(prometheus), operator].into_iter().flatten().collect()
}
