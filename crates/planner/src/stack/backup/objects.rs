//! The claim, the scripts, and two CronJobs: backup and restore.

use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, JobSpec, JobTemplateSpec};
use k8s_openapi::api::core::v1::{Container, EnvVar, Volume, VolumeMount};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::options::Target;
use super::{CLAIM, NODE, RESTORE, class, dump_size, scripts};
use crate::inputs::Inputs;
use crate::kube::{
    Mount, PartObjects, PodParams, Spread, argv, claim, claim_volume, config_map, config_volume, container,
    empty_dir, env, labels, meta, pod_template, secret_env, secret_env_as, service_account,
};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::postgres::options::SslMode;
use crate::stack::{django, image::names as image, postgres, secrets::names as secrets, storage, wiring};
use crate::values::{Choices, Memory, Resources};

const SCRIPTS: &str = "backup-scripts";
const SCRIPTS_VOLUME: &str = "scripts";
const DUMP_VOLUME: &str = "dump";
const CACHE_VOLUME: &str = "cache";
const CACHE: &str = "/var/cache/restic";
const STORE_VOLUME: &str = "store";
const STORE: &str = "/backup";

/// What restic keeps beside the copies while it works, and what it and psql put into /tmp.
const CACHE_SIZE: Memory = Memory::gib(1);
const SCRATCH_SIZE: Memory = Memory::mib(256);

/// Measured: 13 MiB for pg_dump, 12 for psql; both work row by row, so this does not depend on the database's size.
const DUMP_RESOURCES: Resources = Resources::new(100, 1000, 64, 256);
/// Measured: 97 MiB for a first copy of 79 MiB, 67 for the next; an index of millions of files takes more.
const RESTIC_RESOURCES: Resources = Resources::new(100, 1000, 192, 1024);

/// Where the authorities lie that a server's certificate is checked against.
const AUTHORITIES: &str = "/tmp/authorities.crt";

/// A date that does not exist: only a person starts a restore, even if the CronJob is resumed.
const NEVER: &str = "0 0 31 2 *";

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    if !plan.backup.is_on() {
        return;
    }
    if plan.backup.target == Target::Volume {
        out.put(claim(plan, CLAIM, NODE, "ReadWriteOnce", plan.backup.storage, class(plan)));
    }
    out.put(config_map(plan, SCRIPTS, NODE, scripts::files(plan)));
    out.put(service_account(plan, NODE));
    out.put(backup(plan));
    out.put(service_account(plan, RESTORE));
    out.put(restore(plan));
    postgres::archive::objects(plan, out);
}

/// Dump first, then copy: an init container has the server's own version of pg_dump, the other restic.
fn backup(plan: &Plan) -> CronJob {
    let dump = database_container(plan, "dump", "dump.sh");
    let restic = restic_container(plan, "restic", "backup.sh", false);
    let spec = JobSpec {
        // The first copy of many uploads may take hours; a try that was cut off goes on where it stopped.
        active_deadline_seconds: Some(43_200),
        backoff_limit: Some(2),
        template: pod_template(plan, pod(plan, NODE, dump, restic)),
        ..JobSpec::default()
    };
    let mut job = cron_job(plan, NODE, plan.backup.schedule.to_string(), spec);
    // A night missed by more than six hours is left out.
    job.spec.get_or_insert_default().starting_deadline_seconds = Some(21_600);
    job
}

/// Files first: they only add. The database is the step that a person may have to wait for, and the last
/// one, so its log is the one that `kubectl logs` shows.
fn restore(plan: &Plan) -> CronJob {
    let latest = || env("SNAPSHOT", "latest");
    let mut files = restic_container(plan, "restore-files", "restore-files.sh", true);
    files.env.get_or_insert_default().push(latest());
    let mut database = database_container(plan, "restore-database", "restore-database.sh");
    database.env.get_or_insert_default().push(latest());
    let spec = JobSpec {
        active_deadline_seconds: Some(43_200),
        // A person watches the restore and decides whether to try again.
        backoff_limit: Some(0),
        template: pod_template(plan, pod(plan, RESTORE, files, database)),
        ..JobSpec::default()
    };
    let mut job = cron_job(plan, RESTORE, NEVER.to_owned(), spec);
    job.spec.get_or_insert_default().suspend = Some(true);
    job
}

