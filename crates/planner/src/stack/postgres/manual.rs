//! The README's sections on PostgreSQL: CloudNativePG's archive, what it needs, what it holds, and how to restore the
//! database to a point in time.
//!
//! The restore creates a second server beside the running one, and its database is then copied over. The operator can
//! create a server from an archive, but not restore into an existing one. Deleting the running server first would risk
//! its data on an archive that has not been checked yet.

use serde_json::{Value, json};

use super::archive::{PLUGIN, STORE, archived, folder};
use super::options::Mode;
use crate::kube::{Custom, Manifest, ObjectSet, yaml};
use crate::manual::{Chapter, Context, Section};
use crate::plan::Plan;
use crate::shell::quote;

/// What the README says of it.
pub(super) const SECTIONS: &[Section] = &[
    Section { chapter: Chapter::Fixed, write: names_and_password },
    Section { chapter: Chapter::Advanced, write: point_in_time },
];

/// The second server, its policy, and the beginning of its pod's name.
const EARLIER: &str = "postgres-earlier";

fn names_and_password(context: &Context<'_>) -> String {
    let plan = context.plan();
    let postgres = &plan.postgres;
    let version = if postgres.is_here() { ", PostgreSQL's major version" } else { "" };
    let password = match postgres.mode {
        Mode::InCluster => format!(
            "the server read it only once, on an empty volume. Change it there first,\n  `kubectl --namespace \
             {namespace} exec --stdin --tty statefulset/{node} -- psql --username postgres` and\n  `ALTER ROLE \
             \"{user}\" PASSWORD '…';`, then in the plan",
            namespace = quote(plan.site.namespace.as_str()),
            node = super::NODE,
            user = postgres.user
        ),
        Mode::CloudNativePg => {
            "change it in the plan and apply: the operator sets it on the server, and the pods \
                                that use it are replaced"
                .to_owned()
        }
        Mode::External => "change it on the server first, then in the plan".to_owned(),
    };
    let grown = match postgres.mode {
        Mode::CloudNativePg => {
            "\n* the size of PostgreSQL's volumes: they grow when you change the plan, as the operator changes their \
             claims; they never shrink;"
        }
        Mode::InCluster | Mode::External => "",
    };
    format!(
        "* the name of the database and its role{version}: dump, reinstall, restore;\n* PostgreSQL's password: \
         {password};{grown}"
    )
}

/// The last section, because it was not tested and is needed only if restic's copies are not enough.
fn point_in_time(context: &Context<'_>) -> String {
    let plan = context.plan();
    if !archived(plan) {
        return String::new();
    }
    [about(plan), second_server(plan, context.objects), carry_over(plan)].join("\n")
}

fn about(plan: &Plan) -> String {
    let backup = &plan.backup;
    format!(
        "## The database at a point in time (advanced, never tried)

**This section has not been tested.** It follows the manuals of CloudNativePG 1.26 and its plugin. You do not need it for everyday
restores; “Restore” above was tested. Try it once before you rely on it: only step 3 touches the running server.

In addition to restic's copies, the server keeps an archive in `s3://{bucket}/{folder}`: a full copy at `{schedule}` by the operator's
clock (UTC, unless you changed it), and every change since then, after five minutes at most. It is **not encrypted with
`RESTIC_PASSWORD`**: let the bucket encrypt its contents. Only the same major version of PostgreSQL can read it; any version can read
restic's dump. Uploads are only in restic's copies.

```sh
# Is every change archived? This must print True
kubectl --namespace {namespace} get cluster.postgresql.cnpg.io {node} --output jsonpath='{{.status.conditions[?(@.type==\"ContinuousArchiving\")].status}}{{\"\\n\"}}'
# Which full copies are there?
kubectl --namespace {namespace} get backups.postgresql.cnpg.io
```

A server refuses to write into another server's archive, and its volume then fills with changes. So before you recreate the server (in
a new cluster, or after deleting it), choose another `backup.archive` in the plan.
",
        bucket = backup.bucket,
        folder = folder(plan),
        schedule = backup.schedule,
        namespace = quote(plan.site.namespace.as_str()),
        node = super::CLUSTER,
    )
}

