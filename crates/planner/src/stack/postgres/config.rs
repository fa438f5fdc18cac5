//! postgresql.conf, and the script that creates the forum's database on an empty volume.

use std::collections::BTreeMap;

use super::PORT;
use super::options::{Postgres, RESERVED_CONNECTIONS};
use crate::plan::Plan;
use crate::sorting::to_map;
use crate::stack::timeouts::{COUNT, IDLE, INTERVAL, VANISHED};

/// Where the configuration is mounted.
pub(super) const CONFIG: &str = "/etc/postgresql";
/// Where the official image looks for scripts, once, on an empty volume.
pub(super) const INIT: &str = "/docker-entrypoint-initdb.d";
/// The script's name.
pub(super) const INIT_SCRIPT: &str = "10-forum.sh";

/// The files of the ConfigMap.
pub(super) fn files(plan: &Plan) -> BTreeMap<String, String> {
    to_map([
        ("postgresql.conf".to_owned(), postgresql_conf(plan)),
        (INIT_SCRIPT.to_owned(), INIT_FORUM.to_owned()),
    ])
}

/// What follows from the sizes in the plan, as the server spells it.
pub(super) struct Sizes {
    pub shared_buffers: String,
    pub effective_cache_size: String,
    pub work_mem: String,
    pub maintenance_work_mem: String,
    pub max_wal_size: String,
}

/// The shared buffers in MiB: a quarter of the pod's limit, which is the usual share, and no more than is reserved
/// for it. Once used they stay in use, and CloudNativePG's webhook refuses a Cluster that requests less memory.
pub(super) fn shared_buffers(postgres: &Postgres) -> u32 {
    let resources = postgres.resources.reserved();
    (resources.memory_limit.in_mib() / 4).min(resources.memory_request.in_mib()).max(1)
}

/// The other memory settings follow from the limit: effective_cache_size is three quarters of it, and work_mem is so small
/// that all connections together stay below a quarter.
pub(super) fn sizes(postgres: &Postgres) -> Sizes {
    let limit = postgres.resources.memory_limit.in_mib();
    let shared_buffers = shared_buffers(postgres);
    let effective_cache = (u64::from(limit) * 3 / 4).max(32);
    let work_kib = (u64::from(limit) * 1024 / 4 / u64::from(postgres.max_connections)).clamp(1024, 16 * 1024);
    let maintenance = (limit / 16).clamp(16, 1024);
    let max_wal = (postgres.storage.in_mib() / 5).clamp(128, 1024);
    Sizes {
        shared_buffers: format!("{shared_buffers}MB"),
        effective_cache_size: format!("{effective_cache}MB"),
        work_mem: format!("{work_kib}kB"),
        maintenance_work_mem: format!("{maintenance}MB"),
        max_wal_size: format!("{max_wal}MB"),
    }
}

/// How much write-ahead log is kept for a standby that is away: a quarter of the volume.
pub(super) fn kept_for_standbys(postgres: &Postgres) -> String {
    format!("{}MB", (postgres.storage.in_mib() / 4).max(128))
}

/// How soon the server misses a client that has vanished.
pub(super) fn keepalive() -> [(&'static str, String); 4] {
    [
        ("tcp_keepalives_idle", IDLE),
        ("tcp_keepalives_interval", INTERVAL),
        ("tcp_keepalives_count", COUNT),
        // Milliseconds.
        ("tcp_user_timeout", VANISHED * 1000),
    ]
    .map(|(name, value)| (name, value.to_string()))
}

fn postgresql_conf(plan: &Plan) -> String {
    let Sizes { shared_buffers, effective_cache_size, work_mem, maintenance_work_mem, max_wal_size } =
        sizes(&plan.postgres);
    format!(
        "listen_addresses = '*'
port = {PORT}
unix_socket_directories = '/var/run/postgresql'
max_connections = {max_connections}
superuser_reserved_connections = {RESERVED_CONNECTIONS}
password_encryption = 'scram-sha-256'

shared_buffers = {shared_buffers}
effective_cache_size = {effective_cache_size}
work_mem = {work_mem}
maintenance_work_mem = {maintenance_work_mem}
# Parallel queries need shared memory in /dev/shm, and a container has only 64 MB of it. Misago's
# queries are many and small, so nothing is lost.
max_parallel_workers_per_gather = 0
max_wal_size = {max_wal_size}
min_wal_size = 80MB
wal_compression = on

# A client that has vanished with its node must not hold its locks for two hours.
{keepalive}
log_min_duration_statement = 1000
log_timezone = 'UTC'
timezone = 'UTC'
",
        max_connections = plan.postgres.max_connections,
        keepalive = keepalive().map(|(name, value)| format!("{name} = {value}\n")).concat(),
    )
}

/// The image creates a superuser. The forum gets its own role, which owns only the forum's database. The superuser's
/// password is removed, so that it can log in only inside the pod.
const INIT_FORUM: &str = r#"#!/bin/sh
# Runs once, on an empty volume: creates the forum's role and database.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username postgres --dbname postgres <<'SQL'
\getenv role FORUM_ROLE
\getenv database FORUM_DATABASE
\getenv password POSTGRES_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', :'role')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER ROLE postgres PASSWORD NULL;
SQL
"#;
