//! verify.sh: asks the running forum whether it is one.

use super::shell::quote;
use crate::kube::{Manifest, ObjectSet};
use crate::plan::Plan;
use crate::stack::redis::options::Mode as RedisMode;
use crate::stack::site::options::Tls;
use crate::stack::{backup, celery, jobs, monitoring, nginx, pgbouncer, redis, site, wiring};
use crate::stack::{postgres, postgres::options::Mode as PostgresMode};
use crate::words::Choices;

/// The script. It changes nothing but one cache entry that a task writes: port-forward goes through the kubelet into the pod, so the network
/// policies need no exception for it.
pub(super) fn script(plan: &Plan, objects: &ObjectSet) -> String {
    let job = objects.of(jobs::PART.key).find(|object| object.kind() == "Job").map_or("", Manifest::name);
    let mut workloads = Vec::new();
    if plan.postgres.mode == PostgresMode::InCluster {
        workloads.push(format!("statefulset/{}", postgres::NODE));
    }
    if plan.pgbouncer.enabled {
        workloads.push(format!("deployment/{}", pgbouncer::service(plan)));
    }
    workloads.push(format!("statefulset/{}", redis::NODE));
    let tiers = wiring::tiers(plan);
    workloads.extend(tiers.iter().map(|tier| format!("deployment/{}", tier.component)));
    if plan.celery.replicas > 0 {
        workloads.push(format!("deployment/{}", celery::NODE));
    }
    workloads.push(format!("deployment/{}", nginx::NODE));
    if monitoring::on(plan) {
        workloads.push(format!("deployment/{}", monitoring::CELERY));
    }
    let forum = tiers.last().map_or("", |tier| tier.component);
    let cluster = if plan.postgres.mode == PostgresMode::CloudNativePg {
        format!(
            "say 'PostgreSQL'\n\
             if k wait --for=condition=Ready --timeout=300s cluster.postgresql.cnpg.io/{node} >/dev/null; then\n  \
             ok \"every instance is there, $(k get pod --selector {primary} --output name) takes writes\"\n\
             else\n  fail 'the cluster is not healthy: kubectl --namespace {namespace} describe cluster.postgresql.cnpg.io {node}'\nfi\n\n",
            node = postgres::CLUSTER,
            primary = postgres::PRIMARY_POD,
            namespace = plan.site.namespace,
        )
    } else {
        String::new()
    };
    let task = if plan.celery.replicas > 0 {
        format!(
            "say 'A task through Redis and Celery'\n\
             if k exec deployment/{forum} -c gunicorn -- python -m forum.ping; then ok 'a worker ran it'; else fail 'no worker answered'; fi\n"
        )
    } else {
        String::new()
    };
    let backup = last_backup(plan);
    let outside = outside(plan);
    format!(
        r#"#!/usr/bin/env bash
# Asks the running forum whether it works. Needs kubectl with access to the cluster, and curl.
# It changes nothing but one short-lived cache entry. Ends with 0 when everything answered.
set -euo pipefail

namespace={namespace}
host={host}
scheme={scheme}
job={job}

failures=0
say() {{ printf '\n%s\n' "$*"; }}
ok() {{ printf '  ok    %s\n' "$*"; }}
note() {{ printf '  note  %s\n' "$*"; }}
fail() {{ printf '  FAIL  %s\n' "$*"; failures=$((failures + 1)); }}
k() {{ kubectl --namespace "$namespace" "$@"; }}

for tool in kubectl curl; do
  command -v "$tool" >/dev/null || {{ echo "verify.sh needs $tool"; exit 2; }}
done

# Pods that keep failing, in init containers too: a rollout would wait its whole time for them. Pods of
# an earlier bootstrap Job do not count: applying a bundle does not take them away.
failing() {{
  k get pods --selector 'app.kubernetes.io/component notin ({bootstrap})' --output go-template="$states" |
    grep -E 'CrashLoopBackOff|ErrImagePull|ImagePullBackOff|CreateContainer(Config)?Error|RunContainerError|InvalidImageName' || true
}}
states='{{{{range .items}}}}{{{{$pod := .metadata.name}}}}{{{{range .status.initContainerStatuses}}}}{{{{if .state.waiting}}}}{{{{$pod}}}}/{{{{.name}}}} {{{{.state.waiting.reason}}}}{{{{"\n"}}}}{{{{end}}}}{{{{end}}}}{{{{range .status.containerStatuses}}}}{{{{if .state.waiting}}}}{{{{$pod}}}}/{{{{.name}}}} {{{{.state.waiting.reason}}}}{{{{"\n"}}}}{{{{end}}}}{{{{end}}}}{{{{end}}}}'
restarted='{{{{range .items}}}}{{{{$pod := .metadata.name}}}}{{{{range .status.initContainerStatuses}}}}{{{{if .restartCount}}}}{{{{$pod}}}} {{{{.name}}}} (init) {{{{.restartCount}}}}{{{{"\n"}}}}{{{{end}}}}{{{{end}}}}{{{{range .status.containerStatuses}}}}{{{{if .restartCount}}}}{{{{$pod}}}} {{{{.name}}}} {{{{.restartCount}}}}{{{{"\n"}}}}{{{{end}}}}{{{{end}}}}{{{{end}}}}'

k get namespace "$namespace" >/dev/null || {{ echo "the namespace $namespace cannot be read"; exit 1; }}

{cluster}say 'The bootstrap'
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
for workload in {workloads}; do
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
kubectl --namespace "$namespace" port-forward service/{nginx} :{nginx_port} >"$log" 2>&1 &
forward=$!
trap 'kill "$forward" 2>/dev/null || true; rm -f "$log"' EXIT
port=
for _ in $(seq 1 50); do
  port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$log" | head -n 1)
  [ -n "$port" ] && break
  sleep 0.2
done
get() {{
  curl --silent --show-error --max-time 20 --header "Host: $host" --header "X-Forwarded-Proto: $scheme" "$@"
}}
check() {{
  status=$(get --output /dev/null --write-out '%{{http_code}}' "http://127.0.0.1:$port$2" || true)
  if [ "$status" = 200 ]; then ok "$1: $2"; else fail "$1: $2 answered ${{status:-nothing}}"; fi
}}
if [ -z "$port" ]; then
  fail 'nginx cannot be reached through kubectl port-forward'
else
  check 'pages tier' /
  check '{api_title}' /api/ranks/
  static=$(get "http://127.0.0.1:$port/" | grep -o '/static/[^"]*\.css' | head -n 1 || true)
  if [ -n "$static" ]; then check 'static file' "$static"; else fail 'the page names no style sheet'; fi
fi

{redis}
{task}
{outside}{backup}if [ "$failures" -gt 0 ]; then
  printf '\n%s checks failed.\n' "$failures"
  exit 1
fi
printf '\nThe forum works.\n'
"#,
        namespace = quote(plan.site.namespace.as_str()),
        host = quote(plan.site.host.as_str()),
        scheme = quote(site::scheme(plan)),
        bootstrap = jobs::BOOTSTRAP,
        job = quote(job),
        workloads = workloads.join(" "),
        nginx = nginx::SERVICE,
        nginx_port = nginx::SERVICE_PORT,
        api_title = if plan.web.split { "api tier" } else { "api" },
        redis = redis_check(plan),
    )
}