fn second_server(plan: &Plan, objects: &ObjectSet) -> String {
    let parts: Vec<String> = [policy(), cluster(plan, objects)].iter().map(yaml).collect();
    // Not indented like the other steps: END must stand at the beginning of its line, however it is copied.
    let manifest = parts.join("---\n");
    let k = format!("kubectl --namespace {}", quote(plan.site.namespace.as_str()));
    format!(
        "1. **Create a second server** from the archive as of `targetTime`. Enter your own time, with its UTC offset. If the plan's archive
   has a different name by now, enter the old one as `serverName`.

```sh
{k} apply --filename - <<'END'
{manifest}END
```

2. **Wait for it and check.** Is the last post the one you expect? If not, delete the second server and start again with another time.

   ```sh
   {k} wait --for=condition=Ready --timeout=3600s cluster.postgresql.cnpg.io/{EARLIER}
   {k} exec {EARLIER}-1 --container postgres -- psql --dbname {database} --command 'SELECT max(posted_on) FROM misago_threads_post'
   ```
",
        database = quote(plan.postgres.database.as_str()),
    )
}

/// A policy for the second server, which the forum's own policies do not cover.
fn policy() -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": { "name": EARLIER },
        "spec": {
            "podSelector": { "matchLabels": { "cnpg.io/cluster": EARLIER } },
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{}],
            "egress": [{}],
        },
    })
}

/// The bundle's own server under another name: its settings must not be smaller than those of the server that wrote the
/// archive. It writes no archive and is not monitored.
fn cluster(plan: &Plan, objects: &ObjectSet) -> Value {
    let own = objects.iter().find_map(|(_, object)| match object {
        Manifest::Custom(Custom { kind: "Cluster", spec, .. }) => Some(spec),
        _ => None,
    });
    let mut spec = own.cloned().unwrap_or_default();
    if let Some(fields) = spec.as_object_mut() {
        for field in ["plugins", "inheritedMetadata"] {
            fields.remove(field);
        }
    }
    // One server has no standby to wait for, and CloudNativePG's webhook refuses one that is told to.
    if let Some(settings) = spec["postgresql"].as_object_mut() {
        settings.remove("synchronous");
    }
    spec["instances"] = json!(1);
    spec["enablePDB"] = json!(false);
    spec["bootstrap"] = json!({ "recovery": {
        "source": "archive",
        "database": plan.postgres.database.as_str(),
        "owner": plan.postgres.user.as_str(),
        "secret": { "name": super::OWNER_SECRET },
        "recoveryTarget": { "targetTime": "2030-01-31T20:15:00+00:00" },
    } });
    spec["externalClusters"] = json!([{
        "name": "archive",
        "plugin": {
            "name": PLUGIN,
            "parameters": { "barmanObjectName": STORE, "serverName": plan.backup.archive.as_str() },
        },
    }]);
    json!({
        "apiVersion": "postgresql.cnpg.io/v1",
        "kind": "Cluster",
        "metadata": { "name": EARLIER },
        "spec": spec,
    })
}

fn carry_over(plan: &Plan) -> String {
    let database = plan.postgres.database.as_str();
    let k = format!("kubectl --namespace {}", quote(plan.site.namespace.as_str()));
    let make = quote(&format!(
        "CREATE DATABASE forum_earlier OWNER \"{owner}\" TEMPLATE template0",
        owner = plan.postgres.user
    ));
    let close = quote(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
    ));
    let aside = quote(&format!("ALTER DATABASE \"{database}\" RENAME TO forum_before"));
    let instead = quote(&format!("ALTER DATABASE forum_earlier RENAME TO \"{database}\""));
    format!(
        "3. **Copy its database.** Stop everything that writes, as in step 1 of “Restore”. The current database is kept as `forum_before`.

   ```sh
   primary=$({k} get pods --selector {primary} --output name)
   {k} exec {EARLIER}-1 --container postgres -- pg_dump --format custom --dbname {name} > earlier.dump
   {k} exec \"$primary\" --container postgres -- psql --command {make}
   {k} exec --stdin \"$primary\" --container postgres -- pg_restore --exit-on-error --dbname forum_earlier < earlier.dump
   {k} exec \"$primary\" --container postgres -- psql --set ON_ERROR_STOP=1 --command {close} --command {aside} --command {instead}
   ```

4. **Start again**, as in step 4 of “Restore”. When everything works, clean up: `earlier.dump` contains every password hash.

   ```sh
   rm earlier.dump
   {k} delete cluster.postgresql.cnpg.io/{EARLIER} networkpolicy/{EARLIER}
   {k} exec \"$primary\" --container postgres -- psql --command 'DROP DATABASE forum_before'
   ```
",
        primary = super::PRIMARY_POD,
        name = quote(database),
    )
}
