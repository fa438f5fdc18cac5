//! StatefulSet, Services, ConfigMap and ServiceAccount of the single-pod server.

use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec};
use k8s_openapi::api::core::v1::Container;

use super::exporter::exporters;
use super::options::{Postgres, Version};
use super::{NODE, PORT, SERVICE, SOCKETS, SOCKETS_PATH, config};
use crate::inputs::Inputs;
use crate::kube::{
    Mount, PartObjects, PodParams, Probe, Spread, argv, checksum, claim_template, config_map, config_volume,
    container, empty_dir, env, exec, headless, meta, pod_selector, port, secret_env, service,
    service_account, tcp_open,
};
use crate::secrets::SecretKey;
use crate::stack::exporter::pod_with;
use crate::stack::secrets::names as secrets;
use crate::values::{ImageRef, Memory};

const CONFIG: &str = "postgres-config";
const HEADLESS: &str = "postgres-headless";
const DATA: &str = "data";
const DATA_PATH: &str = "/var/lib/postgresql/data";

/// The user and group of PostgreSQL in the official image (Debian).
const USER: i64 = 999;

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    let files = config::files(plan);
    let digest = checksum(&files);
    out.put(service_account(plan, NODE));
    out.put(config_map(plan, CONFIG, NODE, files));
    out.put(service(plan, SERVICE, NODE, &[(PORT, "postgres")]));
    out.put(headless(plan, HEADLESS, NODE, &[(PORT, "postgres")]));
    out.put(StatefulSet {
        metadata: meta(plan, NODE, NODE),
        spec: Some(StatefulSetSpec {
            replicas: Some(1),
            service_name: Some(HEADLESS.to_owned()),
            // In order, a pod that never gets ready would hold up the template that mends it.
            pod_management_policy: Some("Parallel".to_owned()),
            selector: pod_selector(NODE),
            template: pod_with(
                plan,
                exporters(plan),
                PodParams {
                    component: NODE,
                    user: USER,
                    group: USER,
                    fs_group: USER,
                    init_containers: Vec::new(),
                    containers: vec![server(inputs)],
                    volumes: vec![
                        config_volume("config", CONFIG),
                        empty_dir(SOCKETS, Memory::mib(16)),
                        empty_dir("tmp", Memory::mib(64)),
                    ],
                    grace_seconds: 120,
                    restart_policy: None,
                    // Not of the password: the server takes it once, on an empty volume.
                    checksums: vec![("config", digest)],
                    resolver: None,
                    spread: Spread::Anywhere,
                    together: None,
                },
            ),
            volume_claim_templates: Some(vec![claim_template(
                DATA,
                plan.postgres.storage,
                plan.cluster.rwo_class.as_ref(),
            )]),
            ..StatefulSetSpec::default()
        }),
        status: None,
    });
}

fn server(inputs: &Inputs<'_>) -> Container {
    let plan = inputs.plan;
    let postgres = &plan.postgres;
    Container {
        args: argv(["-c", &format!("config_file={}/postgresql.conf", config::CONFIG)]),
        env: Some(vec![
            // Below the mount point: a volume of its own holds a lost+found that initdb refuses.
            env("PGDATA", format!("{DATA_PATH}/pgdata")),
            env("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8 --data-checksums"),
            env("FORUM_ROLE", postgres.user.as_str()),
            env("FORUM_DATABASE", postgres.database.as_str()),
            secret_env(secrets::SECRET, SecretKey::PostgresPassword),
        ]),
        ports: Some(vec![port("postgres", PORT)]),
        // Every second: a longer period is added to each restart, while the server itself accepts
        // connections after 1.5 s (measured). Five minutes for recovery after a crash.
        startup_probe: Some(Probe {
            period_seconds: Some(1),
            timeout_seconds: Some(5),
            failure_threshold: Some(300),
            ..exec("pg_isready -h 127.0.0.1 -U postgres")
        }),
        readiness_probe: Some(Probe {
            period_seconds: Some(5),
            timeout_seconds: Some(5),
            failure_threshold: Some(3),
            ..exec("pg_isready -h 127.0.0.1 -U postgres")
        }),
        // Only the open port: a server in recovery is not ready, but must not be killed for it.
        liveness_probe: Some(Probe {
            period_seconds: Some(15),
            timeout_seconds: Some(5),
            failure_threshold: Some(6),
            ..tcp_open("postgres")
        }),
        volume_mounts: Some(vec![
            Mount::writable(DATA, DATA_PATH),
            Mount::file("config", &format!("{}/postgresql.conf", config::CONFIG), "postgresql.conf"),
            Mount::file("config", &format!("{}/{}", config::INIT, config::INIT_SCRIPT), config::INIT_SCRIPT),
            Mount::writable(SOCKETS, SOCKETS_PATH),
            Mount::writable("tmp", "/tmp"),
        ]),
        ..container(plan, "postgres", &image(postgres), &postgres.resources)
    }
}

pub(super) fn image(postgres: &Postgres) -> ImageRef {
    ImageRef::known(match postgres.version {
        Version::V15 => "docker.io/library/postgres:15.18",
        Version::V16 => "docker.io/library/postgres:16.14",
        Version::V17 => "docker.io/library/postgres:17.10",
    })
}
