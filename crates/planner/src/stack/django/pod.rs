//! The pod of the forum image, and the connections that every such pod opens.

use k8s_openapi::api::core::v1::{Container, PodTemplateSpec, Volume};

use super::settings::{self, CONFIG};
use crate::inputs::Inputs;
use crate::kube::{
    Mount, PodParams, Spread, argv, checksum, container, empty_dir, env, env_from_config, former_secret_env,
    pod_template, secret_checksum, secret_env, secret_volume,
};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::image::names::{GROUP, USER};
use crate::stack::wiring::Database;
use crate::stack::{
    postgres::names as postgres, secrets::names as secrets, site::names as site, storage, wiring,
};
use crate::topology::Topology;
use crate::values::{DnsSubdomain, Memory, Resources};

/// Where the authority of an existing server is mounted.
const CA_PATH: &str = "/etc/postgres-ca";
const CA_VOLUME: &str = "postgres-ca";

/// What the wait for migrations takes: one Django process, measured.
const WAIT: Resources = Resources::new(50, 500, 128, 256);

/// What a pod of the forum image reserves.
pub fn pod_resources(resources: Resources) -> Resources {
    resources.after(WAIT)
}

/// A container of the forum image with settings, secrets, media and scratch space. The caller adds
/// what it runs.
pub fn forum_container(inputs: &Inputs<'_>, name: &str, resources: &Resources) -> Container {
    let plan = inputs.plan;
    let mut variables = vec![env("FORUM_MEDIA_ROOT", storage::PATH)];
    variables.extend(shared_secrets(plan).into_iter().map(|key| secret_env(secrets::SECRET, key)));
    variables.push(former_secret_env(secrets::BEFORE, SecretKey::DjangoKey));
    let mut container = Container {
        env_from: Some(vec![env_from_config(CONFIG)]),
        env: Some(variables),
        volume_mounts: Some(vec![
            Mount::writable(storage::VOLUME, storage::PATH),
            // Uploads over 2.5 MB, gunicorn and Celery all need a place for temporary files.
            Mount::writable("tmp", "/tmp"),
        ]),
        ..container(plan, name, &plan.image.reference, resources)
    };
    if wiring::database(plan).ca_secret.is_some() {
        trust_the_authority(&mut container);
    }
    container
}

/// libpq reads the name of the file with the server's authority from this variable.
pub fn trust_the_authority(container: &mut Container) {
    let file = format!("{CA_PATH}/{}", postgres::CA_FILE);
    container.env.get_or_insert_default().push(env("PGSSLROOTCERT", file));
    container.volume_mounts.get_or_insert_default().push(Mount::read_only(CA_VOLUME, CA_PATH));
}

/// A pod around one such container, which starts when the database is migrated.
pub fn forum_pod_of<'a>(inputs: &Inputs<'_>, component: &'static str, container: Container) -> PodParams<'a> {
    let plan = inputs.plan;
    let mut volumes = vec![storage::volume(), empty_dir("tmp", Memory::mib(256))];
    volumes.extend(wiring::database(plan).ca_secret.map(authority));
    PodParams {
        component,
        user: USER,
        group: GROUP,
        fs_group: GROUP,
        init_containers: vec![wait(inputs)],
        containers: vec![container],
        volumes,
        // Five seconds before the stop, 25 for requests under way, and some to spare.
        grace_seconds: 45,
        restart_policy: None,
        checksums: vec![
            ("config", checksum(&settings::settings(plan))),
            ("secrets", secret_checksum(inputs.secrets, &shared_secrets(plan))),
        ],
        resolver: None,
        spread: Spread::Apart,
        together: plan.storage.together(),
    }
}

/// The certificates by which a pod knows a PostgreSQL server, mounted from their Secret.
pub fn authority(secret: &DnsSubdomain) -> Volume {
    secret_volume(CA_VOLUME, secret.as_str(), postgres::CA_FILE)
}

/// The same pod, but its containers dial the server itself and not PgBouncer, where there is one: an
/// `env` entry of a container goes before the ConfigMap of all.
pub fn past_the_pooler<'a>(plan: &Plan, mut pod: PodParams<'a>) -> PodParams<'a> {
    let settings = settings::server_settings(plan);
    if settings.is_empty() {
        return pod;
    }
    let ca_secret = wiring::database_server(plan).ca_secret;
    for container in pod.init_containers.iter_mut().chain(&mut pod.containers) {
        let own = settings.iter().map(|(name, value)| env(name, value.as_str()));
        container.env.get_or_insert_default().extend(own);
        if ca_secret.is_some() {
            trust_the_authority(container);
        }
    }
    pod.volumes.extend(ca_secret.map(authority));
    pod
}

/// The template of such a pod.
pub fn forum_pod(inputs: &Inputs<'_>, component: &'static str, container: Container) -> PodTemplateSpec {
    pod_template(inputs.plan, forum_pod_of(inputs, component, container))
}

/// The connections that any pod of the forum image opens, to this database: every one of them reads
/// settings through the cache, the bootstrap too when it creates the administrator.
pub fn forum_links(plan: &Plan, from: &'static str, database: &Database<'_>, topology: &mut Topology) {
    topology.tcp(from, database.node, database.port, "sql", "read and write all data except files");
    wiring::redis_links(plan, from, "read the cache and queue tasks", topology);
    topology.files(from, storage::NODE, true, "write avatars, attachments and themes");
    if plan.site.mail {
        topology.tcp(from, site::MAIL_NODE, plan.site.smtp_port.number(), "smtp", "send mail");
    }
}

/// What every pod of the image may know. The administrator's password is not among it.
pub fn shared_secrets(plan: &Plan) -> Vec<SecretKey> {
    [
        SecretKey::PostgresPassword,
        SecretKey::RedisPassword,
        SecretKey::SentinelPassword,
        SecretKey::DjangoKey,
        SecretKey::MailPassword,
    ]
    .into_iter()
    .filter(|key| key.needed(plan))
    .collect()
}

/// Loops until the bootstrap has migrated the database: 0 restarts of pods in a cluster, against a
/// crash loop for each pod that migrates by itself.
fn wait(inputs: &Inputs<'_>) -> Container {
    Container {
        command: argv(["python", "-m", "forum.wait"]),
        ..forum_container(inputs, "wait-for-migrations", &WAIT)
    }
}
