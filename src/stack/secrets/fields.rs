//! What the form asks about secrets. The values live beside the plan.

use crate::field::{Control, Field, FieldId, always};
use crate::secrets::SecretKey;

/// A field for one secret.
const fn secret(id: &'static str, key: SecretKey, label: &'static str, help: &'static str) -> Field {
    Field { id: FieldId(id), label, help, group: "", control: Control::Secret(key), shown: always }
}

pub(super) const FIELDS: &[Field] = &[
    secret(
        "secrets.postgres",
        SecretKey::PostgresPassword,
        "Database password",
        "PostgreSQL takes it at the first start; changing it later needs ALTER ROLE as well.",
    ),
    secret("secrets.redis", SecretKey::RedisPassword, "Redis password", "For clients and replicas."),
    secret(
        "secrets.sentinel",
        SecretKey::SentinelPassword,
        "Sentinel password",
        "For the Sentinels and those who ask them.",
    )
    .when(|plan| SecretKey::SentinelPassword.needed(plan)),
    secret(
        "secrets.django",
        SecretKey::DjangoKey,
        "Django key",
        "Signs sessions and tokens; a new one logs everybody out.",
    ),
    secret(
        "secrets.administrator",
        SecretKey::AdministratorPassword,
        "Administrator's password",
        "For the first login; the bootstrap sets it once and never resets it.",
    ),
    secret("secrets.mail", SecretKey::MailPassword, "Mail password", "Your mail provider gave it to you.")
        .when(|plan| SecretKey::MailPassword.needed(plan)),
    secret(
        "secrets.backup",
        SecretKey::BackupPassword,
        "Backup password",
        "Encrypts the backups. Keep a copy outside the cluster: without it nobody can read them again.",
    )
    .when(|plan| SecretKey::BackupPassword.needed(plan)),
    secret(
        "secrets.store_key_id",
        SecretKey::StoreKeyId,
        "S3 access key ID",
        "The object store gave it to you, with a right to read, write and delete in the bucket.",
    )
    .when(|plan| SecretKey::StoreKeyId.needed(plan)),
    secret("secrets.store_key", SecretKey::StoreKey, "S3 secret access key", "It goes with the key ID.")
        .when(|plan| SecretKey::StoreKey.needed(plan)),
];
