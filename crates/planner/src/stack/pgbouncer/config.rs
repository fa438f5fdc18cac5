//! pgbouncer.ini, and the script that writes the password file.

use std::collections::BTreeMap;

use super::PORT;
use crate::plan::Plan;
use crate::sorting::to_map;
use crate::stack::timeouts::{COUNT, IDLE, INTERVAL, VANISHED};
use crate::stack::{postgres::names as postgres, wiring};

/// Where the ConfigMap is mounted.
pub(super) const CONFIG: &str = "/etc/pgbouncer";
/// Where the file with the password is written: no ConfigMap can hold it.
pub(super) const RUN: &str = "/run/pgbouncer";
/// Where the authority of an existing server is mounted.
pub(super) const CA: &str = "/etc/postgres-ca";

/// The files of the ConfigMap.
pub(super) fn files(plan: &Plan) -> BTreeMap<String, String> {
    to_map([
        ("pgbouncer.ini".to_owned(), pgbouncer_ini(plan)),
        ("start.sh".to_owned(), START.replace("{RUN}", RUN).replace("{CONFIG}", CONFIG)),
    ])
}

/// Clients log in with the very password that PgBouncer shows to the server, so one file serves both.
fn pgbouncer_ini(plan: &Plan) -> String {
    let pooler = &plan.pgbouncer;
    let server = wiring::database_server(plan);
    let (name, database) = entry(plan.postgres.database.as_str());
    let authority = match server.ca_secret {
        Some(_) => format!("server_tls_ca_file = {CA}/{}\n", postgres::CA_FILE),
        None => String::new(),
    };
    format!(
        "[databases]
{name} = host={host} port={port}{database}

[pgbouncer]
listen_addr = *
listen_port = {PORT}
; No other container in the pod needs a socket.
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {RUN}/userlist.txt

; A client keeps its connection for one transaction.
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = {clients}
; Some drivers send it at login; PgBouncer refuses parameters it does not know.
ignore_startup_parameters = extra_float_digits

server_tls_sslmode = {ssl_mode}
{authority}; Retry a restarting server at once; the default of 15 s would prolong every restart.
server_login_retry = 1
; Less than gunicorn's worker time-out of 30 s.
query_wait_timeout = 20
; A peer that vanished with its node without closing the connection is noticed after {VANISHED} s, on both sides.
tcp_keepidle = {IDLE}
tcp_keepintvl = {INTERVAL}
tcp_keepcnt = {COUNT}
tcp_user_timeout = {vanished_ms}
; Each request opens a connection: logging would add two lines per request.
log_connections = 0
log_disconnections = 0
",
        host = server.host,
        port = server.port,
        ssl_mode = server.ssl_mode,
        pool = pooler.default_pool_size,
        clients = pooler.max_client_conn,
        vanished_ms = VANISHED * 1000,
    )
}

/// How PgBouncer's file names the database, and how it asks the server for it. Its reader takes letters, digits and
/// `_ - .` for a name, with or without quotation marks (1.18, run); any other stands for all names, each of which the
/// server is asked for as the client wrote it.
fn entry(database: &str) -> (&str, String) {
    let taken = database.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    if taken { (database, format!(" dbname={database}")) } else { ("*", String::new()) }
}

/// In the file of users only the quotation mark is special, and is written twice.
const START: &str = r#"#!/bin/sh
# Writes the one user that may log in here and at the server, then starts PgBouncer.
set -eu
umask 077
quoted() { printf '%s' "$1" | LC_ALL=C sed 's/"/""/g'; }
printf '"%s" "%s"\n' "$(quoted "$POSTGRES_USER")" "$(quoted "$POSTGRES_PASSWORD")" > {RUN}/userlist.txt
# Each client is an open file, and on some nodes the default limit is 1024.
# shellcheck disable=SC3045 # dash, BusyBox and bash all support both.
ulimit -S -n "$(ulimit -H -n)"
exec pgbouncer {CONFIG}/pgbouncer.ini
"#;
