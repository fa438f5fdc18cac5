//! The server outside, or the operator that runs one here.

use super::options::Mode;
use super::{CA_FILE, OPERATOR_NAMESPACE};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::stack::wiring;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let here = match plan.postgres.mode {
        Mode::InCluster => None,
        Mode::External => Some(server(plan)),
        Mode::CloudNativePg => Some(operator()),
    };
    let authority = wiring::database_server(plan).ca_secret.map(|secret| {
        Prerequisite::new(
            Stage::Namespace,
            format!("The database server’s authority, as the Secret `{secret}`"),
            format!("`{CA_FILE}` holds the certificate of the authority that signed the server’s own."),
        )
        .made_by(format!(
            "kubectl --namespace {} create secret generic {} --from-file {CA_FILE}",
            quote(plan.site.namespace.as_str()),
            quote(secret.as_str()),
        ))
    });
    here.into_iter().chain(authority).collect()
}

fn server(plan: &Plan) -> Prerequisite {
    let postgres = &plan.postgres;
    Prerequisite::new(
        Stage::Check,
        format!("The PostgreSQL server `{}:{}`, 12 or newer", postgres.host, postgres.port),
        format!(
            "It has the database `{}`, owned by the role `{}`. Misago installs the extensions `hstore` and `btree_gin`: from \
             version 13 on an owner may, before that a superuser has to.",
            postgres.database, postgres.user
        ),
    )
}

fn operator() -> Prerequisite {
    Prerequisite::new(
        Stage::Install,
        "CloudNativePG, the operator of PostgreSQL",
        format!(
            "It makes the database servers. It must run in the namespace `{OPERATOR_NAMESPACE}`: the network policies let in \
             nothing else. Without it `kubectl apply` knows no kind `Cluster`."
        ),
    )
    .seen_by(format!(
        "kubectl get crd clusters.postgresql.cnpg.io\n\
         kubectl --namespace {OPERATOR_NAMESPACE} get pods --selector app.kubernetes.io/name=cloudnative-pg"
    ))
    .made_by(format!(
        "helm upgrade --install cnpg cloudnative-pg --repo https://cloudnative-pg.github.io/charts --namespace {OPERATOR_NAMESPACE} \
         --create-namespace --wait"
    ))
}
