//! What the containers run.

use std::collections::BTreeMap;

use crate::plan::Plan;
use crate::sorting::to_map;
use crate::stack::image::names::PUBLISHED;
use crate::stack::storage::names as storage;

/// Where the scripts are mounted.
pub(super) const PATH: &str = "/etc/backup";
/// Where the dump lies between the two containers of a pod, and in a copy. Uploads lie at a copy's top,
/// so it is a name that no folder of Misago has.
pub(super) const DUMP: &str = "/forum-database";

/// What restic calls the machine. Its own choice would be the pod's name, another one every night, and
/// the retention would count each night by itself and keep them all.
const HOST: &str = "forum";

/// How long a script goes on asking servers that do not answer: seconds. Policy controllers let a new pod through
/// within a few; what still fails after minutes has another reason, which the log then ends with.
const PATIENCE: u32 = 300;

/// Runs a command until it works. A try that gave up would not help: the Job's next one is a pod with a new address,
/// which the policy controller learns about just as late.
fn patiently() -> String {
    format!(
        r#"# Network policies may take some seconds to let a new pod through, and the next attempt would be a new pod
# again, so this one retries for up to {PATIENCE} seconds.
deadline=$(($(date +%s) + {PATIENCE}))
patiently() {{
  until "$@"; do
    if [ "$(date +%s)" -ge "$deadline" ]; then return 1; fi
    echo "waiting: the line above says why; trying again in 3 seconds" >&2
    sleep 3
  done
}}
"#
    )
}

/// The files of the ConfigMap.
pub(super) fn files(plan: &Plan) -> BTreeMap<String, String> {
    to_map([
        ("dump.sh".to_owned(), dump()),
        ("backup.sh".to_owned(), backup(plan)),
        ("restore-files.sh".to_owned(), restore_files(plan)),
        ("restore-database.sh".to_owned(), restore_database()),
    ])
}

/// Not compressed: restic compresses by itself, and from one night to the next it recognises only what is
/// not. Measured: 37 MiB of dump, and after 200 more
/// posts and 41 edits the next one added under 5 MiB.
fn dump() -> String {
    format!(
        r#"#!/bin/sh
# Dumps the forum's database into the scratch volume.
set -eu
umask 077
{patiently}patiently pg_dump --no-password --format custom --compress 0 --file {DUMP}/forum.dump
# Fail now if the dump's table of contents cannot be read.
pg_restore --list {DUMP}/forum.dump > /dev/null
echo "dumped $(wc -c < {DUMP}/forum.dump) bytes"
"#,
        patiently = patiently()
    )
}

/// From inside the media folder: its contents then lie at the top of a copy, and a restore need not touch
/// the folder itself, which is a mount point and belongs to root.
fn backup(plan: &Plan) -> String {
    let media = storage::PATH;
    let what = if plan.backup.media {
        format!(
            "cd {media}\n\
             restic backup --host {HOST} --exclude {media}/lost+found --exclude {media}/{PUBLISHED} {DUMP} ."
        )
    } else {
        format!("restic backup --host {HOST} {DUMP}")
    };
    format!(
        r#"#!/bin/sh
# Puts the dump{and} into the repository and removes old copies.
set -eu
umask 077
{patiently}open_repository() {{
  if answer=$(restic cat config 2>&1 > /dev/null); then return 0; fi
  printf '%s\n' "$answer" "Cannot open a repository there, so creating one. If one exists this fails and changes nothing."
  restic init
}}
patiently open_repository
# Removes only locks older than half an hour, which belong to pods that are gone.
restic unlock
{what}
{forget}# Checks the structure every night, and 1/31 of the contents, so everything within a month.
restic check --read-data-subset "$((1$(date +%d) - 100))/31"
restic snapshots --host {HOST} --compact
"#,
        and = if plan.backup.media { " and the uploads" } else { "" },
        patiently = patiently(),
        forget = forget(plan),
    )
}

