//! What the form asks about PostgreSQL.

use super::options::{Mode, SslMode, Version};
use crate::field::{Field, Subject, choice, count, optional, text};
use crate::plan::Plan;
use crate::stack::backup;

pub(super) const FIELDS: &[Field] = &[
    choice!(postgres.mode: Mode, "Server", "One pod with a volume; several with failover, which needs the CloudNativePG operator; or a server that someone else runs and backs up.").keywords("database failover cloudnativepg operator rds managed external high availability"),
    text!(postgres.host, "Host", "The server's name or IPv4 address.").keywords("database server address rds").subject(Subject::Name).when(external),
    text!(postgres.port, "Port", "Usually 5432.").subject(Subject::Name).when(external),
    choice!(postgres.ssl_mode: SslMode, "Encryption", "libpq's sslmode.").keywords("tls encryption database").subject(Subject::Name).when(external),
    optional!(postgres.ca_secret, "Authority", "A Secret with the key ca.crt that the server's certificate is checked against; empty for the authorities everybody knows.").subject(Subject::Name)
        .when(external),
    text!(postgres.database, "Database", "Created at the first start; an existing server must have it.").advanced_when(here).subject(Subject::Name),
    text!(postgres.user, "User", "Owns the database; needs no other right: the extensions are trusted ones.").advanced_when(here).subject(Subject::Name),
    count!(postgres.max_connections, "Connections", "The most it takes, its own three included. An existing server's max_connections.",
        10..=5000, "connections").advanced().keywords("database pool too many clients"),
    choice!(postgres.version: Version, "Version", "Data of one major version cannot be read by another. For an existing server, enter its version.").advanced().keywords("database upgrade").subject(Subject::Name)
        .when(|plan| here(plan) || backup::is_on(plan)),
    count!(postgres.instances, "Instances", "Pods with a copy each: one takes writes, the others wait to take over.", 1..=9, "instances")
        .when(cloud_native),
    text!(postgres.storage, "Volume", "1 GiB holds about 100,000 posts, with WAL and room to spare (measured: 4.2 KB a post).").keywords("database disk size pvc")
        .when(here),
    text!(postgres.resources.cpu_request, "CPU request", "Reserved. A tenth of the web tiers' CPU for reading, 0.4 for writing.").advanced()
        .under("Resources of a pod").when(here),
    text!(postgres.resources.cpu_limit, "CPU limit", "The most it gets.").advanced().when(here),
    text!(postgres.resources.memory_request, "Memory request", "Reserved.").advanced().when(here),
    text!(postgres.resources.memory_limit, "Memory limit", "shared_buffers is a quarter of it, or the request if that is less; the planner's idea of the cache three quarters.").advanced()
        .when(here),
];

fn here(plan: &Plan) -> bool {
    plan.postgres.is_here()
}

fn cloud_native(plan: &Plan) -> bool {
    plan.postgres.mode == Mode::CloudNativePg
}

fn external(plan: &Plan) -> bool {
    plan.postgres.mode == Mode::External
}
