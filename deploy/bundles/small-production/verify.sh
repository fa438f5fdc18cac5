#!/usr/bin/env bash
# Asks the running forum whether it works. Needs kubectl with access to the cluster, and curl.
# It changes nothing but one short-lived cache entry. Ends with 0 when everything answered.
set -euo pipefail

namespace=forum
host=forum.example.org
scheme=https
job=bootstrap-0629730f1b

failures=0
say() { printf '\n%s\n' "$*"; }
ok() { printf '  ok    %s\n' "$*"; }
note() { printf '  note  %s\n' "$*"; }
fail() { printf '  FAIL  %s\n' "$*"; failures=$((failures + 1)); }
k() { kubectl --namespace "$namespace" "$@"; }

for tool in kubectl curl; do
  command -v "$tool" >/dev/null || { echo "verify.sh needs $tool"; exit 2; }
done

# Pods that keep failing, in init containers too: a rollout would wait its whole time for them. Pods of
# an earlier bootstrap Job do not count: applying a bundle does not take them away.
failing() {
  k get pods --selector 'app.kubernetes.io/component notin (bootstrap)' --output go-template="$states" |
    grep -E 'CrashLoopBackOff|ErrImagePull|ImagePullBackOff|CreateContainer(Config)?Error|RunContainerError|InvalidImageName' || true
}
states='{{range .items}}{{$pod := .metadata.name}}{{range .status.initContainerStatuses}}{{if .state.waiting}}{{$pod}}/{{.name}} {{.state.waiting.reason}}{{"\n"}}{{end}}{{end}}{{range .status.containerStatuses}}{{if .state.waiting}}{{$pod}}/{{.name}} {{.state.waiting.reason}}{{"\n"}}{{end}}{{end}}{{end}}'
restarted='{{range .items}}{{$pod := .metadata.name}}{{range .status.initContainerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} (init) {{.restartCount}}{{"\n"}}{{end}}{{end}}{{range .status.containerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} {{.restartCount}}{{"\n"}}{{end}}{{end}}{{end}}'

k get namespace "$namespace" >/dev/null || { echo "the namespace $namespace cannot be read"; exit 1; }

say 'The bootstrap'
if ! k get jobs >/dev/null; then
  fail 'the Jobs cannot be read'
elif ! k get job "$job" >/dev/null 2>&1; then
  note "$job is gone: it was not applied yet, or it ended more than a week ago"
elif k wait --for=condition=complete --timeout=600s job "$job" >/dev/null; then
  ok 'the database is migrated'
else
  fail "$job is not complete: kubectl --namespace $namespace logs --tail=-1 job/$job"
fi

say 'Rollouts'
for workload in statefulset/postgres statefulset/redis deployment/misago-api deployment/misago-pages deployment/celery deployment/nginx; do
  done=no
  for _ in $(seq 1 30); do
    if k rollout status "$workload" --timeout=10s >/dev/null 2>&1; then done=yes; break; fi
    stuck=$(failing)
    if [ -n "$stuck" ]; then break; fi
    sleep 5
  done
  if [ "$done" = yes ]; then ok "$workload"; else fail "$workload is not ready"; fi
done
stuck=$(failing)
if [ -n "$stuck" ]; then fail "these containers keep failing: $stuck"; fi

say 'Restarts so far'
restarts=$(k get pods --output go-template="$restarted" || echo 'the pods cannot be read')
if [ -z "$restarts" ]; then ok 'none'; else while IFS= read -r line; do note "$line"; done <<<"$restarts"; fi

say 'Pages'
log=$(mktemp)
# Not through k: the shell would note its own process and not kubectl's, and leave that one running.
kubectl --namespace "$namespace" port-forward service/nginx :80 >"$log" 2>&1 &
forward=$!
trap 'kill "$forward" 2>/dev/null || true; rm -f "$log"' EXIT
port=
for _ in $(seq 1 50); do
  port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$log" | head -n 1)
  [ -n "$port" ] && break
  sleep 0.2
done
get() {
  curl --silent --show-error --max-time 20 --header "Host: $host" --header "X-Forwarded-Proto: $scheme" "$@"
}
check() {
  status=$(get --output /dev/null --write-out '%{http_code}' "http://127.0.0.1:$port$2" || true)
  if [ "$status" = 200 ]; then ok "$1: $2"; else fail "$1: $2 answered ${status:-nothing}"; fi
}
if [ -z "$port" ]; then
  fail 'nginx cannot be reached through kubectl port-forward'
else
  check 'pages tier' /
  check 'api tier' /api/ranks/
  static=$(get "http://127.0.0.1:$port/" | grep -o '/static/[^"]*\.css' | head -n 1 || true)
  if [ -n "$static" ]; then check 'static file' "$static"; else fail 'the page names no style sheet'; fi
fi

say 'Redis'
master=redis-0
replication=$(k exec "$master" -c redis -- sh -c 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli info replication' | tr -d '\r' || true)
if grep -q '^role:master$' <<<"$replication"; then ok "$master is the master"; else fail "$master is not the master"; fi
if grep -q '^connected_slaves:0$' <<<"$replication"; then
  ok '0 replicas follow it'
else
  fail "wanted 0 replicas, $(grep '^connected_slaves:' <<<"$replication" || echo 'no answer')"
fi

say 'A task through Redis and Celery'
if k exec deployment/misago-pages -c gunicorn -- python -m forum.ping; then ok 'a worker ran it'; else fail 'no worker answered'; fi

say 'From outside'
if k get secret forum-tls >/dev/null 2>&1; then ok 'the certificate is there'; else note 'no certificate yet: kubectl --namespace '"$namespace"' describe certificate forum-tls'; fi
status=$(curl --silent --insecure --max-time 20 --output /dev/null --write-out '%{http_code}' "$scheme://$host/" || true)
case $status in
  200) ok "$scheme://$host/" ;;
  000) note "$scheme://$host/ cannot be reached from here: its name may not lead to the cluster yet" ;;
  *) fail "$scheme://$host/ answered $status: the ingress controller does not pass it on" ;;
esac

say 'The last backup'
yesterday=$(date -u -d '25 hours ago' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v-25H +%Y-%m-%dT%H:%M:%SZ || true)
last=$(k get cronjob backup --output jsonpath='{.status.lastSuccessfulTime}' || true)
if [ -z "$last" ]; then
  note 'none has succeeded yet: the README tells how to make one now'
elif [[ "$last" < "$yesterday" ]]; then
  fail "$last: more than a day ago"
else
  ok "$last"
fi

if [ "$failures" -gt 0 ]; then
  printf '\n%s checks failed.\n' "$failures"
  exit 1
fi
printf '\nThe forum works.\n'
