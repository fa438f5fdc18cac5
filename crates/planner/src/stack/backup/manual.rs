//! The README's sections on backups: when they are made, how to list them, and how to restore one.

use super::options::Target;
use crate::kube::{Manifest, ObjectSet};
use crate::manual::{Chapter, Context, Section};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::postgres::options::Mode;
use crate::stack::secrets::options::Form;
use crate::stack::{
    counted, gitops, image::names as image, jobs::names as jobs, pgbouncer::names as pgbouncer, postgres,
    secrets, storage::names as storage, wiring,
};
use crate::topology::{Peer, Topology};

/// What the README says of it.
pub(super) const SECTIONS: &[Section] = &[Section { chapter: Chapter::Restoring, write: backup }];

fn backup(context: &Context<'_>) -> String {
    let &Context { topology, objects, .. } = context;
    let plan = context.plan();
    if plan.backup.target == Target::None {
        return by_hand(plan, &scaled_again(plan, &writers(plan, topology, objects)));
    }
    let sections =
        [copies(plan), look(plan), restore(plan, &writers(plan, topology, objects)), elsewhere(plan)];
    let sections: Vec<String> = sections.into_iter().filter(|text| !text.is_empty()).collect();
    format!("## Back up and restore\n\n{}", sections.join("\n"))
}

/// `kubectl` in the forum's namespace.
fn kubectl(plan: &Plan) -> String {
    format!("kubectl --namespace {}", quote(plan.site.namespace.as_str()))
}

fn copies(plan: &Plan) -> String {
    let copies = &plan.backup;
    let place = match copies.target {
        Target::S3 => format!("the bucket `{}` of {}", copies.bucket, copies.endpoint),
        Target::Volume | Target::None => {
            format!("the volume `{}` ({}) of this namespace", super::CLAIM, copies.storage)
        }
    };
    let what =
        if copies.media { "the database and the uploads" } else { "the database, **but not the uploads**," };
    let keys = if copies.target == Target::S3 { " The keys of the store are in it too." } else { "" };
    let warning = if copies.target == Target::Volume {
        "\nThe volume is in this cluster: if you lose the cluster or run `kubectl delete namespace`, the copies \
         are gone too.\n"
    } else {
        ""
    };
    format!(
        "At `{schedule}` ({zone}) the CronJob `{node}` copies {what} into a restic repository on {place}. {kept}
Everything is encrypted with `RESTIC_PASSWORD` before it leaves the pod.

{keep}{keys}
{warning}",
        schedule = copies.schedule,
        zone = plan.site.time_zone,
        node = super::NODE,
        kept = kept(plan),
        keep = match plan.secrets.form {
            Form::Plain =>
                "**Keep this folder, or the zip, outside the cluster.** `secrets/secret.yaml` holds `RESTIC_PASSWORD`, without which you
cannot read any copy, and `DJANGO_SECRET_KEY`, without which sessions and links in mails become invalid.",
            Form::External =>
                "**Keep `RESTIC_PASSWORD` outside the cluster too**, and not only in a store that could be lost with it: without it you cannot
read any copy. The same goes for `DJANGO_SECRET_KEY`, without which sessions and links in mails become invalid.",
            Form::Sealed | Form::Sops =>
                "**Keep `RESTIC_PASSWORD` itself outside the cluster**, in clear text and in a safe place: without it you cannot read any copy,
and this bundle only has it in a form that is useless without the cluster or the key. The same goes for `DJANGO_SECRET_KEY`, without which
sessions and links in mails become invalid.",
        },
    )
}

fn kept(plan: &Plan) -> String {
    let backup = &plan.backup;
    let counts = [(backup.keep_daily, "day"), (backup.keep_weekly, "week"), (backup.keep_monthly, "month")];
    let kept: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| counted(count, what))
        .collect();
    if kept.is_empty() {
        return "All copies are kept forever.".to_owned();
    }
    format!(
        "It keeps all copies of the last two days, and the last copy of each of the last {}.",
        kept.join(", ")
    )
}

