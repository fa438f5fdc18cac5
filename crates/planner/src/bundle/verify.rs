//! verify.sh: asks the running forum whether it is one.

use crate::kube::{Manifest, ObjectSet};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::postgres::options::Mode;
use crate::stack::redis::options::Mode as RedisMode;
use crate::stack::site::options::Tls;
use crate::stack::{backup, gitops, jobs, nginx, redis, site, storage, wiring};
use crate::values::Choices;

/// How a check reports, and whether the namespace can be looked into.
const REPORT: &str = include_str!("verify/report.sh");
/// Waits for what the bundle starts, and says why something does not get ready.
const ROLLOUTS: &str = include_str!("verify/rollouts.sh");
const PAGES: &str = include_str!("verify/pages.sh");
const MEDIA: &str = include_str!("verify/media.sh");
const MAIL: &str = include_str!("verify/mail.sh");

/// How many seconds an object may be missing: an apply makes all of them at once, Argo CD and Flux look
/// at the repository every few minutes.
const ABSENT: (u32, u32) = (30, 600);

/// The script. It changes nothing but one cache entry that a task writes, and a file that it removes at once:
/// port-forward and exec go through the kubelet into the pod, so the network policies need no exception for them.
///
/// What differs between plans stands at its top as variables; the rest is the same in every bundle, in files
/// of its own that shellcheck reads.
pub(super) fn script(plan: &Plan, objects: &ObjectSet) -> String {
    let job = objects.of(jobs::PART.key).find(|object| object.kind() == "Job").map_or("", Manifest::name);
    let mut workloads: Vec<String> = objects.iter().filter_map(|(_, object)| awaited(object)).collect();
    // The servers first, then those that ask them.
    workloads.reverse();
    let tiers = wiring::tiers(plan);
    let tier = |tier: Option<&wiring::TierOf<'_>>| tier.map_or("", |tier| tier.component);
    let absent = if gitops::file(plan).is_none() { ABSENT.0 } else { ABSENT.1 };
    let mut script = format!(
        "#!/usr/bin/env bash\n\
         # Asks the running forum whether it works. Needs kubectl with access to the cluster, and curl.\n\
         # It changes nothing but one short-lived cache entry, and writes one file that it removes at once.\n\
         # Ends with 0 when everything answered that the forum cannot do without.\n\
         set -euo pipefail\n\
         export LC_ALL=C\n\n\
         namespace={namespace}\n\
         host={host}\n\
         scheme={scheme}\n\
         job={job}\n\
         absent={absent}\n\
         api={api}\n\
         api_title={api_title}\n\
         nginx={nginx}\n\
         nginx_port={nginx_port}\n\
         media={media}\n\n\
         {REPORT}\n{ROLLOUTS}\n\
         say 'The bootstrap and the rollouts'\n\
         wait_for {workloads}\n\
         if [ \"$failures\" -gt 0 ]; then\n  \
         stop $'\\n'\"Mend this first: nothing else was asked. The README has more, under When something is wrong.\"\nfi\n\n\
         {RESTARTS}\n{PAGES}\n{MEDIA}\n{redis}\n",
        namespace = quote(plan.site.namespace.as_str()),
        host = quote(plan.site.host.as_str()),
        scheme = quote(site::scheme(plan)),
        job = quote(job),
        api = tier(tiers.first()),
        api_title = if plan.web.split { "'api tier'" } else { "api" },
        nginx = nginx::SERVICE,
        nginx_port = nginx::SERVICE_PORT,
        media = quote(storage::PATH),
        workloads = workloads.join(" "),
        redis = redis_check(plan),
    );
    if plan.postgres.mode == Mode::External {
        script.push_str(DATABASE);
    }
    if plan.celery.replicas > 0 {
        script.push_str(&format!(
            "say 'A task through Redis and Celery'\n\
             if k exec deployment/{} -c gunicorn -- python -m forum.ping; then ok 'a worker ran it'; else fail 'no worker answered'; fi\n\n",
            tier(tiers.last())
        ));
    }
    if plan.site.mail {
        script.push_str(MAIL);
        script.push('\n');
    }
    script.push_str(&outside(plan));
    script.push_str(&last_backup(plan));
    script.push_str(END);
    script
}

/// What `kubectl` calls an object whose pods have to be ready before the forum works; nothing for other kinds.
fn awaited(object: &Manifest) -> Option<String> {
    let kind = match object.kind() {
        "Deployment" => "deployment",
        "StatefulSet" => "statefulset",
        "Job" => "job",
        "Cluster" => "cluster.postgresql.cnpg.io",
        // CloudNativePG makes a Deployment of this name.
        "Pooler" => "deployment",
        _ => return None,
    };
    Some(format!("{kind}/{}", quote(object.name())))
}

const RESTARTS: &str = r#"say 'Restarts so far'
restarted='{{range .items}}{{$pod := .metadata.name}}{{range .status.initContainerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} (init) {{.restartCount}}{{"\n"}}{{end}}{{end}}{{range .status.containerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} {{.restartCount}}{{"\n"}}{{end}}{{end}}{{end}}'
restarts=$(k get pods --output go-template="$restarted" || echo 'the pods cannot be read')
if [ -z "$restarts" ]; then ok 'none'; else while IFS= read -r line; do note "$line"; done <<<"$restarts"; fi
"#;

/// A server outside has no pod that could be waited for. The program that pods wait with says what it waits for.
const DATABASE: &str = r#"say 'The database server'
if answer=$(k exec "deployment/$api" -c gunicorn -- timeout 15 python -m forum.wait 2>&1); then
  ok 'it answers, and has all migrations'
else
  fail "$(grep -v '^command terminated' <<<"$answer" | tail -n 1)"
fi

"#;

const END: &str = r#"if [ "$failures" -gt 0 ]; then
  printf '\nChecks that failed: %s.\n' "$failures"
  exit 1
fi
if [ "$warnings" -gt 0 ]; then
  printf '\nThe forum works, but not all of it: see WARN above.\n'
else
  printf '\nThe forum works.\n'
fi
"#;

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

/// A note and no failure: a forum without a copy of last night works. Times in this form sort as text;
/// GNU's date and BSD's reckon differently.
fn last_backup(plan: &Plan) -> String {
    if !plan.backup.is_on() {
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
