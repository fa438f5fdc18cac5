//! What the form asks about secrets. The values live beside the plan.

use super::options::{Form, Scope, StoreKind};
use crate::field::{
    Control, Field, FieldId, Subject, choice, never, nothing_more, nothing_to_do, optional, text,
};
use crate::plan::Plan;
use crate::secrets::SecretKey;

/// A field for one secret.
const fn secret(id: &'static str, key: SecretKey, label: &'static str, help: &'static str) -> Field {
    let control = Control::Secret(key);
    Field {
        id: FieldId(id),
        label,
        help,
        group: "",
        control,
        shown: held,
        subject: Subject::Name,
        advanced: never,
        keywords: "",
        hint: nothing_to_do,
        brings: nothing_more,
    }
}

/// Values in an external secret store are not asked for here.
fn held(plan: &Plan) -> bool {
    plan.secrets.form != Form::External
}

fn sealed(plan: &Plan) -> bool {
    plan.secrets.form == Form::Sealed
}

fn external(plan: &Plan) -> bool {
    plan.secrets.form == Form::External
}

pub(super) const FIELDS: &[Field] = &[
    choice!(
        secrets.form: Form,
        "Form in the bundle",
        "All except the plain Secret may go into Git. Values are encrypted on your machine when the bundle is made."
    ).keywords("password sops age sealed-secrets kubeseal vault external-secrets encryption git").subject(Subject::Name),
    optional!(
        secrets.certificate,
        "Certificate",
        "The controller's public certificate, as kubeseal --fetch-cert prints it. Paste it or choose a file."
    ).subject(Subject::Name)
    .of_a_certificate()
    .when(sealed),
    choice!(
        secrets.scope: Scope,
        "Opens",
        "Strict: it opens only under this name in this namespace. The wider scopes let others in the namespace or \
         cluster open it."
    ).advanced().subject(Subject::Name)
    .when(sealed),
    optional!(
        secrets.recipients,
        "Recipients",
        "age public keys (age1…), separated by commas. age-keygen makes a key pair. The owner of any of these keys \
         can decrypt."
    ).subject(Subject::Name)
    .when(|plan| plan.secrets.form == Form::Sops),
    choice!(secrets.store_kind: StoreKind, "Kind of store", "Whether the store serves one namespace or all.").subject(Subject::Name)
        .when(external),
    optional!(secrets.store, "Store", "The store's name, as shown by kubectl get clustersecretstores.").subject(Subject::Name).when(external),
    text!(
        secrets.remote,
        "Entry",
        "The entry that holds the values. Each is a property of it, with the name listed in the README."
    ).subject(Subject::Name)
    .when(external),
    secret(
        "secrets.postgres",
        SecretKey::PostgresPassword,
        "Database password",
        "PostgreSQL reads it at the first start only; to change it later, run ALTER ROLE as well.",
    ).advanced(),
    secret("secrets.redis", SecretKey::RedisPassword, "Redis password", "For clients and replicas.").advanced(),
    secret(
        "secrets.sentinel",
        SecretKey::SentinelPassword,
        "Sentinel password",
        "For the Sentinels and their clients.",
    ).advanced()
    .when(|plan| SecretKey::SentinelPassword.held(plan)),
    secret(
        "secrets.django",
        SecretKey::DjangoKey,
        "Django key",
        "Signs sessions and tokens; a new one logs everyone out.",
    ).advanced(),
    secret(
        "secrets.administrator",
        SecretKey::AdministratorPassword,
        "Administrator's password",
        "For the first login. The bootstrap sets it once and never resets it.",
    ).keywords("admin login"),
    secret("secrets.mail", SecretKey::MailPassword, "Mail password", "You get it from your mail provider.").keywords("email smtp")
        .when(|plan| SecretKey::MailPassword.held(plan)),
    secret(
        "secrets.backup",
        SecretKey::BackupPassword,
        "Backup password",
        "Encrypts the backups. Keep a copy outside the cluster: without it they cannot be read again.",
    )
    .when(|plan| SecretKey::BackupPassword.held(plan)),
    secret(
        "secrets.store_key_id",
        SecretKey::StoreKeyId,
        "S3 access key ID",
        "You get it from the object store. It must be allowed to list, read, write and delete in the bucket.",
    ).keywords("s3 access key")
    .when(|plan| SecretKey::StoreKeyId.held(plan)),
    secret("secrets.store_key", SecretKey::StoreKey, "S3 secret access key", "The secret that belongs to the key \
                                                                              ID.").keywords("s3 secret key")
        .when(|plan| SecretKey::StoreKey.held(plan)),
];
