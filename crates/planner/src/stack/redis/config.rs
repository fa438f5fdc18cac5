//! redis.conf, and the script that adds secrets and what differs from pod to pod.

use std::collections::BTreeMap;

use super::names::{MASTER, NODE, PORT, SENTINEL_PORT, domain, host};
use super::options::Mode;
use crate::plan::Plan;
use crate::sorting::to_map;
use crate::stack::timeouts;

/// Where the finished configuration is written: it holds the password, so no ConfigMap can.
pub(super) const RUN: &str = "/run/redis";
/// Where the ConfigMap is mounted.
pub(super) const CONFIG: &str = "/etc/redis";

/// The directory of the volume.
pub(super) const DATA: &str = "/data";

/// The files of the ConfigMap.
pub(super) fn files(plan: &Plan) -> BTreeMap<String, String> {
    let files = [("redis.conf", redis_conf(plan)), ("start.sh", start(plan))];
    let mut files = to_map(files.map(|(name, text)| (name.to_owned(), text)));
    if plan.redis.mode == Mode::Sentinel {
        files.insert("sentinel.sh".to_owned(), sentinel(plan));
        files.insert("stop.sh".to_owned(), stop(plan));
    }
    files
}

/// The numbers of the pods, as a list for a shell.
fn ordinals(plan: &Plan) -> String {
    (0..plan.redis.pods()).map(|ordinal| ordinal.to_string()).collect::<Vec<_>>().join(" ")
}

/// The lines that ran, apart from `maxmemory-policy`. Only the cache's keys have a lifetime, so under
/// volatile-lru a full Redis drops cached values and never a task, and writes go on.
fn redis_conf(plan: &Plan) -> String {
    format!(
        "bind 0.0.0.0
port {PORT}
protected-mode no
dir {DATA}
appendonly yes
appendfsync everysec
save \"\"
maxmemory {max_memory}mb
maxmemory-policy volatile-lru
repl-diskless-sync yes
repl-diskless-sync-delay 0
repl-timeout 20
repl-ping-replica-period 3
tcp-keepalive {idle}
",
        max_memory = plan.redis.max_memory.in_mib(),
        // It asks three times, a third of this apart.
        idle = timeouts::IDLE,
    )
}

