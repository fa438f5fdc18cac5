//! What the form asks about PostgreSQL.

use super::options::{Mode, SslMode, Version};
use crate::field::{Field, Subject, choice, count, optional, text};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(postgres.mode: Mode, "Server", "One pod with a volume; several pods with failover, which needs the \
                                            CloudNativePG operator; or an external server that is run and backed \
                                            up elsewhere.").keywords("database failover cloudnativepg operator rds managed external high availability"),
    text!(postgres.host, "Host", "The server's name or IPv4 address.").keywords("database server address rds").subject(Subject::Name).when(external),
    text!(postgres.port, "Port", "Usually 5432.").subject(Subject::Name).when(external),
    optional!(postgres.pooler, "Pooled address", "The address of a transaction pooler in front of the server, if it has \
                                                 one. Host is then the address without it: migrations and dumps need \
                                                 that.").advanced().keywords("pgbouncer pool pooler supavisor neon supabase digitalocean transaction").subject(Subject::Name)
        .when(may_be_pooled),
    text!(postgres.pooler_port, "Pooled port", "Often 6432 or 6543.").advanced().keywords("pgbouncer pool pooler transaction").subject(Subject::Name).when(is_pooled),
    choice!(postgres.ssl_mode: SslMode, "Encryption", "The sslmode of libpq.").keywords("tls encryption database").subject(Subject::Name).when(external),
    optional!(postgres.ca_secret, "Authority", "A Secret whose key ca.crt has the CA to check the server's \
                                                certificate with. Empty uses the public authorities.").subject(Subject::Name)
        .when(external),
    text!(postgres.database, "Database", "Created at the first start. On an existing server it must exist already.").advanced_when(here).subject(Subject::Name),
    text!(postgres.user, "User", "Owns the database. Needs no other rights, because the extensions are trusted \
                                  ones.").advanced_when(here).subject(Subject::Name),
    count!(postgres.max_connections, "Connections", "max_connections, including three that PostgreSQL keeps for \
                                                     itself. For an existing server, enter its value.",
        10..=5000, "connections").advanced().keywords("database pool too many clients"),
    choice!(postgres.version: Version, "Version", "Data of one major version cannot be read by another. For an existing server, enter its version.").advanced().keywords("database upgrade").subject(Subject::Name)
        .when(|plan| here(plan) || plan.backup.is_on()),
    count!(postgres.instances, "Instances", "Pods with a full copy each: one takes writes, the others are ready to \
                                             take over.", 1..=9, "instances")
        .when(cloud_native),
    text!(postgres.storage, "Volume", "1 GiB holds about 100,000 posts including WAL and some spare (measured: 4.2 \
                                       KB per post).").keywords("database disk size pvc")
        .when(here),
    text!(postgres.resources.cpu_request, "CPU request", "Reserved. Reading needs about a tenth of the web tiers' \
                                                          CPU, writing 0.4 of it.").advanced()
        .under("Resources of a pod").when(here),
    text!(postgres.resources.cpu_limit, "CPU limit", "The most it gets.").advanced().when(here),
    text!(postgres.resources.memory_request, "Memory request", "Reserved.").advanced().when(here),
    text!(postgres.resources.memory_limit, "Memory limit", "shared_buffers is a quarter of it, or the memory \
                                                            request if that is less; effective_cache_size is three \
                                                            quarters.").advanced()
        .when(here),
];

fn here(plan: &Plan) -> bool {
    plan.postgres.is_here()
}

fn cloud_native(plan: &Plan) -> bool {
    plan.postgres.mode == Mode::CloudNativePg
}

/// With PgBouncer of the bundle a second pooler would be one too many.
fn may_be_pooled(plan: &Plan) -> bool {
    external(plan) && !plan.pgbouncer.enabled
}

fn is_pooled(plan: &Plan) -> bool {
    may_be_pooled(plan) && plan.postgres.pooler.is_some()
}

fn external(plan: &Plan) -> bool {
    plan.postgres.mode == Mode::External
}