/// Keeps all copies of the last two days. Otherwise a copy of the broken forum, made before a restore, would push out the
/// good one of the same day (seen). If nothing is to be kept the command is left out: restic refuses to forget
/// everything, and the nightly job would fail.
fn forget(plan: &Plan) -> String {
    let backup = &plan.backup;
    let kept: String =
        [("daily", backup.keep_daily), ("weekly", backup.keep_weekly), ("monthly", backup.keep_monthly)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(every, count)| format!(" --keep-{every} {count}"))
            .collect();
    if kept.is_empty() {
        return String::new();
    }
    format!("restic forget --host {HOST} --group-by host --keep-within 2d{kept} --prune\n")
}

/// Adds the uploads to those that are there. Files uploaded after the backup stay, and do no harm.
fn restore_files(plan: &Plan) -> String {
    let media = if plan.backup.media {
        format!(
            "restic restore --host {HOST} --target {media} --exclude {DUMP} \"$SNAPSHOT\"\n\
             echo 'the uploads are restored'\n",
            media = storage::PATH
        )
    } else {
        String::new()
    };
    format!(
        r#"#!/bin/sh
# Fetches a copy from the repository: its dump{and}.
# SNAPSHOT is "latest", the short ID of a copy, or "list", which lists the copies and changes nothing.
set -eu
{patiently}patiently restic snapshots --host {HOST} --compact
if [ "$SNAPSHOT" = list ]; then exit 0; fi
restic unlock
cd {DUMP}
(umask 077 && restic dump --host {HOST} "$SNAPSHOT" {DUMP}/forum.dump > forum.dump)
{media}"#,
        and = if plan.backup.media { ", and the uploads into their volume" } else { "" },
        patiently = patiently(),
    )
}

/// Runs in one transaction, which first drops all tables of the role: pg_restore --clean drops only the tables in the dump,
/// so tables of a newer version would stay, reference older ones and make the restore fail (measured). Extensions are
/// not touched: on an existing server another application may need them.
fn restore_database() -> String {
    format!(
        r#"#!/bin/sh
# Replaces the contents of the database with the dump, in one transaction: all or nothing.
set -eu
if [ "$SNAPSHOT" = list ]; then exit 0; fi
dump={DUMP}/forum.dump
list=/tmp/restore.list
ask() {{ psql --no-psqlrc --no-password --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --command "$1"; }}
{patiently}patiently ask 'SELECT 1' > /dev/null

# While the forum is connected it may write data that the restore would then discard.
others="pg_stat_activity WHERE datname = current_database() AND usename = current_user
  AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
while :; do
  count=$(ask "SELECT count(*) FROM $others")
  if [ "$count" = 0 ]; then break; fi
  echo "waiting: $count connections of the forum are open. Scale down the forum as the README describes. They come from:"
  ask "SELECT DISTINCT client_addr FROM $others"
  sleep 5
done

pg_restore --list "$dump" | sed '/ EXTENSION - /d; / COMMENT - EXTENSION /d; / SCHEMA - public /d; / COMMENT - SCHEMA public /d' > "$list"
{{
  cat <<'SQL'
SET client_min_messages = warning;
BEGIN;
DO $$
DECLARE
  thing record;
BEGIN
  FOR thing IN
    SELECT format('%I.%I', nspname, relname) AS name,
      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
        WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND pg_get_userbyid(relowner) = current_user
      AND nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
      -- Keep what belongs to an extension; what belongs to a table is dropped with it.
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
        AND deptype IN ('e', 'a', 'i'))
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE', thing.kind, thing.name);
  END LOOP;
END
$$;
SQL
  pg_restore --list "$dump" | sed -n 's/^[0-9]*; [0-9]* [0-9]* EXTENSION - \([^ ]*\).*/CREATE EXTENSION IF NOT EXISTS "\1";/p'
  if pg_restore --use-list "$list" --clean --if-exists --no-owner --no-privileges --file - "$dump"; then
    printf 'COMMIT;\nSET client_min_messages = error;\nANALYZE;\n'
  else
    # Ends a table that was cut off, then aborts: without COMMIT nothing changes.
    printf '\\.\n'
    echo "DO 'BEGIN RAISE EXCEPTION ''the dump is incomplete: nothing has changed''; END';"
  fi
}} | psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --output /dev/null
echo 'the database is restored'
"#,
        patiently = patiently()
    )
}
