#!/usr/bin/env bash
# Checks whether the running forum works. Needs curl, and kubectl with access to the cluster.
# It writes one short-lived cache entry and one file that it removes at once, and changes nothing else.
# Exits with 0 if everything the forum cannot work without has answered.
set -euo pipefail
export LC_ALL=C

namespace=forum
host=forum.localhost
scheme=http
job=bootstrap-d596118b28
absent=30
api=misago-pages
api_title=api
nginx=nginx
nginx_port=80
media=/srv/media

failures=0
warnings=0
say() { printf '\n%s\n' "$*"; }
ok() { printf '  ok    %s\n' "$*"; }
note() { printf '  note  %s\n' "$*"; }
warn() { printf '  WARN  %s\n' "$*"; warnings=$((warnings + 1)); }
fail() { printf '  FAIL  %s\n' "$*"; failures=$((failures + 1)); }
stop() { printf '%s\n' "$*"; exit 1; }
k() { kubectl --namespace "$namespace" "$@"; }

for tool in kubectl curl; do
  command -v "$tool" >/dev/null || { echo "verify.sh needs $tool"; exit 2; }
done

# Access to the namespace is enough; reading the Namespace object itself needs more rights and is not needed.
context=$(kubectl config current-context 2>/dev/null || echo none)
if ! answer=$(k get pods --output name --request-timeout=10s 2>&1 >/dev/null); then
  stop "kubectl (context $context) cannot look into the namespace $namespace: $(tail -n 1 <<<"$answer")"
fi
if ! answer=$(kubectl get namespace "$namespace" --request-timeout=10s 2>&1 >/dev/null); then
  case $answer in
    *NotFound* | *'not found'*)
      stop "kubectl (context $context) finds no namespace $namespace. Apply the bundle first, or choose another context: kubectl config get-contexts"
      ;;
  esac
fi