fn look(plan: &Plan) -> String {
    let k = kubectl(plan);
    format!(
        "```sh
# When did it last succeed?
{k} get cronjob {node} --output jsonpath='{{.status.lastSuccessfulTime}}{{\"\\n\"}}'
# What did it say?
{k} logs --tail=-1 --selector app.kubernetes.io/component={node} --all-containers --prefix
# Make a copy now
{k} delete job {node}-by-hand --ignore-not-found
{k} create job {node}-by-hand --from=cronjob/{node}
{k} wait --for=condition=complete --timeout=3600s job/{node}-by-hand
# Which copies are there? This starts the restore pod, which only lists them
{k} delete job copies --ignore-not-found
{k} create job copies --from=cronjob/{restore} --dry-run=client --output yaml | sed 's/value: latest$/value: list/' | kubectl create --filename -
{k} wait --for=condition=complete --timeout=600s job/copies
{k} logs job/copies --container restore-files
```
",
        node = super::NODE,
        restore = super::RESTORE,
    )
}

/// A Deployment that may write to the database, and how many pods of it there should be.
struct Writer<'a> {
    name: &'a str,
    replicas: i32,
}

/// The workloads that connect to the database or to PgBouncer. Jobs have no number of replicas.
fn writers<'a>(plan: &Plan, topology: &Topology, objects: &'a ObjectSet) -> Vec<Writer<'a>> {
    let servers = [wiring::database(plan).node, wiring::database_server(plan).node];
    let clients = topology.links.iter().filter(|link| servers.contains(&link.to.0));
    let components: Vec<&str> = clients
        .filter_map(|link| topology.find(link.from))
        .filter_map(|node| match &node.peer {
            Peer::Pods(components) => Some(components.as_slice()),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    objects
        .iter()
        .filter_map(|(_, object)| match object {
            Manifest::Deployment(deployment) if components.contains(&object.name()) => {
                let own = deployment.spec.as_ref().and_then(|spec| spec.replicas);
                let replicas = own.unwrap_or_else(|| least(objects, object.name()));
                Some(Writer { name: object.name(), replicas })
            }
            _ => None,
        })
        .collect()
}

/// The fewest pods that an autoscaler keeps of a Deployment: it does nothing as long as there are none.
fn least(objects: &ObjectSet, deployment: &str) -> i32 {
    objects
        .iter()
        .find_map(|(_, object)| match object {
            Manifest::HorizontalPodAutoscaler(scaler) => scaler.spec.as_ref().filter(|spec| {
                spec.scale_target_ref.kind == "Deployment" && spec.scale_target_ref.name == deployment
            }),
            _ => None,
        })
        .and_then(|spec| spec.min_replicas)
        .unwrap_or(1)
}

/// The lines that start them again. Applying does not, where an autoscaler decides about the number.
fn scaled_again(plan: &Plan, writers: &[Writer<'_>]) -> String {
    let k = kubectl(plan);
    writers
        .iter()
        .map(|writer| format!("{k} scale deployment/{} --replicas {}\n", writer.name, writer.replicas))
        .collect()
}

fn restore(plan: &Plan, writers: &[Writer<'_>]) -> String {
    let k = kubectl(plan);
    let names: Vec<&str> = writers.iter().map(|writer| writer.name).collect();
    let deployments: Vec<String> = names.iter().map(|name| format!("deployment/{name}")).collect();
    let again = scaled_again(plan, writers);
    let job = format!("{k} get job --selector app.kubernetes.io/component={}", jobs::BOOTSTRAP);
    let apply = gitops::pausing::apply_again(plan, &job);
    let uploads = if plan.backup.media {
        "Uploads are added to those on the volume; newer files stay and do no harm. "
    } else {
        "Uploads are not in the copies. "
    };
    format!(
        "### Restore

Everything written since the copy will be lost. If the database is still readable, make another copy first (see above). It does not
replace the good copy, but it becomes the latest, so restore the good one by its ID.

1. **Stop everything that writes.** From here on visitors see 502.

   ```sh
{pause}   {k} scale {deployments} --replicas 0
   {k} wait --for=delete --timeout=180s pod --selector 'app.kubernetes.io/component in ({components})'
{pooler}   ```

2. **Start the restore** of the latest copy. To restore another one, run the command in the comment instead of the second command,
   with the copy's ID instead of `1a2b3c4d`.

   ```sh
   {k} delete job {restore} --ignore-not-found
   {k} create job {restore} --from=cronjob/{restore}
   # or: {k} create job {restore} --from=cronjob/{restore} --dry-run=client --output yaml | sed 's/value: latest$/value: 1a2b3c4d/' | kubectl create --filename -
   ```

3. **Watch it.** {uploads}The database is replaced in one transaction: if that fails, it stays
   unchanged. `waiting: … connections` means that step 1 has not finished; the restore continues when they are closed.

   ```sh
   until {k} logs --follow job/{restore} --container restore-files; do sleep 2; done
   # Unless that ended with an error, the database restore starts as soon as its image is pulled
   {k} logs --follow job/{restore} --container restore-database
   {k} wait --for=condition=complete --timeout=3600s job/{restore}
   ```

4. **Start again.** The bootstrap must run again, because the copy may be older than the image.

   ```sh
   {k} delete job --selector app.kubernetes.io/component={bootstrap} --ignore-not-found
{apply}{again}   ./verify.sh
   ```
",
        pause = indented(&gitops::pausing::pause_first(plan)),
        apply = indented(&apply),
        deployments = deployments.join(" "),
        components = names.join(","),
        pooler = pooler(plan, &k),
        restore = super::RESTORE,
        bootstrap = jobs::BOOTSTRAP,
        again = indented(&again),
    )
}

/// A `Pooler` keeps connections of clients that have gone, and its operator owns the number of its pods. So
/// it goes, and `kubectl apply` makes it again.
fn pooler(plan: &Plan, k: &str) -> String {
    if !plan.pgbouncer.enabled || plan.postgres.mode != Mode::CloudNativePg {
        return String::new();
    }
    format!(
        "   # It keeps connections to the database; step 4 recreates it
   {k} delete pooler.postgresql.cnpg.io {node}
   {k} wait --for=delete --timeout=180s pod --selector {guests}
",
        node = pgbouncer::POOLER,
        guests = pgbouncer::GUESTS,
    )
}

/// Lines of a block inside a list.
fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("   {line}\n")).collect()
}

/// When the cluster is gone.
fn elsewhere(plan: &Plan) -> String {
    if plan.backup.target != Target::S3 {
        return "In a new cluster there is nothing to restore from, unless the volume has been brought there: bind the claim\n\
                `backup` to it by a patch in your `Kustomization`, apply this folder, and begin at step 1.\n"
            .to_owned();
    }
    let backup = &plan.backup;
    let prefix = backup.prefix.as_ref().map(|prefix| format!("/{prefix}")).unwrap_or_default();
    let repository = quote(&format!("s3:{}/{}{prefix}", backup.endpoint, backup.bucket));
    let region = backup.region.as_ref();
    let region =
        region.map_or(String::new(), |name| format!("export AWS_DEFAULT_REGION={}\n", quote(name.as_str())));
    let k = kubectl(plan);
    let (secret, file) = (secrets::SECRET, secrets::file(plan));
    let without =
        if plan.secrets.form == Form::Plain { "from secrets/secret.yaml" } else { "from where you keep it" };
    let archive = if postgres::archive::archived(plan) {
        "choose another `backup.archive` in the plan and download again (see below), "
    } else {
        ""
    };
    format!(
        "In a new cluster: {archive}apply this folder with the same `{file}`, wait for `./verify.sh`, and start at step 1.
Without a cluster, you can read the copies with restic on your own machine: uploads are at the top, the database is in `forum-database/`.

```sh
for key in RESTIC_PASSWORD AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; do
  # From the cluster; if it is gone, {without}
  export \"$key=$({k} get secret {secret} --output jsonpath=\"{{.data.$key}}\" | base64 --decode)\"
done
{region}restic --repo {repository} snapshots
restic --repo {repository} restore latest --target forum-copy
```
"
    )
}

/// When nothing is copied by itself. `again` starts what was stopped.
fn by_hand(plan: &Plan, again: &str) -> String {
    let namespace = quote(plan.site.namespace.as_str());
    let database = quote(plan.postgres.database.as_str());
    let tier = wiring::tiers(plan).last().map_or("", |tier| tier.component);
    let server = server_pod(plan);
    let dump = match plan.postgres.mode {
        Mode::InCluster | Mode::CloudNativePg => format!(
            "kubectl --namespace {namespace} exec {server} -- pg_dump --username postgres --format custom {database} > forum.dump",
        ),
        Mode::External => format!(
            "pg_dump --host {} --port {} --username {} --format custom {database} > forum.dump",
            quote(plan.postgres.host.as_str()),
            plan.postgres.port,
            quote(plan.postgres.user.as_str())
        ),
    };
    let restore = match plan.postgres.mode {
        Mode::InCluster | Mode::CloudNativePg => format!(
            "kubectl --namespace {namespace} exec {server} -- psql --username postgres --command 'DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)' --command 'CREATE DATABASE \"{name}\" OWNER \"{owner}\"'\n\
             kubectl --namespace {namespace} exec --stdin {server} -- pg_restore --username postgres --exit-on-error --no-owner --role {role} --dbname {database} < forum.dump",
            name = plan.postgres.database,
            owner = plan.postgres.user,
            role = quote(plan.postgres.user.as_str())
        ),
        Mode::External => format!(
            "pg_restore --host {} --port {} --username {} --clean --if-exists --single-transaction --no-owner --dbname {database} < forum.dump",
            quote(plan.postgres.host.as_str()),
            plan.postgres.port,
            quote(plan.postgres.user.as_str())
        ),
    };
    format!(
        "## Back up and restore

This bundle makes no backups by itself. Back up three things: the database, the media volume and the secrets. Without
`DJANGO_SECRET_KEY` all sessions and links in mails become invalid; the other secrets can be regenerated.

```sh
# The database
{dump}
# The uploads
kubectl --namespace {namespace} exec deployment/{tier} --container gunicorn -- tar --create --exclude ./lost+found --exclude ./{published} --directory {media} . > media.tar
```

To restore, stop everything that writes, restore both, and start again. The bootstrap must run again, because the dump may be
older than the image.

```sh
{pause}kubectl --namespace {namespace} scale deployment/celery deployment/{tier}{api} --replicas 0
kubectl --namespace {namespace} wait --for=delete --timeout=120s pod --selector 'app.kubernetes.io/component in (celery,misago-api,misago-pages)'
{restore}
kubectl --namespace {namespace} delete job --selector app.kubernetes.io/component={bootstrap} --ignore-not-found
{apply}{again}kubectl --namespace {namespace} rollout status deployment/{tier}
kubectl --namespace {namespace} exec --stdin deployment/{tier} --container gunicorn -- tar --extract --strip-components 1 --directory {media} < media.tar
```
",
        bootstrap = jobs::BOOTSTRAP,
        media = storage::PATH,
        published = image::PUBLISHED,
        pause = gitops::pausing::pause_first(plan),
        apply = gitops::pausing::apply_again(
            plan,
            &format!("kubectl --namespace {namespace} get job --selector app.kubernetes.io/component={}", jobs::BOOTSTRAP)
        ),
        api = if plan.web.split { " deployment/misago-api" } else { "" },
    )
}

/// The pod that takes writes, as `kubectl exec` takes it. With CloudNativePG it is another one after a
/// failover, so it is asked for each time.
fn server_pod(plan: &Plan) -> String {
    match plan.postgres.mode {
        Mode::CloudNativePg => format!(
            "\"$(kubectl --namespace {} get pod --selector {} --output name)\" --container postgres",
            quote(plan.site.namespace.as_str()),
            postgres::PRIMARY_POD
        ),
        Mode::InCluster | Mode::External => format!("statefulset/{}", postgres::NODE),
    }
}
