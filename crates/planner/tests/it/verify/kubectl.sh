#!/usr/bin/env bash
# Stands for kubectl: a cluster in which all is well, but for what the state of a test says. Time is a file, which
# only the stand-in for sleep moves.
[ "$1" = --namespace ] && shift 2
at=$(cat "$CLUSTER/clock")
answer() { return 1; }
# shellcheck source=/dev/null
. "$CLUSTER/state"
answer "$@" && exit "${code:-0}"
case "$*" in
  'config current-context') echo home ;;
  'rollout status '*) echo "$3 successfully rolled out" ;;
  'get job/'*) echo 'SuccessCriteriaMet Complete <no value>' ;;
  'get issuer.'*) printf True ;;
  'get cluster.'*) echo 'Ready Cluster in healthy state' ;;
  'port-forward '*)
    echo 'Forwarding from 127.0.0.1:40000 -> 8080'
    exec /bin/sleep 30
    ;;
  *'redis-cli info replication') printf 'role:master\nconnected_slaves:0\n' ;;
  *'python -m forum.mail') echo 'smtp.example.org:587 answers, and takes the login' ;;
  'get cronjob '*) date -u +%Y-%m-%dT%H:%M:%SZ ;;
esac