scratch=$(mktemp -d)
forward=
finish() {
  [ -z "$forward" ] || kill "$forward" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

# A line for each container: owner of the pod, pod, init or main, container, ready, started, restarts, state,
# reason, exit code. A pod without a node has one line, with the reason.
pods='{{range .items}}{{if not .metadata.deletionTimestamp}}{{$pod := .metadata.name}}{{$owner := "-/-"}}{{range .metadata.ownerReferences}}{{$owner = printf "%s/%s" .kind .name}}{{end}}{{range .status.conditions}}{{if and (eq .type "PodScheduled") (eq .status "False")}}{{$owner}}|{{$pod}}|main|-|false|false|0|unscheduled|{{.message}}|{{"\n"}}{{end}}{{end}}{{range .status.initContainerStatuses}}{{$owner}}|{{$pod}}|init|{{.name}}|{{.ready}}|{{.started}}|{{.restartCount}}|{{range $state, $about := .state}}{{$state}}|{{$about.reason}}|{{$about.exitCode}}{{end}}{{"\n"}}{{end}}{{range .status.containerStatuses}}{{$owner}}|{{$pod}}|main|{{.name}}|{{.ready}}|{{.started}}|{{.restartCount}}|{{range $state, $about := .state}}{{$state}}|{{$about.reason}}|{{$about.exitCode}}{{end}}{{"\n"}}{{end}}{{end}}{{end}}'
# Pods that the API server did not take: by quota, by Pod Security, by a webhook.
refusals='{{range .items}}{{.involvedObject.kind}}/{{.involvedObject.name}}|-|main|-|false|false|0|refused|{{.message}}|{{"\n"}}{{end}}'
conditions='{{range .status.conditions}}{{if eq .status "True"}}{{.type}} {{end}}{{end}}{{.status.phase}}'
claims='{{range .spec.volumes}}{{with .persistentVolumeClaim}}{{.claimName}}{{"\n"}}{{end}}{{end}}'
messages='{{range .items}}{{.message}}{{"\n"}}{{end}}'

# What keeps the pods of the pending workloads from being ready: workload, what kind of trouble, pod, container,
# and a sentence. Pods of other Jobs, of an earlier bootstrap for example, do not count.
troubles='
function of(owner, part, name) {
  split(owner, part, "/")
  if (part[1] == "ReplicaSet") { sub(/-[^-]*$/, "", part[2]); return "deployment/" part[2] }
  if (part[1] == "StatefulSet") return "statefulset/" part[2]
  if (part[1] == "Cluster") return "cluster.postgresql.cnpg.io/" part[2]
  if (part[1] != "Job") return ""
  if (("job/" part[2]) in known) return "job/" part[2]
  # The operator makes the first pods of a server by Jobs of its own.
  for (name in known) if (name ~ /^cluster/ && index(part[2], substr(name, index(name, "/") + 1) "-") == 1) return name
  return ""
}
function trouble(kind, words) {
  has[workload] = 1
  print workload "|" kind "|" $2 "|" $4 "|" ($2 == "-" ? "" : $2 " ") ($4 == "-" ? "" : $4 " ") words
}
BEGIN { FS = "|"; count = split(pending, list, " "); for (i = 1; i <= count; i++) known[list[i]] = 1 }
{ workload = of($1) }
!(workload in known) || $5 == "true" { next }
$8 == "refused" { if (!(workload in has)) trouble("refused", "its pods are refused: " $9); next }
$8 == "unscheduled" { trouble("unscheduled", "has no node: " $9); next }
$3 == "init" { initializing[$2] = 1 }
$8 == "terminated" && $10 != "0" { trouble("crash", "has ended with code " $10 " (" $9 ")"); next }
$8 == "waiting" && $9 == "CrashLoopBackOff" { trouble("crash", "keeps ending, " $7 " restarts so far"); next }
$8 == "waiting" && $9 ~ /Err|BackOff|Invalid|Unavailable/ { trouble("image", "cannot start: " $9); next }
$8 == "waiting" && $3 == "main" && $2 in initializing { next }
$8 == "waiting" { trouble("creating", "is being made (" $9 ")"); next }
$8 == "running" && $7 > 2 { trouble("crash", "keeps ending, " $7 " restarts so far"); next }
$8 == "running" && $3 == "init" { trouble("init", "(init) is still at work"); next }
$8 == "running" && $6 == "true" { trouble("unready", "runs, but is not ready"); next }
$8 == "running" { trouble("starting", "runs, and its startup probe has not passed yet"); next }
'
# How far each container has come. A restart is not progress.
ranks='
BEGIN { FS = "|" }
{
  rank = $8 == "waiting" ? 1 : $8 == "running" ? 2 : 0
  if ($8 == "running" && $6 == "true") rank = 3
  if ($5 == "true" || $10 == "0") rank = 4
  for (i = 1; i <= rank; i++) print $2 "/" $4, i
}
'

# How many seconds without any progress one waits for it. What is broken does not mend itself; images, volumes and
# migrations may take minutes, and a startup probe has up to five.
patience() {
  case $1 in
    unanswered | failed) echo 30 ;;
    crash | image | refused) echo 45 ;;
    unready) echo 55 ;;
    unscheduled) echo 150 ;;
    absent) echo "$absent" ;;
    starting) echo 330 ;;
    creating | init | running) echo 600 ;;
    *) echo 120 ;;
  esac
}

