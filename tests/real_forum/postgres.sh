#!/bin/sh
# Does what the official image's entry point does: it initialises an empty volume, runs the init scripts while no client
# can connect from outside, and then becomes the server. Its arguments are the server's.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  printf '%s' "$POSTGRES_PASSWORD" > /tmp/password
  # shellcheck disable=SC2086  # these are several words
  initdb --username=postgres --pwfile=/tmp/password $POSTGRES_INITDB_ARGS
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"

  pg_ctl --pgdata "$PGDATA" --wait start --options "-c listen_addresses='' $*"
  for script in /docker-entrypoint-initdb.d/*.sh; do
    echo "running $script"
    PGHOST=/var/run/postgresql sh "$script"
  done
  pg_ctl --pgdata "$PGDATA" --wait --mode fast stop
fi

exec postgres "$@"
