//! Looking after a running forum: changes, backups, and what to do when something is wrong.

use crate::manual::{Chapter, Context};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::stack::redis::options::Mode as RedisMode;
use crate::stack::{self, Pause, image, jobs, pgbouncer, postgres, redis, secrets, site, storage};

pub(super) fn later(context: &Context<'_>) -> String {
    let plan = context.plan();
    let namespace = quote(plan.site.namespace.as_str());
    let pause = stack::pause(plan);
    let (password, sets) = match plan.postgres.mode {
        PostgresMode::InCluster => (
            format!(
                "the server read it only once, on an empty volume. Change it there first,\n  `kubectl --namespace \
                 {namespace} exec --stdin --tty statefulset/{} -- psql --username postgres` and\n  `ALTER ROLE \
                 \"{}\" PASSWORD '…';`, then in the plan",
                postgres::NODE,
                plan.postgres.user
            ),
            "PostgreSQL and Redis",
        ),
        PostgresMode::CloudNativePg => (
            "change it in the plan and apply: the operator sets it on the server, and the pods that use it are \
             replaced".to_owned(),
            "Redis",
        ),
        PostgresMode::External => ("change it on the server first, then in the plan".to_owned(), "Redis"),
    };
    format!(
        "## Change and upgrade

1. Load the **zip** in Forum Planner, change the plan, download it, and unpack it over this folder. {reload} Keep your `Kustomization` too, if you changed it. The planner takes the bundle you loaded as the running one, so
   the new README says under “Upgrade”, object by object, what applying will do.
2. For a new image: build it with a **new tag**, push it, and enter the tag in the plan. The bootstrap Job gets a new name, runs
   again and migrates the database; the other pods wait for it and are then replaced.
3. `kubectl diff -k .` shows what will change; {apply}. `./verify.sh` checks that everything works.

{rolls}
{pause}
Some things cannot be changed just by applying:

* the namespace, the name of the database and its role{version}: dump, reinstall, restore;
* PostgreSQL's password: {password};
* the size of volumes. If the storage class can grow them (local-path cannot), change the claim,
  `kubectl --namespace {namespace} edit pvc …`, then, for {sets}, delete the set without its pods and
  apply: `kubectl --namespace {namespace} delete statefulset … --cascade=orphan`;{grown}
* who can mount the media volume, and its class: copy the files out, delete the claim, apply, copy them back.

To run the bootstrap again, delete its Job{remake}: `kubectl --namespace {namespace} delete job --selector app.kubernetes.io/component={bootstrap}`
The same command deletes an earlier bundle's Job that never finished.

To delete everything, **including all posts and uploads**: {forget}{removal}
",
        version =
            if plan.postgres.mode == PostgresMode::External { "" } else { ", PostgreSQL's major version" },
        reload = stack::manual(Chapter::Reload, context).join(" "),
        rolls = stack::manual(Chapter::Rolling, context).join("\n"),
        apply = match &pause {
            None => format!("`kubectl apply -k .` applies it{}", again(plan)),
            Some(Pause { tool, .. }) =>
                format!("commit and push, and {tool} applies it{}", again(plan)),
        },
        pause = pause.as_ref().map_or_else(String::new, |Pause { tool, begin, end, .. }| format!(
            "\n{tool} recreates what you delete and reverts what you change by hand. Pause it before such work and \
             resume it afterwards:\n\n```sh\n{begin}\n{end}\n```\n"
        )),
        remake = pause
            .as_ref()
            .map_or_else(|| " and apply".to_owned(), |Pause { tool, .. }| format!(", and {tool} recreates it")),
        forget = pause.as_ref().map_or_else(String::new, |Pause { forget, .. }| format!("`{forget}` and ")),
        removal = stack::site::removal(plan),
        bootstrap = jobs::BOOTSTRAP,
        grown = if plan.postgres.mode == PostgresMode::CloudNativePg {
            "\n  PostgreSQL's volumes grow when you change the plan: the operator changes their claims;"
        } else {
            ""
        },
    )
}

/// What a changed secret needs besides.
fn again(plan: &Plan) -> String {
    secrets::manual_step(plan)
        .map_or_else(String::new, |(_, line)| format!("; for changed secrets also run `{line}`"))
}

/// What can be wrong only with these servers.
fn trouble_with_servers(plan: &Plan, k: &str) -> String {
    let mut rows = String::new();
    if plan.postgres.mode == PostgresMode::CloudNativePg {
        rows.push_str(&format!(
            "| no PostgreSQL pod starts | the operator is not installed, or may not create pods here | `{k} \
             describe cluster.postgresql.cnpg.io {node}` and `kubectl --namespace {operator} logs --selector \
             app.kubernetes.io/name=cloudnative-pg` |\n| a PostgreSQL pod starts but is not ready, and its log \
             mentions the Kubernetes API | the network plug-in does not treat the API server as an address \
             (Cilium, for example) | add a CiliumNetworkPolicy for the pods `{label}` with `toEntities: \
             [kube-apiserver]` to your `Kustomization` |\n",
            node = postgres::CLUSTER,
            operator = postgres::OPERATOR_NAMESPACE,
            label = postgres::GUESTS,
        ));
    }
    if plan.pgbouncer.enabled {
        rows.push_str(&format!(
            "| 500 after 20 seconds, `query_wait_timeout` in PgBouncer's log | all connections of its pools are \
             busy | `{k} logs deployment/{pooler}`; use a larger pool in the plan, and look for slow queries in \
             PostgreSQL's log |\n",
            pooler = pgbouncer::service(plan),
        ));
    }
    rows
}