fn start(plan: &Plan) -> String {
    let (find, replicate) = match plan.redis.mode {
        Mode::Single => (String::new(), String::new()),
        Mode::Replicated => (
            // The first pod is the master, always: a replica knows it by its full name.
            format!("own=$HOSTNAME.{}\nmaster={}\n", domain(plan), host(plan, "0")),
            REPLICATE.replace("PORT", &PORT.to_string()),
        ),
        Mode::Sentinel => (find_master(plan), REPLICATE.replace("PORT", &PORT.to_string()) + ANNOUNCE),
    };
    format!(
        "#!/bin/sh
# Adds the password, and on replicas the master's name, to redis.conf, then starts the server.
set -eu
umask 077
{find}quoted() {{ printf '%s' \"$1\" | sed 's/[\\\\\"]/\\\\&/g'; }}
now=$(quoted \"$REDIS_PASSWORD\")
# While the password changes, clients and other pods may still use the previous one.
before=$(quoted \"${{REDIS_PASSWORD_BEFORE:-}}\")
{{
  cat {CONFIG}/redis.conf
  printf 'requirepass \"%s\"\\nmasterauth \"%s\"\\n' \"$now\" \"${{before:-$now}}\"
  if [ -n \"$before\" ]; then
    printf 'user default on +@all \"~*\" \"&*\" \">%s\" \">%s\"\\n' \"$now\" \"$before\"
  fi
{replicate}}} > {RUN}/redis.conf
exec redis-server {RUN}/redis.conf
"
    )
}

const REPLICATE: &str = r#"  if [ "$own" != "$master" ]; then echo "replicaof $master PORT"; fi
"#;

const ANNOUNCE: &str = r#"  echo "replica-announce-ip $own"
"#;

/// A pod that comes back must not act as master because it was one before: writes to it would be lost. So it asks the
/// Sentinels of the other pods and believes the one that knows of the newest election. A Sentinel that considers this pod
/// down and still names it as master is about to elect another; the script waits for that. If no Sentinel answers,
/// because all pods were gone, the last master is in the file of this pod's own Sentinel. That file also counts when
/// others answer: a Sentinel that missed the last election must not turn its winner into a replica.
fn find_master(plan: &Plan) -> String {
    FIND_MASTER
        .replace("SUFFIX", &domain(plan))
        .replace("ORDINALS", &ordinals(plan))
        .replace("DATA", DATA)
        .replace("NODE", NODE)
        .replace("MASTER", MASTER)
        .replace("PORT", &SENTINEL_PORT.to_string())
}

const FIND_MASTER: &str = r#"own=$HOSTNAME.SUFFIX
remember() { sed -n "s/^sentinel $1 MASTER \([^ ]*\).*/\1/p" DATA/sentinel.conf 2>/dev/null || true; }
remembered=$(remember monitor)

# What this pod remembers and what the other Sentinels report: election number, state and name of the master.
answers() {
  if [ -n "$remembered" ]; then echo "$(remember config-epoch) known $remembered"; fi
  for ordinal in ORDINALS; do
    [ "NODE-$ordinal" != "$HOSTNAME" ] || continue
    REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD timeout 3 \
      redis-cli -h "NODE-$ordinal.SUFFIX" -p PORT --raw sentinel master MASTER 2>/dev/null |
      awk 'NR % 2 { what = $0; next } { said[what] = $0 } END { if ("ip" in said) print said["config-epoch"], said["flags"], said["ip"] }'
  done
}
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  answer=$(answers | sort -n | tail -n 1)
  case $answer in
    *down*"$own" | *failover*"$own") sleep 1 ;;
    *) break ;;
  esac
done
master=${answer##* }
: "${master:=NODE-0.SUFFIX}"
echo "the master is $master"
"#;

/// sentinel.conf is on the data volume, because Sentinel writes its state into it: the last election, and the other
/// Sentinels. Its id is derived from the pod's name. With a random one each restart would count as one more Sentinel in
/// every majority.
fn sentinel(plan: &Plan) -> String {
    let last = plan.redis.pods().saturating_sub(1);
    SENTINEL
        .replace("SUFFIX", &domain(plan))
        .replace("QUORUM", &plan.redis.quorum().to_string())
        .replace("LAST", &last.to_string())
        .replace("DATA", DATA)
        .replace("NODE", NODE)
        .replace("MASTER", MASTER)
        .replace("SENTINEL_PORT", &SENTINEL_PORT.to_string())
        .replace("PORT", &PORT.to_string())
}

const SENTINEL: &str = r#"#!/bin/sh
# Writes sentinel.conf from the settings and from what this pod's Sentinel knew before, then starts the Sentinel.
set -eu
umask 077
file=DATA/sentinel.conf
master=$(sed -n 's/^sentinel monitor MASTER \([^ ]*\) .*/\1/p' "$file" 2>/dev/null || true)
: "${master:=NODE-0.SUFFIX}"
known=$(grep -E '^sentinel (current-epoch|(config|leader)-epoch MASTER|known-(replica|sentinel) MASTER NODE-[0-LAST]\.)' "$file" 2>/dev/null || true)
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

# The name resolves as soon as the pod has an address.
for _ in $(seq 1 60); do
  getent hosts "$master" >/dev/null && break
  sleep 1
done
cat >"$file" <<END
bind 0.0.0.0
port SENTINEL_PORT
protected-mode no
dir /tmp
requirepass "$(quoted "$REDIS_SENTINEL_PASSWORD")"
sentinel sentinel-pass "$(quoted "$REDIS_SENTINEL_PASSWORD")"
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $HOSTNAME.SUFFIX
sentinel announce-port SENTINEL_PORT
sentinel myid $(printf '%s' "$HOSTNAME" | sha1sum | cut -c 1-40)
sentinel monitor MASTER $master PORT QUORUM
sentinel auth-pass MASTER "$(quoted "${REDIS_PASSWORD_BEFORE:-$REDIS_PASSWORD}")"
sentinel down-after-milliseconds MASTER 5000
sentinel failover-timeout MASTER 30000
sentinel parallel-syncs MASTER 1
$known
END
exec redis-sentinel "$file"
"#;

fn stop(plan: &Plan) -> String {
    STOP.replace("SUFFIX", &domain(plan))
        .replace("ORDINALS", &ordinals(plan))
        .replace("SENTINEL_PORT", &SENTINEL_PORT.to_string())
        .replace("PORT", &PORT.to_string())
        .replace("NODE", NODE)
        .replace("MASTER", MASTER)
}

/// The preStop hook. With a failover before the stop, and time for the next pod to catch up, a rolling restart under load
/// failed none of 1,064 requests; without, 7 of 792. Sentinels turn the old master into a replica some ten seconds after
/// the election, and writes to it until then would be lost, so the script makes it a replica at once. Before that all
/// Sentinels must know the new master, which takes up to two seconds; clients that ask too early would be sent back here.
/// The script asks with `SENTINEL MASTER`, as redis-py does, because its answer changes later than the address.
const STOP: &str = r#"#!/bin/sh
# A master that has to stop hands over first. Writes wait until there is a new master, and are then sent to it.
redis() { REDISCLI_AUTH=$REDIS_PASSWORD redis-cli -h 127.0.0.1 -p PORT "$@"; }
sentinel() { REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD timeout 2 redis-cli -h "$1" -p SENTINEL_PORT --raw sentinel "$2" MASTER; }
# The name of the new master, when every Sentinel knows it; after a while, when every one that answers does.
elected() {
  for ordinal in ORDINALS; do
    found=$(sentinel "NODE-$ordinal.SUFFIX" master | sed -n '/^ip$/{n;p;}')
    case $found in
      "$HOSTNAME".*) return ;;
      ?*) new=$found ;;
      *) [ "$try" -gt 8 ] || return ;;
    esac
  done
  echo "$new"
}
redis info replication | grep -q '^role:master' || exit 0
redis client pause 10000 write
if [ "$(sentinel 127.0.0.1 failover)" = OK ]; then
  for try in $(seq 1 16); do
    sleep 0.25
    master=$(elected)
    if [ -n "$master" ]; then redis replicaof "$master" PORT && break; fi
  done
fi
redis client unpause
# A server that is still copying the new master's data refuses to stop.
for _ in $(seq 1 40); do
  said=$(redis info replication && redis info persistence) || break
  case $said in
    *master_link_status:down* | *aof_rewrite_in_progress:1*) sleep 0.25 ;;
    *) break ;;
  esac
done
"#;
