//! What the verdicts assume or leave out, because a plan does not contain it.

use super::Failure;
use crate::plan::Plan;
use crate::stack::cluster::options::Distribution;
use crate::stack::ingress;
use crate::stack::ingress::options::Controller;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::stack::storage::options::Access;

/// What the verdicts leave out, although it may matter more than all of them.
pub fn aside(plan: &Plan, failure: Failure) -> Option<&'static str> {
    let takes_nodes = matches!(failure, Failure::Node | Failure::Zone) && plan.cluster.nodes > 1;
    let traefik = plan.ingress.controller == Controller::Traefik;
    (takes_nodes && traefik && plan.cluster.distribution == Distribution::K3s).then_some(
        "Not included: k3s runs one pod of Traefik. If it was on that node, the forum cannot be reached for six \
         minutes.",
    )
}

/// What the verdicts take for granted because no plan knows it, a sentence each.
pub fn assumptions(plan: &Plan, failure: Failure) -> Vec<String> {
    if !matches!(failure, Failure::Node | Failure::Zone) || plan.cluster.nodes <= 1 {
        return Vec::new();
    }
    let brought = match plan.cluster.distribution {
        Distribution::K3s => {
            " k3s runs only one: if its node is lost, the forum cannot be reached for six minutes."
        }
        _ => "",
    };
    let mut assumed = vec![match ingress::pods_command(plan, "get pods") {
        Some(command) => format!(
            "The ingress controller also has pods on other nodes: check with `{command} --output wide`.{brought}"
        ),
        None => "What brings visitors to the cluster notices the lost node and uses the others.".to_owned(),
    }];
    if plan.storage.access == Access::ManyNodes {
        assumed.push("The storage behind the media volume survives the node.".to_owned());
    }
    assumed.push("The remaining nodes have room for the pods of the lost one.".to_owned());
    assumed.push(format!(
        "Pods of one kind run on different nodes if there are enough. Kubernetes spreads pods only when it places \
         them and never moves them later: after a lost node or a drain, two of three were on one node (measured \
         once). When all nodes are back, check with `kubectl --namespace {0} get pods --output wide`, and spread \
         them again with `kubectl --namespace {0} rollout restart deployment`.",
        plan.site.namespace
    ));
    let operator = match plan.postgres.mode {
        PostgresMode::CloudNativePg => ", and the CloudNativePG operator, which promotes standbys,",
        PostgresMode::InCluster | PostgresMode::External => "",
    };
    assumed.push(format!(
        "The control plane, the cluster's DNS{operator} run on other nodes. Often each is a single pod or server: \
         check with `kubectl get pods --all-namespaces --output wide`."
    ));
    assumed
}
