//! What the verdicts leave out or take for granted, because no plan knows it.

use super::Failure;
use crate::plan::Plan;
use crate::stack::cluster::options::Distribution;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::stack::storage::options::Access;

/// What the verdicts leave out though it may matter more than all of them.
pub fn aside(plan: &Plan, failure: Failure) -> Option<&'static str> {
    let takes_nodes = matches!(failure, Failure::Node | Failure::Zone) && plan.cluster.nodes > 1;
    (takes_nodes && plan.cluster.distribution == Distribution::K3s).then_some(
        "Not in these verdicts: k3s brings one pod of Traefik. If it ran there, the forum cannot be reached for six minutes.",
    )
}

/// What the verdicts take for granted because no plan knows it, a sentence each.
pub fn assumptions(plan: &Plan, failure: Failure) -> Vec<String> {
    if !matches!(failure, Failure::Node | Failure::Zone) || plan.cluster.nodes <= 1 {
        return Vec::new();
    }
    let brought = match plan.cluster.distribution {
        Distribution::K3s => {
            " k3s brings one pod of Traefik: with its node nothing is reached for six minutes."
        }
        Distribution::Other => "",
    };
    let mut assumed = vec![format!(
        "The ingress controller has pods on other nodes too: `kubectl --namespace {} get pods --selector {} --output wide`.{brought}",
        plan.cluster.ingress_namespace, plan.cluster.ingress_label
    )];
    if plan.storage.access == Access::ManyNodes {
        assumed.push("The storage behind the media volume outlives the node.".to_owned());
    }
    assumed.push("The nodes that are left have room for the pods of the one that is gone.".to_owned());
    assumed.push(format!(
        "Pods of one kind stand on different nodes where there are enough. Kubernetes sees to that when it places a pod, and \
         moves none later: after a lost node, and after a drain, two of three stood together (measured once). When all nodes are \
         back, see where they are with `kubectl --namespace {0} get pods --output wide`, and place them anew with `kubectl --namespace \
         {0} rollout restart deployment`.",
        plan.site.namespace
    ));
    let operator = match plan.postgres.mode {
        PostgresMode::CloudNativePg => ", and CloudNativePG’s operator, without which no standby is promoted",
        PostgresMode::InCluster | PostgresMode::External => "",
    };
    assumed.push(format!(
        "The control plane, the cluster’s DNS{operator} run elsewhere. Often each is one pod, or one server: `kubectl get pods \
         --all-namespaces --output wide`."
    ));
    assumed
}
