#!/usr/bin/env bash
# Stands for the programs that the script calls: a cluster in which all is well, but for what the state of a test
# says. Time is a file, which only the stand-in for sleep moves. Functions, because a program for each of the
# thousands of calls would take most of the tests' time.

# The answers come from a subshell without `set -e`: the script's options and variables do not reach a real kubectl.
kubectl() {
  [ "$1" = --namespace ] && shift 2
  case $1 in
    port-forward)
      # In the background, and so in a process of its own, which the script ends.
      echo 'Forwarding from 127.0.0.1:40000 -> 8080'
      exec /bin/sleep 30
      ;;
  esac
  (
    set +euo pipefail
    read -r at <"$CLUSTER/clock"
    answer() { return 1; }
    code=0
    # shellcheck source=/dev/null
    . "$CLUSTER/state"
    answer "$@" && exit "$code"
    case "$*" in
      'config current-context') echo home ;;
      'rollout status '*) echo "$3 successfully rolled out" ;;
      'get job/'*) echo 'SuccessCriteriaMet Complete <no value>' ;;
      'get issuer.'*) printf True ;;
      'get cluster.'*) echo 'Ready Cluster in healthy state' ;;
      *'redis-cli info replication') printf 'role:master\nconnected_slaves:0\n' ;;
      *'python -m forum.mail') echo 'smtp.example.org:587 answers, and takes the login' ;;
      'get cronjob '*) /bin/date -u +%Y-%m-%dT%H:%M:%SZ ;;
    esac
    exit 0
  )
}

sleep() {
  local now
  read -r now <"$CLUSTER/clock"
  echo $((now + ${1%.*})) >"$CLUSTER/clock"
}

date() {
  local now
  case $1 in
    +%s)
      read -r now <"$CLUSTER/clock"
      echo "$now"
      ;;
    *) /bin/date "$@" ;;
  esac
}

curl() {
  case "$*" in
    *--write-out*) printf 200 ;;
    *) echo '<link href="/static/a.css">' ;;
  esac
}