fn cron_job(plan: &Plan, component: &'static str, schedule: String, spec: JobSpec) -> CronJob {
    let template = JobTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(labels(plan, component)), ..ObjectMeta::default() }),
        spec: Some(JobSpec { ttl_seconds_after_finished: Some(604_800), ..spec }),
    };
    CronJob {
        metadata: meta(plan, component, component),
        spec: Some(CronJobSpec {
            schedule,
            time_zone: Some(plan.site.time_zone.to_string()),
            concurrency_policy: Some("Forbid".to_owned()),
            successful_jobs_history_limit: Some(3),
            failed_jobs_history_limit: Some(3),
            job_template: template,
            ..CronJobSpec::default()
        }),
        status: None,
    }
}

/// The same volumes for both pods, under the user and the group of the forum's files: what comes back must
/// be theirs.
fn pod<'a>(plan: &Plan, component: &'static str, first: Container, second: Container) -> PodParams<'a> {
    let mut volumes = vec![
        config_volume(SCRIPTS_VOLUME, SCRIPTS),
        empty_dir(DUMP_VOLUME, dump_size(plan)),
        empty_dir(CACHE_VOLUME, CACHE_SIZE),
        empty_dir("tmp", SCRATCH_SIZE),
    ];
    volumes.extend(plan.backup.media.then(storage::volume));
    volumes.extend(store_volume(plan));
    volumes.extend(wiring::database_server(plan).ca_secret.map(django::authority));
    PodParams {
        component,
        user: image::USER,
        group: image::GROUP,
        fs_group: image::GROUP,
        init_containers: authorities(plan).into_iter().chain([first]).collect(),
        containers: vec![with_scratch(plan, second)],
        volumes,
        grace_seconds: 60,
        // Each try is a pod of its own, so that the log of a failed one stays to be read.
        restart_policy: Some("Never"),
        checksums: Vec::new(),
        resolver: None,
        spread: Spread::Anywhere,
        together: together(plan),
    }
}

/// A pod that mounts the uploads goes where they are. Else the volume of the copies, which one node mounts
/// at a time, still holds a restore to the node of a backup that has not ended yet.
fn together(plan: &Plan) -> Option<(&'static str, &'static str)> {
    let with_media = plan.backup.media.then(|| plan.storage.together()).flatten();
    let with_copies = (plan.backup.target == Target::Volume).then_some(("forum-planner/backup", "shared"));
    with_media.or(with_copies)
}

/// The dump counts against the limit of the pod's ephemeral storage, so the limit must have room for it.
fn with_scratch(plan: &Plan, mut container: Container) -> Container {
    let room = [dump_size(plan), CACHE_SIZE, SCRATCH_SIZE, SCRATCH_SIZE];
    let sum = room.iter().fold(0_u32, |sum, size| sum.saturating_add(size.in_mib()));
    let limits = container.resources.get_or_insert_default().limits.get_or_insert_default();
    limits.insert("ephemeral-storage".to_owned(), Quantity(Memory::mib(sum).to_string()));
    container
}

fn mounts(own: Vec<VolumeMount>) -> Vec<VolumeMount> {
    let mut mounts = vec![
        Mount::read_only(SCRIPTS_VOLUME, scripts::PATH),
        Mount::writable(DUMP_VOLUME, scripts::DUMP),
        Mount::writable("tmp", "/tmp"),
    ];
    mounts.extend(own);
    mounts
}