/// An NFS server with root_squash ignores the group that the kubelet sets on a volume.
fn trouble_with_uploads(k: &str) -> String {
    format!(
        "| `Permission denied` under `{path}`, in the log of the bootstrap or from `verify.sh` | the volume does \
         not belong to user {user} or group {group}: NFS with `root_squash` ignores the pods' `fsGroup` | change \
         the owner of the exported folder on the NFS server: `chown {user}:{group}` and `chmod 2775`; then `{k} \
         rollout restart deployment` |\n",
        path = storage::PATH,
        user = image::USER,
        group = image::GROUP,
    )
}

/// Mails that a visitor waits for (registration, password) are sent by a tier, notifications by Celery. Errors are in the
/// log of the one that sends.
fn trouble_with_mail(plan: &Plan, k: &str) -> String {
    if !plan.site.mail {
        return String::new();
    }
    let mut rows = format!(
        "| registering or resetting a password answers 500 | the mail server cannot be reached or refuses the \
         forum. New accounts are created all the same and can log in | `{ask}` says why; the full error is in `{k} \
         logs deployment/{tier}` |\n",
        ask = site::ask_mail_server(plan),
        tier = site::sends_while_people_wait(plan),
    );
    if plan.celery.replicas > 0 {
        rows.push_str(&format!(
            "| notifications in the forum, but none by mail | the same problem in Celery; failed mails are not \
             sent later | `{}`, and `{k} logs deployment/celery` |\n",
            site::ask_mail_server(plan)
        ));
    }
    rows
}

pub(super) fn trouble(plan: &Plan) -> String {
    let k = format!("kubectl --namespace {}", quote(plan.site.namespace.as_str()));
    let redis = match plan.redis.mode {
        RedisMode::Single => "its pod restarts within seconds and keeps its data".to_owned(),
        RedisMode::Replicated => {
            "no replica is promoted: the first pod, the master, must come back; replicas reconnect by themselves"
                .to_owned()
        }
        RedisMode::Sentinel => format!(
            "the Sentinels choose a new master within 6 seconds, if {} of {} are up: `{k} exec {node}-0 -c sentinel -- sh -c \
             'REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD redis-cli -p {port} sentinel ckquorum {master}'`",
            plan.redis.quorum(),
            plan.redis.pods(),
            node = redis::NODE,
            port = redis::SENTINEL_PORT,
            master = redis::MASTER,
        ),
    };
    format!(
        "## When something is wrong

Run `./verify.sh` first: it says which part does not answer. Then:

| what you see | cause | what to do |
| --- | --- | --- |
| pods stay in `Init` at `wait-for-migrations` | the bootstrap has not finished | `{k} logs --tail=-1 --selector app.kubernetes.io/component={bootstrap}` |
| `ImagePullBackOff` | the node cannot get the image | push it, or check the login to the registry: `{k} describe pod …` |
| pods stay `Pending` | no node has room, or a claim is not bound | `{k} get pvc` and `{k} describe pod …` |
| every page answers 500 | Redis or PostgreSQL is down | {database}for Redis `{k} get pods`: {redis} |
| 400 on every page | the host name in the request is not `{host}` | the ingress must forward the Host header unchanged |
| 403 “CSRF cookie” on every form | nginx does not know that the browser uses HTTPS | the ingress controller must send X-Forwarded-Proto |
| 413 on uploads | the file is larger than a proxy allows | raise the largest request of ingress and nginx |
| 404 or 504 from the ingress controller | it cannot reach nginx | correct its namespace and label in the plan: the network policies use them |
| no notifications, not even in the forum | Celery is down | `{k} logs deployment/celery`; it reconnects to Redis by itself |
| all members share one address of your network | the cluster hides the visitor's address from the ingress controller | k3s and others: set `externalTrafficPolicy: Local` on the controller's Service, and point DNS only to nodes that run it |
| all members share a pod's address | nginx does not know the ingress controller's network | `real_ip_from` in the plan: `kubectl get pods --all-namespaces --output wide` shows it |
| `Temporary failure in name resolution` | your DNS is neither pods labelled `k8s-app=kube-dns` nor on a link-local address | add your DNS servers to the policies with a patch in your `Kustomization` |
{uploads}{mail}{servers}
Pods of {restarting} may restart at any time; web pods then answer 500 for some seconds and recover without a restart.
",
        bootstrap = jobs::BOOTSTRAP,
        host = plan.site.host,
        database = match plan.postgres.mode {
            // Its pods are seen by the same command.
            PostgresMode::InCluster | PostgresMode::CloudNativePg => "",
            PostgresMode::External => "`./verify.sh` asks the database server; ",
        },
        restarting =
            if plan.postgres.mode == PostgresMode::External { "Redis" } else { "Redis and PostgreSQL" },
        uploads = trouble_with_uploads(&k),
        mail = trouble_with_mail(plan, &k),
        servers = trouble_with_servers(plan, &k),
    )
}