/// Who is the master, whether all replicas follow it, and whether the Sentinels could replace it.
fn redis_check(plan: &Plan) -> String {
    let (node, replicas) = (redis::NODE, plan.redis.pods() - 1);
    let find = match plan.redis.mode {
        RedisMode::Single | RedisMode::Replicated => format!("master={node}-0\n"),
        RedisMode::Sentinel => format!(
            r#"sentinel() {{
  k exec {node}-0 -c sentinel -- sh -c "REDISCLI_AUTH=\$REDIS_SENTINEL_PASSWORD redis-cli -p {port} sentinel $1 {name}" | tr -d '\r' || true
}}
quorum=$(sentinel ckquorum)
if grep -q '^OK' <<<"$quorum"; then ok "Sentinels: $quorum"; else fail "Sentinels: ${{quorum:-no answer}}"; fi
master=$(sentinel get-master-addr-by-name | head -n 1 | cut -d . -f 1)
master=${{master:-{node}-0}}
"#,
            port = redis::SENTINEL_PORT,
            name = redis::MASTER,
        ),
    };
    format!(
        r#"say 'Redis'
{find}replication=$(k exec "$master" -c redis -- sh -c 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli info replication' | tr -d '\r' || true)
if grep -q '^role:master$' <<<"$replication"; then ok "$master is the master"; else fail "$master is not the master"; fi
if grep -q '^connected_slaves:{replicas}$' <<<"$replication"; then
  ok '{replicas} replicas follow it'
else
  fail "wanted {replicas} replicas, $(grep '^connected_slaves:' <<<"$replication" || echo 'no answer')"
fi
"#
    )
}

