//! What can be wrong with PostgreSQL.

use super::options::Mode;
use super::{CLUSTER, GUESTS, OPERATOR_NAMESPACE};
use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    let k = kubectl(plan);
    let ask = match plan.postgres.mode {
        Mode::InCluster | Mode::CloudNativePg => format!("`{k} get pods`, and the log of its pod"),
        Mode::External => "ask those who run it; `./verify.sh` tries to reach it from a pod".to_owned(),
    };
    let mut rows = vec![Trouble::new(Stage::Pages, "every page answers 500", "PostgreSQL is down", ask)];
    if plan.postgres.mode == Mode::CloudNativePg {
        rows.push(Trouble::new(
            Stage::Servers,
            "no PostgreSQL pod starts",
            "the operator is not installed, or may not create pods here",
            format!(
                "`{k} describe cluster.postgresql.cnpg.io {CLUSTER}` and `kubectl --namespace {OPERATOR_NAMESPACE} logs \
                 --selector app.kubernetes.io/name=cloudnative-pg`"
            ),
        ));
        rows.push(Trouble::new(
            Stage::Servers,
            "a PostgreSQL pod starts but is not ready, and its log mentions the Kubernetes API",
            "the network plug-in does not treat the API server as an address (Cilium, for example)",
            format!(
                "add a CiliumNetworkPolicy for the pods `{GUESTS}` with `toEntities: [kube-apiserver]` to your \
                 `Kustomization`"
            ),
        ));
    }
    rows
}
