//! What the form asks about PostgreSQL.

use super::options::{Mode, SslMode, Version};
use crate::field::{Field, choice, count, text};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    choice!(postgres.mode: Mode, "Server", "One pod with a volume, or a server that somebody else runs and backs up."),
    text!(postgres.host, "Host", "The server's name or IPv4 address.").when(external),
    text!(postgres.port, "Port", "Usually 5432.").when(external),
    choice!(postgres.ssl_mode: SslMode, "Encryption", "libpq's sslmode.").when(external),
    text!(postgres.database, "Database", "Created at the first start; an existing server must have it."),
    text!(postgres.user, "User", "Owns the database; needs no other right: the extensions are trusted ones."),
    count!(postgres.max_connections, "Connections", "The most it takes, its own three included. An existing server's max_connections.",
        10..=5000, "connections"),
    choice!(postgres.version: Version, "Version", "It cannot be changed later by editing: the files of one major version mean nothing to another.")
        .when(in_cluster),
    text!(postgres.storage, "Volume", "1 GiB holds about 100,000 posts, with WAL and room to spare (measured: 4.2 KB a post).")
        .when(in_cluster),
    text!(postgres.resources.cpu_request, "CPU request", "Reserved. A tenth of the web tiers' CPU for reading, 0.4 for writing.")
        .under("Resources of the pod").when(in_cluster),
    text!(postgres.resources.cpu_limit, "CPU limit", "The most it gets.").when(in_cluster),
    text!(postgres.resources.memory_request, "Memory request", "Reserved.").when(in_cluster),
    text!(postgres.resources.memory_limit, "Memory limit", "shared_buffers is a quarter of it, the planner's idea of the cache three quarters.")
        .when(in_cluster),
];

fn in_cluster(plan: &Plan) -> bool {
    plan.postgres.mode == Mode::InCluster
}

fn external(plan: &Plan) -> bool {
    plan.postgres.mode == Mode::External
}
