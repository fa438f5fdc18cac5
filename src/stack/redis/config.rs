//! redis.conf, and the script that adds what is secret or differs from pod to pod.

use std::collections::BTreeMap;

use super::options::Mode;
use super::{NODE, PORT};
use crate::plan::Plan;

/// Where the finished configuration is written: it holds the password, so no ConfigMap can.
pub(super) const RUN: &str = "/run/redis";
/// Where the ConfigMap is mounted.
pub(super) const CONFIG: &str = "/etc/redis";

/// The files of the ConfigMap.
pub(super) fn files(plan: &Plan) -> BTreeMap<String, String> {
    BTreeMap::from([("redis.conf".to_owned(), redis_conf(plan)), ("start.sh".to_owned(), start(plan))])
}

/// The lines that ran, apart from `maxmemory-policy`. Only the cache's keys have a lifetime, so under
/// volatile-lru a full Redis drops cached values and never a task, and writes go on.
fn redis_conf(plan: &Plan) -> String {
    format!(
        "bind 0.0.0.0
port {PORT}
protected-mode no
dir /data
appendonly yes
appendfsync everysec
save \"\"
maxmemory {max_memory}mb
maxmemory-policy volatile-lru
repl-diskless-sync yes
repl-diskless-sync-delay 0
repl-timeout 20
repl-ping-replica-period 3
tcp-keepalive 60
",
        max_memory = plan.redis.max_memory.in_mib()
    )
}

/// The first pod is the master, always: a replica knows it by its full name.
fn start(plan: &Plan) -> String {
    let replicate = match plan.redis.mode {
        Mode::Single => String::new(),
        Mode::Replicated => format!(
            "  if [ \"$HOSTNAME\" != {NODE}-0 ]; then
    echo \"replicaof {NODE}-0.{NODE}.{namespace}.svc.{domain} {PORT}\"
  fi
",
            namespace = plan.site.namespace,
            domain = plan.cluster.domain
        ),
    };
    format!(
        "#!/bin/sh
# Adds the password, and on replicas the master's name, to redis.conf; then becomes the server.
set -eu
umask 077
quoted=$(printf '%s' \"$REDIS_PASSWORD\" | sed 's/[\\\\\"]/\\\\&/g')
{{
  cat {CONFIG}/redis.conf
  printf 'requirepass \"%s\"\\nmasterauth \"%s\"\\n' \"$quoted\" \"$quoted\"
{replicate}}} > {RUN}/redis.conf
exec redis-server {RUN}/redis.conf
"
    )
}