/// A container with the server's version of its tools, which read libpq's own variables.
fn database_container(plan: &Plan, name: &str, script: &str) -> Container {
    let server = wiring::database_server(plan);
    let mut variables = vec![
        env("PGHOST", server.host),
        env("PGPORT", server.port.to_string()),
        env("PGDATABASE", plan.postgres.database.as_str()),
        env("PGUSER", plan.postgres.user.as_str()),
        env("PGSSLMODE", server.ssl_mode),
        env("PGCONNECT_TIMEOUT", "10"),
        secret_env_as("PGPASSWORD", secrets::SECRET, SecretKey::PostgresPassword),
    ];
    variables.extend(verifies(plan).then(|| env("PGSSLROOTCERT", AUTHORITIES)));
    let mut database = Container {
        command: argv(["sh", &format!("{}/{script}", scripts::PATH)]),
        env: Some(variables),
        volume_mounts: Some(mounts(Vec::new())),
        ..container(plan, name, &postgres::image(plan), &DUMP_RESOURCES)
    };
    if server.ca_secret.is_some() {
        django::trust_the_authority(&mut database);
    }
    database
}

/// Whether the server's certificate is checked against the public authorities.
fn verifies(plan: &Plan) -> bool {
    let server = wiring::database_server(plan);
    server.ssl_mode == SslMode::VerifyFull.key() && server.ca_secret.is_none()
}

/// PostgreSQL's image knows no authorities to check a server's certificate against; restic's does.
fn authorities(plan: &Plan) -> Option<Container> {
    let copy = format!("cp /etc/ssl/certs/ca-certificates.crt {AUTHORITIES}");
    verifies(plan).then(|| Container {
        command: argv(["sh", "-c", &copy]),
        volume_mounts: Some(vec![Mount::writable("tmp", "/tmp")]),
        ..container(plan, "authorities", &plan.backup.image, &DUMP_RESOURCES)
    })
}

fn restic_container(plan: &Plan, name: &str, script: &str, writes_media: bool) -> Container {
    let mut own = vec![Mount::writable(CACHE_VOLUME, CACHE)];
    if plan.backup.media {
        let mount = if writes_media { Mount::writable } else { Mount::read_only };
        own.push(mount(storage::VOLUME, storage::PATH));
    }
    if plan.backup.target == Target::Volume {
        own.push(Mount::writable(STORE_VOLUME, STORE));
    }
    Container {
        command: argv(["sh", &format!("{}/{script}", scripts::PATH)]),
        env: Some(repository(plan)),
        volume_mounts: Some(mounts(own)),
        ..container(plan, name, &plan.backup.image, &RESTIC_RESOURCES)
    }
}

fn store_volume(plan: &Plan) -> Option<Volume> {
    (plan.backup.target == Target::Volume).then(|| claim_volume(STORE_VOLUME, CLAIM))
}

/// Where the repository is and what opens it.
fn repository(plan: &Plan) -> Vec<EnvVar> {
    let backup = &plan.backup;
    let mut variables = vec![env("RESTIC_CACHE_DIR", CACHE)];
    match backup.target {
        // Below the mount point: a volume of its own holds a lost+found.
        Target::Volume | Target::None => variables.push(env("RESTIC_REPOSITORY", format!("{STORE}/forum"))),
        Target::S3 => {
            let prefix = backup.prefix.as_ref().map(|prefix| format!("/{prefix}")).unwrap_or_default();
            let place = format!("s3:{}/{}{prefix}", backup.endpoint, backup.bucket);
            variables.push(env("RESTIC_REPOSITORY", place));
            variables.extend(backup.region.as_ref().map(|region| env("AWS_DEFAULT_REGION", region.as_str())));
        }
    }
    let keys = [SecretKey::BackupPassword, SecretKey::StoreKeyId, SecretKey::StoreKey];
    let needed = keys.into_iter().filter(|key| key.needed(plan));
    variables.extend(needed.map(|key| secret_env(secrets::SECRET, key)));
    variables
}
