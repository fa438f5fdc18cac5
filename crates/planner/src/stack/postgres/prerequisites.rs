//! The external server, or the operator that runs one in the cluster.

use super::options::Mode;
use super::{CA_FILE, OPERATOR_NAMESPACE};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::stack::wiring;
use crate::values::Choices;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let here = match plan.postgres.mode {
        Mode::InCluster => None,
        Mode::External => Some(server(plan)),
        Mode::CloudNativePg => Some(operator()),
    };
    let authority = wiring::database_server(plan).ca_secret.map(|secret| {
        Prerequisite::new(
            Stage::Namespace,
            format!("The database server's CA certificate, as the Secret `{secret}`"),
            format!("`{CA_FILE}` is the CA certificate that signed the server's certificate."),
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
            "It must have the database `{}`, owned by the role `{}`, and let the addresses of your nodes in. {dumped}Misago \
             installs the extensions `hstore` and `btree_gin`. From version 13 on the owner can do that; before that a \
             superuser has to install them.",
            postgres.database,
            postgres.user,
            dumped = if plan.backup.is_on() {
                format!(
                    "It must not be newer than {}, the version in the plan: pg_dump of the backup refuses a newer server. ",
                    postgres.version.key()
                )
            } else {
                String::new()
            },
        ),
    )
}

fn operator() -> Prerequisite {
    Prerequisite::new(
        Stage::Install,
        "CloudNativePG, the operator for PostgreSQL",
        format!(
            "It creates the database servers. It must run in the namespace `{OPERATOR_NAMESPACE}`, because the \
             network policies let in nothing else. Without it, `kubectl apply` rejects the kind `Cluster`."
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
