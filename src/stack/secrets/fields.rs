//! What the form asks about secrets. The values live beside the plan.

use super::options::{Form, Scope, StoreKind};
use crate::field::{Control, Field, FieldId, Subject, choice, never, nothing_to_do, optional, text};
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
    }
}

/// What lies in somebody's store is not asked here.
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
        "All but the plain one may go into Git. They are encrypted on your own machine, when the bundle is made."
    ).keywords("password sops age sealed-secrets kubeseal vault external-secrets encryption git").subject(Subject::Name),
    optional!(
        secrets.certificate,
        "Certificate",
        "The controller’s, as kubeseal --fetch-cert prints it: as text or as a file. It is public."
    ).subject(Subject::Name)
    .of_a_certificate()
    .when(sealed),
    choice!(
        secrets.scope: Scope,
        "Opens",
        "Strict: only under this name in this namespace. The wider ones let others in the namespace or cluster open it."
    ).advanced().subject(Subject::Name)
    .when(sealed),
    optional!(
        secrets.recipients,
        "Recipients",
        "Public keys of age (age1…) with a comma between them; age-keygen makes a pair. Each of them can decrypt."
    ).subject(Subject::Name)
    .when(|plan| plan.secrets.form == Form::Sops),
    choice!(secrets.store_kind: StoreKind, "Kind of store", "Whether the store serves one namespace or all.").subject(Subject::Name)
        .when(external),
    optional!(secrets.store, "Store", "The store’s name, as kubectl get clustersecretstores lists it.").subject(Subject::Name).when(external),
    text!(
        secrets.remote,
        "Entry",
        "Where the values are in it; each is a property of this entry, with the name that the README lists."
    ).subject(Subject::Name)
    .when(external),
    secret(
        "secrets.postgres",
        SecretKey::PostgresPassword,
        "Database password",
        "PostgreSQL takes it at the first start; changing it later needs ALTER ROLE as well.",
    ).advanced(),
    secret("secrets.redis", SecretKey::RedisPassword, "Redis password", "For clients and replicas.").advanced(),
    secret(
        "secrets.sentinel",
        SecretKey::SentinelPassword,
        "Sentinel password",
        "For the Sentinels and those who ask them.",
    ).advanced()
    .when(|plan| SecretKey::SentinelPassword.held(plan)),
    secret(
        "secrets.django",
        SecretKey::DjangoKey,
        "Django key",
        "Signs sessions and tokens; a new one logs everybody out.",
    ).advanced(),
    secret(
        "secrets.administrator",
        SecretKey::AdministratorPassword,
        "Administrator's password",
        "For the first login; the bootstrap sets it once and never resets it.",
    ).keywords("admin login"),
    secret("secrets.mail", SecretKey::MailPassword, "Mail password", "Your mail provider gave it to you.").keywords("email smtp")
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
        "The object store gave it to you, with a right to read, write and delete in the bucket.",
    ).keywords("s3 access key")
    .when(|plan| SecretKey::StoreKeyId.held(plan)),
    secret("secrets.store_key", SecretKey::StoreKey, "S3 secret access key", "It goes with the key ID.").keywords("s3 secret key")
        .when(|plan| SecretKey::StoreKey.held(plan)),
];