# Whether a workload is done; if not, what kind of waiting it is, and what for.
look() {
  local answer
  kind='' words=''
  case $1 in
    job/* | cluster.*) answer=$(k get "$1" --output go-template="$conditions" 2>&1) || kind=unanswered ;;
    *) answer=$(k rollout status "$1" --watch=false 2>&1) || kind=unanswered ;;
  esac
  case $kind/$1/$answer in
    unanswered/*/*NotFound* | unanswered/*/*'not found'*) kind=absent words='it is not there' ;;
    unanswered/*'progress deadline'*) kind=waiting words='its pods do not become ready' ;;
    unanswered/*) words=$(tail -n 1 <<<"$answer") ;;
    /job/*/*'Complete '* | /cluster.*/*'Ready '*) kind=ready ;;
    /job/*/*'Failed '*) kind=failed words='it has failed, and is not tried again' ;;
    /job/*) kind=running words='it has not ended yet' ;;
    /cluster.*) kind=running words=${answer//<no value>/it is being made} ;;
    *'successfully rolled out'* | *'roll out complete'* | *'update complete'*) kind=ready ;;
    *) kind=waiting words=$(tail -n 1 <<<"${answer##*: }") ;;
  esac
}

# The last lines of what a command says, set off.
quote() {
  { "$@" 2>/dev/null || true; } | tail -n 8 | cut -c 1-300 | sed 's/^/          | /'
}

warnings_of() {
  k get events --field-selector "involvedObject.name=$1,type=Warning" --sort-by=.lastTimestamp --output go-template="$messages" |
    tail -n 2
}

# Why a container is where it is: what its log or the events of its pod say.
explain() {
  local kind=$1 pod=$2 container=$3 words=$4 claim
  printf '  why   %s\n' "$words"
  case $kind in
    unscheduled)
      { k get pod "$pod" --output go-template="$claims" || true; } | while IFS= read -r claim; do
        if [ "$(k get pvc "$claim" --output go-template='{{.status.phase}}')" = Pending ]; then
          printf '          the claim %s is not bound:\n' "$claim"
          quote warnings_of "$claim"
        fi
      done
      ;;
    image | creating) quote warnings_of "$pod" ;;
    crash)
      printf '          kubectl --namespace %s logs %s --container %s --previous\n' "$namespace" "$pod" "$container"
      # Of a container that has not started again there is no earlier log.
      k logs "$pod" --container "$container" --tail=8 --previous >"$scratch/log" 2>/dev/null ||
        k logs "$pod" --container "$container" --tail=8 >"$scratch/log" 2>/dev/null || true
      quote cat "$scratch/log"
      ;;
    unready | starting | init)
      quote warnings_of "$pod"
      printf '          kubectl --namespace %s logs %s --container %s\n' "$namespace" "$pod" "$container"
      quote k logs "$pod" --container "$container" --tail=8
      ;;
  esac
}

# Waits for all of them at once, as long as something gets on.
wait_for() {
  local pending="$*" left workload kind words pod container at quiet own soonest start moved spoke told=' '
  start=$(date +%s) moved=$start spoke=$start
  : >"$scratch/seen"
  : >"$scratch/told"
  : >"$scratch/ends"
  while :; do
    left='' soonest=600
    : >"$scratch/now"
    : >"$scratch/waiting"
    for workload in $pending; do
      look "$workload"
      if [ "$kind" = ready ]; then
        ok "$workload"
        echo "$workload done" >>"$scratch/now"
      elif [ "$kind/$workload" = "absent/job/$job" ]; then
        note "$job is gone: it was not applied yet, or it ended more than a week ago"
      else
        left="$left $workload"
        echo "$workload|$kind|-|-|$words" >>"$scratch/waiting"
        [ "$kind" = unanswered ] || echo "$workload $words" >>"$scratch/now"
      fi
    done
    pending=$left
    [ -n "$pending" ] || return 0

    { k get pods --output go-template="$pods" || true; } >"$scratch/pods"
    { k get events --field-selector reason=FailedCreate --output go-template="$refusals" || true; } >"$scratch/refusals"
    cat "$scratch/pods" "$scratch/refusals" | awk -v pending="$pending" "$troubles" >"$scratch/troubles"
    awk "$ranks" "$scratch/pods" >>"$scratch/now"

    at=$(date +%s)
    if grep -qvxFf "$scratch/seen" "$scratch/now" || [ ! -s "$scratch/seen" ]; then moved=$at; fi
    cat "$scratch/now" >>"$scratch/seen"
    quiet=$((at - moved))

    while IFS='|' read -r workload kind pod container words; do
      if ! grep -qxF "$workload $words" "$scratch/told"; then
        echo "$workload $words" >>"$scratch/told"
        printf '  wait  %s: %s\n' "$workload" "$words"
        spoke=$at
      fi
    done <"$scratch/waiting"
    if [ $((at - spoke)) -ge 15 ]; then
      printf '  wait  %s s so far, nothing new for %s s:%s\n' $((at - start)) "$quiet" "$pending"
      spoke=$at
    fi
    while IFS='|' read -r workload kind pod container words; do
      if [ "$quiet" -ge 20 ] || [ "$kind" = image ] || [ "$kind" = crash ]; then
        case $told in
          *" $workload/$container/$kind "*) ;;
          *)
            told="$told$workload/$container/$kind "
            explain "$kind" "$pod" "$container" "$words"
            spoke=$at
            ;;
        esac
      fi
    done <"$scratch/troubles"

    # The cause nearest to its end decides; one workload may wait for another.
    cat "$scratch/troubles" >>"$scratch/waiting"
    while IFS='|' read -r workload kind pod container words; do
      own=$(patience "$kind")
      # Of a workload whose pods say why it waits, only that counts.
      if [ "$pod/$kind" = -/waiting ] && grep -qF "$workload|" "$scratch/troubles"; then own=601; fi
      if [ "$own" -lt "$soonest" ]; then soonest=$own; fi
      echo "$workload|$own|$words" >>"$scratch/ends"
    done <"$scratch/waiting"
    if [ "$quiet" -ge "$soonest" ]; then
      for workload in $pending; do
        IFS='|' read -r _ own words < <(grep -F "$workload|" "$scratch/ends" | sort -t '|' -k 2n | head -n 1)
        words="$workload is not ready: $words"
        if [ "$own" -le "$quiet" ]; then fail "$words"; else note "$words"; fi
      done
      return 0
    fi
    : >"$scratch/ends"
    sleep 5
  done
}

say 'The bootstrap and the rollouts'
wait_for statefulset/postgres statefulset/redis job/bootstrap-d596118b28 deployment/celery deployment/misago-pages deployment/nginx
if [ "$failures" -gt 0 ]; then
  stop $'\n'"Fix this first; nothing else was checked. See When something is wrong in the README."
fi

say 'Restarts so far'
restarted='{{range .items}}{{$pod := .metadata.name}}{{range .status.initContainerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} (init) {{.restartCount}}{{"\n"}}{{end}}{{end}}{{range .status.containerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} {{.restartCount}}{{"\n"}}{{end}}{{end}}{{end}}'
restarts=$(k get pods --output go-template="$restarted" || echo 'the pods cannot be read')
if [ -z "$restarts" ]; then ok 'none'; else while IFS= read -r line; do note "$line"; done <<<"$restarts"; fi

say 'Pages'
# Not through k: the shell would note its own process and not kubectl's, and leave that one running.
kubectl --namespace "$namespace" port-forward "service/$nginx" ":$nginx_port" >"$scratch/forward" 2>&1 &
forward=$!
port=
for _ in $(seq 1 50); do
  port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$scratch/forward" | head -n 1)
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
  check "$api_title" /api/ranks/
  static=$(get "http://127.0.0.1:$port/" | grep -o '/static/[^"]*\.css' | head -n 1 || true)
  if [ -n "$static" ]; then check 'static file' "$static"; else fail 'the page names no style sheet'; fi
fi

say 'Uploads'
# As an upload: a tier writes the file, nginx reads it under its own user.
file=.verify-$$
if ! answer=$(k exec "deployment/$api" -c gunicorn -- sh -c 'echo written >"$1" && cat "$1"' sh "$media/$file" 2>&1); then
  fail "no file can be written to the media volume: $(grep -v '^command terminated' <<<"$answer" | tail -n 1)"
  note 'on NFS that is root_squash: the README tells what to do, under When something is wrong'
elif ! answer=$(k exec deployment/nginx -c nginx -- cat "$media/$file" 2>&1); then
  fail "nginx cannot read what is uploaded: $(grep -v '^command terminated' <<<"$answer" | tail -n 1)"
else
  ok 'a file on the media volume can be written, and nginx reads it'
fi
k exec "deployment/$api" -c gunicorn -- rm -f "$media/$file" >/dev/null 2>&1 || true

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
status=$(curl --silent --insecure --max-time 20 --output /dev/null --write-out '%{http_code}' "$scheme://$host/" || true)
case $status in
  200) ok "$scheme://$host/" ;;
  000) note "$scheme://$host/ cannot be reached from here: its name may not point to the cluster yet" ;;
  *) fail "$scheme://$host/ answered $status: the ingress controller does not forward the request" ;;
esac

if [ "$failures" -gt 0 ]; then
  printf '\nChecks that failed: %s.\n' "$failures"
  exit 1
fi
if [ "$warnings" -gt 0 ]; then
  printf '\nThe forum works, but with problems: see WARN above.\n'
else
  printf '\nThe forum works.\n'
fi
