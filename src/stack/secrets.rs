//! The Secret. Its values are typed or generated on the page and are never part of a plan; its file
//! has a folder of its own, which Git is told to ignore.

mod fields;
mod rules;

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::failing::UNNOTICED;
use super::postgres::{self, options::Mode};
use super::{Part, nothing};
use crate::files::FileTree;
use crate::kube::{Shelf, meta, yaml};
use crate::plan::{Inputs, Plan};
use crate::secrets::SecretKey;
use crate::stack::gitops::options::Tool;
pub use rules::{field, name};

/// The Secret's name.
pub const SECRET: &str = "forum-secrets";

/// The part.
pub const PART: Part = Part {
    key: "secrets",
    title: "Secrets",
    about: "Passwords and keys: generated in this browser, kept in memory, written only into the download.",
    summary,
    file: "",
    fields: fields::FIELDS,
    rules: rules::RULES,
    objects,
    topology: nothing::topology,
    files,
    failing: UNNOTICED,
};

fn summary(plan: &Plan) -> String {
    let count = SecretKey::ALL.iter().filter(|key| key.needed(plan)).count();
    format!("{count} values")
}

/// `data` and not `stringData`: with that one every apply says "configured", and `kubectl diff`
/// cannot tell whether something changed.
fn objects(inputs: &Inputs<'_>, shelf: &mut Shelf<'_>) {
    let plan = inputs.plan;
    let data: BTreeMap<String, ByteString> = SecretKey::ALL
        .iter()
        .filter(|key| key.needed(plan))
        .map(|key| (key.env().to_owned(), ByteString(inputs.secrets.get(*key).as_bytes().to_vec())))
        .collect();
    shelf.put(Secret {
        metadata: kept(plan, meta(plan, SECRET, "secrets")),
        type_: Some("Opaque".to_owned()),
        data: Some(data),
        ..Secret::default()
    });
    if plan.postgres.mode == Mode::CloudNativePg {
        shelf.put(database_owner(inputs));
    }
}

/// Argo CD may take what carries the forum's labels and is not in Git for something left behind, and delete
/// it: these two annotations tell it not to.
fn kept(plan: &Plan, mut metadata: ObjectMeta) -> ObjectMeta {
    if plan.gitops.tool == Tool::ArgoCd {
        let options = [("sync-options", "Prune=false"), ("compare-options", "IgnoreExtraneous")];
        let options = options.map(|(key, value)| (format!("argocd.argoproj.io/{key}"), value.to_owned()));
        metadata.annotations = Some(BTreeMap::from(options));
    }
    metadata
}

/// The owner of the database in the shape that CloudNativePG takes. It stands after the other Secret, which
/// is the one that comes back from a loaded bundle: the password is in both.
fn database_owner(inputs: &Inputs<'_>) -> Secret {
    let plan = inputs.plan;
    let value = |text: &str| ByteString(text.as_bytes().to_vec());
    let mut metadata = kept(plan, meta(plan, postgres::OWNER_SECRET, postgres::NODE));
    // With this label the operator takes a changed password over to the server.
    metadata.labels.get_or_insert_default().insert("cnpg.io/reload".to_owned(), "true".to_owned());
    Secret {
        metadata,
        type_: Some("kubernetes.io/basic-auth".to_owned()),
        data: Some(BTreeMap::from([
            ("username".to_owned(), value(plan.postgres.user.as_str())),
            ("password".to_owned(), value(inputs.secrets.get(SecretKey::PostgresPassword))),
        ])),
        ..Secret::default()
    }
}

fn files(_: &Inputs<'_>, tree: &mut FileTree) {
    tree.add(
        "secrets/.gitignore",
        PART.key,
        "# The Secret is in clear text (base64 hides nothing): keep it out of Git.\nsecret.yaml\n",
    );
    let kustomization = serde_json::json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": ["secret.yaml"],
    });
    tree.add("secrets/Kustomization", PART.key, yaml(&kustomization));
}
