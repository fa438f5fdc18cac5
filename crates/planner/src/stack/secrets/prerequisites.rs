//! The program or controller that decrypts or fetches the secrets.

use super::FLUX_KEY;
use super::options::{Form, StoreKind};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::stack::gitops::options::Tool;
use crate::values::Choices;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    match plan.secrets.form {
        Form::Plain => Vec::new(),
        Form::Sealed => sealed(),
        Form::Sops if plan.gitops.tool == Tool::Flux => vec![flux_key(plan)],
        Form::Sops => vec![Prerequisite::new(
            Stage::Tool,
            "`sops` 3.9 or newer",
            "decrypts the Secret with one of the private age keys: `export SOPS_AGE_KEY_FILE=…/key.txt`",
        )],
        Form::External => external(plan),
    }
}

fn sealed() -> Vec<Prerequisite> {
    vec![
        Prerequisite::new(
            Stage::Tool,
            "`kubeseal`",
            "manages the sealed Secret; if the controller is not `sealed-secrets-controller` in `kube-system`, add \
             `--controller-name … --controller-namespace …` each time",
        ),
        Prerequisite::new(
            Stage::Install,
            "The Sealed Secrets controller whose certificate is in the plan",
            "It opens the sealed Secret. Without it `kubectl apply` rejects the kind `SealedSecret` and no pod \
             starts. If you install it now, load its certificate in the plan and download again.",
        )
        .seen_by("kubectl get crd sealedsecrets.bitnami.com")
        .made_by(
            "helm upgrade --install sealed-secrets sealed-secrets --repo https://bitnami.github.io/sealed-secrets --namespace \
             kube-system --set fullnameOverride=sealed-secrets-controller --wait",
        ),
    ]
}

fn flux_key(plan: &Plan) -> Prerequisite {
    let namespace = quote(plan.gitops.namespace.as_str());
    Prerequisite::new(
        Stage::Install,
        format!("The key that decrypts the Secret, as Flux's Secret `{FLUX_KEY}`"),
        "`key.agekey` holds the private half of an age key from the plan.",
    )
    .seen_by(format!("kubectl --namespace {namespace} get secret {FLUX_KEY}"))
    .made_by(format!(
        "kubectl --namespace {namespace} create secret generic {FLUX_KEY} --from-file key.agekey"
    ))
}

fn external(plan: &Plan) -> Vec<Prerequisite> {
    let store = plan.secrets.store.as_ref().map_or("", |store| store.as_str());
    let kind = plan.secrets.store_kind;
    let ready = "It must say `Valid`.";
    let look = |scope: &str| format!("kubectl {scope}get {} {}", kind.key().to_lowercase(), quote(store));
    let title = format!("The {} `{store}`", kind.key());
    let store = match kind {
        StoreKind::ClusterSecretStore => Prerequisite::new(Stage::Install, title, ready).seen_by(look("")),
        StoreKind::SecretStore => Prerequisite::new(
            Stage::Namespace,
            title,
            format!("{ready} The operator's manual shows how to create one for your store."),
        )
        .seen_by(look(&format!("--namespace {} ", quote(plan.site.namespace.as_str())))),
    };
    vec![
        Prerequisite::new(
            Stage::Install,
            "The External Secrets operator 0.16 or newer",
            "It creates the Secret from the values in your store.",
        )
        .seen_by("kubectl get crd externalsecrets.external-secrets.io")
        .made_by(
            "helm upgrade --install external-secrets external-secrets --repo https://charts.external-secrets.io --namespace \
             external-secrets --create-namespace --wait",
        ),
        store,
        Prerequisite::new(
            Stage::Install,
            format!("The values, in the entry `{}` of that store", plan.secrets.remote),
            "They must exist before the first pod starts: “The secrets in your store” below lists the properties.",
        ),
    ]
}
