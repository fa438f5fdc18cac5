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
];
