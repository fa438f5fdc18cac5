//! The Secret. Its values are typed or generated on the page and are never part of a plan; its file has a folder of its
//! own. Depending on the chosen form the folder has a plain Secret that Git ignores, an encrypted one for the Sealed Secrets
//! controller or SOPS, or a reference to an external secret store.

mod fields;
mod losses;
mod manual;
pub mod names;
pub mod options;
mod prerequisites;
mod rules;

use std::collections::BTreeMap;

use crate::sorting::{sort_by_key, to_map};
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Map, Value, json};

use super::postgres::{self, options::Mode};
use super::{Part, nothing};
use crate::files::FileTree;
use crate::inputs::Inputs;
use crate::kube::{Custom, Encrypted, PartObjects, meta, to_value, yaml};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::gitops::options::Tool;
use crate::values::Choices;
pub use manual::in_git;
pub use names::*;
use options::{Form, Scope};
pub use rules::{Strength, field, name, strength};

/// The part.
pub const PART: Part = Part {
    key: "secrets",
    title: "Secrets",
    about: "Passwords and keys: generated on your machine, kept in memory, and written only into the bundle.",
    summary,
    file: "",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: losses::LOSSES,
    server_volumes: &[],
    objects,
    topology: nothing::topology,
    places: &[],
    files,
    manual: manual::SECTIONS,
    checks: nothing::checks,
    troubles: nothing::troubles,
    failure_model: nothing::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn summary(plan: &Plan) -> String {
    let count = SecretKey::ALL.iter().filter(|key| key.needed(plan)).count();
    match plan.secrets.form {
        Form::Plain => format!("{count} values"),
        form => format!("{count} values, {}", form.words()),
    }
}

/// The file of a Secret in clear text.
pub const PLAIN: &str = "secrets/secret.yaml";

/// The file of the Secret, or of the object from which the cluster makes it.
pub fn file(plan: &Plan) -> &'static str {
    file_of(plan.secrets.form)
}

/// The file in each form. Only the plain one is readable. The names differ, so that it never overwrites one of the others,
/// which go into Git.
pub fn file_of(form: Form) -> &'static str {
    match form {
        Form::Plain => PLAIN,
        Form::Sealed => "secrets/sealed-secret.yaml",
        Form::Sops => "secrets/secret.sops.yaml",
        Form::External => "secrets/external-secret.yaml",
    }
}

/// Whether that file is encrypted when the bundle is downloaded, and not before.
pub fn is_sealed(plan: &Plan) -> bool {
    matches!(plan.secrets.form, Form::Sealed | Form::Sops)
}

/// Whether it is applied with everything else. What Argo CD or Flux apply comes out of Git, where a plain
/// Secret is not; and of what SOPS encrypted only Flux makes a Secret by itself.
pub fn applied_with_bundle(plan: &Plan) -> bool {
    match plan.secrets.form {
        Form::Plain => plan.gitops.tool == Tool::None,
        Form::Sealed | Form::External => true,
        Form::Sops => plan.gitops.tool == Tool::Flux,
    }
}

/// What creates or updates the Secret, where that is a step of its own.
pub fn manual_step(plan: &Plan) -> Option<(&'static str, &'static str)> {
    match plan.secrets.form {
        _ if applied_with_bundle(plan) => None,
        Form::Sops => Some((
            "Decrypt the Secret, and create or update it",
            "sops decrypt secrets/secret.sops.yaml | kubectl apply -f -",
        )),
        _ => Some(("Create or update the Secret, which is not in Git", "kubectl apply -k secrets")),
    }
}