/// A note and no failure: a forum without a copy of last night works. Times in this form sort as text;
/// GNU's date and BSD's reckon differently.
/// What lies before nginx: the certificate, and the forum's own address as a visitor asks for it.
fn outside(plan: &Plan) -> String {
    let secret = quote(plan.site.tls_secret.as_str());
    let missing = match plan.site.tls {
        Tls::None => None,
        // An issuer may take minutes.
        Tls::CertManager => Some(format!(
            "note 'no certificate yet: kubectl --namespace '\"$namespace\"' describe certificate {secret}'"
        )),
        Tls::Secret => Some(format!("fail 'there is no Secret {secret} with the certificate'")),
    };
    let issuer = site::acme_server(plan).map_or_else(String::new, |_| {
        let name = plan.site.issued_by.key();
        format!(
            r#"ready=$(k get issuer.cert-manager.io {name} --output jsonpath='{{.status.conditions[?(@.type=="Ready")].status}}' || true)
if [ "$ready" = True ]; then
  ok 'the issuer {name} has its account'
else
  fail "the issuer is not ready, so no certificate comes: kubectl --namespace $namespace describe issuer.cert-manager.io {name}"
fi
"#
        )
    });
    let certificate = missing.map_or(String::new(), |missing| {
        format!("if k get secret {secret} >/dev/null 2>&1; then ok 'the certificate is there'; else {missing}; fi\n")
    });
    format!(
        r#"say 'From outside'
{issuer}{certificate}status=$(curl --silent --insecure --max-time 20 --output /dev/null --write-out '%{{http_code}}' "$scheme://$host/" || true)
case $status in
  200) ok "$scheme://$host/" ;;
  000) note "$scheme://$host/ cannot be reached from here: its name may not lead to the cluster yet" ;;
  *) fail "$scheme://$host/ answered $status: the ingress controller does not pass it on" ;;
esac

"#
    )
}

fn last_backup(plan: &Plan) -> String {
    if !backup::is_on(plan) {
        return String::new();
    }
    format!(
        r#"say 'The last backup'
yesterday=$(date -u -d '25 hours ago' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v-25H +%Y-%m-%dT%H:%M:%SZ || true)
last=$(k get cronjob {node} --output jsonpath='{{.status.lastSuccessfulTime}}' || true)
if [ -z "$last" ]; then
  note 'none has succeeded yet: the README tells how to make one now'
elif [[ "$last" < "$yesterday" ]]; then
  {late} "$last: more than a day ago"
else
  ok "$last"
fi

"#,
        node = backup::NODE,
        // Where a copy is due every day, an older one means that nights have failed.
        late = if daily(plan) { "fail" } else { "note" },
    )
}

/// Whether a copy is due on every day of every month.
fn daily(plan: &Plan) -> bool {
    plan.backup.schedule.as_str().split_whitespace().skip(2).all(|field| field == "*")
}