/// A Secret as the pods see it, in whichever form the bundle delivers it.
pub struct Wanted {
    /// Its name.
    pub name: &'static str,
    metadata: ObjectMeta,
    kind: &'static str,
    /// Its keys, each with its value.
    pub values: Vec<(&'static str, String)>,
}

/// Every Secret of a plan. The first is the one that comes back from a loaded bundle.
pub fn wanted(inputs: &Inputs<'_>) -> Vec<Wanted> {
    let plan = inputs.plan;
    let mut values: Vec<(&'static str, String)> = SecretKey::ALL
        .iter()
        .filter(|key| key.needed(plan))
        .map(|key| (key.env(), inputs.secrets.get(*key).to_owned()))
        .collect();
    sort_by_key(&mut values, |(key, _)| *key);
    let mut all =
        vec![Wanted { name: SECRET, metadata: meta(plan, SECRET, "secrets"), kind: "Opaque", values }];
    if plan.postgres.mode == Mode::CloudNativePg {
        all.push(database_owner(inputs));
    }
    all
}

/// The Secret with the database's owner that CloudNativePG reads. The password is in this and in the forum's Secret.
fn database_owner(inputs: &Inputs<'_>) -> Wanted {
    let plan = inputs.plan;
    let mut metadata = meta(plan, postgres::OWNER_SECRET, postgres::NODE);
    // With this label the operator takes a changed password over to the server.
    metadata.labels.get_or_insert_default().insert("cnpg.io/reload".to_owned(), "true".to_owned());
    Wanted {
        name: postgres::OWNER_SECRET,
        metadata,
        kind: "kubernetes.io/basic-auth",
        values: vec![
            ("password", inputs.secrets.get(SecretKey::PostgresPassword).to_owned()),
            ("username", plan.postgres.user.to_string()),
        ],
    }
}

/// The placeholder for a value. Values are not encrypted on every change, because that takes time and gives a different
/// text each time.
pub const LATER: &str = "encrypted when you download";

fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    for secret in wanted(inputs) {
        let later = || vec![LATER.to_owned(); secret.values.len()];
        match plan.secrets.form {
            Form::Plain => out.put(plain(plan, secret)),
            Form::Sealed => out.put(sealed(plan, &secret, later())),
            Form::Sops => out.put(encrypted(plan, &secret, later(), sops_later(plan))),
            Form::External => out.put(external(plan, &secret)),
        }
    }
}

/// Uses `data`, because with `stringData` every apply says "configured", and `kubectl diff` cannot tell whether something
/// changed.
fn plain(plan: &Plan, secret: Wanted) -> Secret {
    let data = secret.values.into_iter().map(|(key, value)| (key.to_owned(), ByteString(value.into_bytes())));
    Secret {
        data: Some(data.collect()),
        metadata: kept(plan, secret.metadata),
        type_: Some(secret.kind.to_owned()),
        ..Secret::default()
    }
}

/// Argo CD could treat an object that has the forum's labels and is not in Git as left behind, and delete it. These two
/// annotations prevent that.
fn kept(plan: &Plan, mut metadata: ObjectMeta) -> ObjectMeta {
    if plan.gitops.tool == Tool::ArgoCd {
        let options = [("sync-options", "Prune=false"), ("compare-options", "IgnoreExtraneous")];
        let options = options.map(|(key, value)| (format!("argocd.argoproj.io/{key}"), value.to_owned()));
        metadata.annotations = Some(to_map(options));
    }
    metadata
}

/// By keys, as many texts as there are values.
fn by_key(secret: &Wanted, texts: Vec<String>) -> BTreeMap<String, String> {
    to_map(secret.values.iter().map(|(key, _)| (*key).to_owned()).zip(texts))
}

/// What the controller mixes into every value, so that it opens nowhere else.
pub fn label(plan: &Plan, name: &str) -> String {
    let namespace = plan.site.namespace.as_str();
    match plan.secrets.scope {
        Scope::Strict => format!("{namespace}/{name}"),
        Scope::Namespace => namespace.to_owned(),
        Scope::Cluster => String::new(),
    }
}

/// The SealedSecret with these encrypted values. It also notes the certificate's fingerprint, which tells later for which
/// controller it was encrypted.
pub fn sealed(plan: &Plan, secret: &Wanted, texts: Vec<String>) -> Custom {
    let scope = match plan.secrets.scope {
        Scope::Strict => None,
        wider => Some((format!("sealedsecrets.bitnami.com/{}", wider.key()), "true".to_owned())),
    };
    let certificate = plan.secrets.certificate.as_ref().and_then(|it| it.certified());
    let noted = certificate.map(|it| ("forum-planner/sealed-for".to_owned(), it.fingerprint));
    let annotated = |all: Vec<(String, String)>| (!all.is_empty()).then(|| all.into_iter().collect());
    let inside =
        ObjectMeta { annotations: annotated(scope.clone().into_iter().collect()), ..secret.metadata.clone() };
    let metadata = ObjectMeta {
        annotations: annotated(scope.into_iter().chain(noted).collect()),
        ..secret.metadata.clone()
    };
    let spec = json!({
        "encryptedData": by_key(secret, texts),
        "template": { "metadata": to_value(&inside), "type": secret.kind },
    });
    Custom { api_version: "bitnami.com/v1alpha1", kind: "SealedSecret", metadata, spec }
}

/// The Secret as SOPS keeps it: names to read, values not.
pub fn encrypted(plan: &Plan, secret: &Wanted, texts: Vec<String>, sops: Value) -> Encrypted {
    let metadata = secret.metadata.clone();
    let metadata = if applied_with_bundle(plan) { metadata } else { kept(plan, metadata) };
    Encrypted {
        api_version: "v1",
        kind: "Secret",
        metadata,
        type_: secret.kind,
        data: by_key(secret, texts),
        sops,
    }
}

/// Which keys SOPS encrypts; the others must stay readable.
pub const ENCRYPTED: &str = "^(data|stringData)$";

/// The place of what SOPS notes about the encryption.
fn sops_later(plan: &Plan) -> Value {
    let keys = plan.secrets.recipients.iter().flat_map(|all| all.keys());
    let age: Vec<Value> =
        keys.map(|(recipient, _)| json!({ "recipient": recipient, "enc": LATER })).collect();
    sops(age, LATER, LATER)
}

/// What SOPS notes about the encryption.
pub fn sops(age: Vec<Value>, when: &str, mac: &str) -> Value {
    json!({ "age": age, "lastmodified": when, "mac": mac, "encrypted_regex": ENCRYPTED, "version": "3.11.0" })
}

/// The ExternalSecret, which tells the External Secrets operator where the values are. The owner's name is not secret, so it
/// is not in the store.
fn external(plan: &Plan, secret: &Wanted) -> Custom {
    let delivery = &plan.secrets;
    let store = delivery.store.as_ref().map_or("", |store| store.as_str());
    let owner = secret.name == postgres::OWNER_SECRET;
    let remote = |key: &str| json!({ "key": delivery.remote, "property": key });
    let data: Vec<Value> = if owner {
        vec![json!({ "secretKey": "password", "remoteRef": remote(SecretKey::PostgresPassword.env()) })]
    } else {
        let keys = secret.values.iter().map(|(key, _)| json!({ "secretKey": key, "remoteRef": remote(key) }));
        keys.collect()
    };
    let mut template = json!({ "type": secret.kind, "metadata": { "labels": secret.metadata.labels } });
    if owner {
        let user = &plan.postgres.user;
        template["data"] = json!({ "username": user, "password": "{{ .password }}" });
    }
    let spec = json!({
        "refreshInterval": "1h0m0s",
        "secretStoreRef": { "kind": delivery.store_kind.key(), "name": store },
        "target": { "name": secret.name, "creationPolicy": "Owner", "template": template },
        "data": data,
    });
    Custom {
        api_version: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata: secret.metadata.clone(),
        spec,
    }
}

/// Git ignores the plain file and its copies (`secret.yaml.bak`) in every form, because one from an earlier form may still
/// be in the folder.
fn files(inputs: &Inputs<'_>, tree: &mut FileTree) {
    let plan = inputs.plan;
    let about = match plan.secrets.form {
        Form::Plain => "The Secret is in clear text (base64 is no encryption): keep it out of Git.",
        _ => "These files may go into Git. A Secret in clear text must not.",
    };
    tree.add("secrets/.gitignore", PART.key, format!("# {about}\nsecret.yaml*\n"));
    if plan.secrets.form == Form::Sops {
        let mut rule = Map::new();
        rule.insert("path_regex".to_owned(), json!("\\.sops\\.yaml$"));
        rule.insert("encrypted_regex".to_owned(), json!(ENCRYPTED));
        rule.insert("age".to_owned(), json!(plan.secrets.recipients));
        tree.add("secrets/.sops.yaml", PART.key, yaml(&json!({ "creation_rules": [rule] })));
    }
    // A file that SOPS encrypted must not be applied as it is, so Kustomization names it only where it is decrypted.
    if applied_with_bundle(plan) || plan.secrets.form == Form::Plain {
        let name = file(plan).trim_start_matches("secrets/");
        let kustomization = json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [name],
        });
        tree.add("secrets/Kustomization", PART.key, yaml(&kustomization));
    }
}
