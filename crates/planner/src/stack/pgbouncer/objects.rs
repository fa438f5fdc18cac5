//! Deployment, Service, ConfigMap, ServiceAccount and budget of the bundle's own PgBouncer.

use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{Container, PodTemplateSpec};

use super::{NODE, PORT, config};
use crate::inputs::Inputs;
use crate::kube::{
    Mount, PartObjects, PodParams, Probe, Spread, argv, checksum, config_map, config_volume, container,
    disruption_budget, empty_dir, env, exec, int, meta, pause_before_stop, pod_selector, pod_template, port,
    rolling_update, secret_checksum, secret_env, secret_volume, service, service_account, tcp_open,
};
use crate::secrets::SecretKey;
use crate::stack::{postgres::names as postgres, secrets::names as secrets, wiring};
use crate::values::Memory;

const CONFIG: &str = "pgbouncer-config";

/// Any user works, because PgBouncer owns only the file that its script writes. Ids above 10000 do not belong to a daemon
/// of the node.
const USER: i64 = 10002;

/// Seconds from one question whether it is ready to the next.
pub(super) const READY_EVERY: u32 = 5;

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    let replicas = plan.pgbouncer.replicas;
    out.put(service_account(plan, NODE));
    out.put(config_map(plan, CONFIG, NODE, config::files(plan)));
    out.put(service(plan, NODE, NODE, &[(PORT, "postgres")]));
    out.put(Deployment {
        metadata: meta(plan, NODE, NODE),
        spec: Some(DeploymentSpec {
            replicas: Some(int(replicas)),
            selector: pod_selector(NODE),
            strategy: Some(rolling_update()),
            revision_history_limit: Some(3),
            template: pod(inputs),
            ..DeploymentSpec::default()
        }),
        status: None,
    });
    if let Some(budget) = disruption_budget(plan, NODE, replicas, false) {
        out.put(budget);
    }
}

fn pod(inputs: &Inputs<'_>) -> PodTemplateSpec {
    let plan = inputs.plan;
    let authority = wiring::database_server(plan)
        .ca_secret
        .map(|secret| secret_volume("postgres-ca", secret.as_str(), postgres::CA_FILE));
    let mut volumes = vec![config_volume("config", CONFIG), empty_dir("run", Memory::mib(16))];
    volumes.extend(authority);
    pod_template(
        plan,
        PodParams {
            component: NODE,
            user: USER,
            group: USER,
            fs_group: USER,
            init_containers: Vec::new(),
            containers: vec![server(inputs)],
            volumes,
            // On SIGTERM it accepts no new clients and waits for the connected ones (since 1.23). Django closes its
            // connection after each request, and gunicorn ends a request after 30 s.
            grace_seconds: 45,
            restart_policy: None,
            checksums: vec![
                ("config", checksum(&config::files(plan))),
                ("secrets", secret_checksum(inputs.secrets, &[SecretKey::PostgresPassword])),
            ],
            resolver: None,
            spread: Spread::Apart,
            together: None,
        },
    )
}

/// It is ready when it answers a client, and alive when its port is open. Neither probe asks the server: when that is down
/// no other pod of PgBouncer is better, and a restart would only disconnect the waiting clients.
fn server(inputs: &Inputs<'_>) -> Container {
    let plan = inputs.plan;
    let mut mounts = vec![Mount::read_only("config", config::CONFIG), Mount::writable("run", config::RUN)];
    if wiring::database_server(plan).ca_secret.is_some() {
        mounts.push(Mount::read_only("postgres-ca", config::CA));
    }
    let answers = format!(
        "pg_isready --quiet --host 127.0.0.1 --username {} --dbname {}",
        plan.postgres.user, plan.postgres.database
    );
    Container {
        command: argv(["sh", &format!("{}/start.sh", config::CONFIG)]),
        env: Some(vec![
            env("POSTGRES_USER", plan.postgres.user.as_str()),
            secret_env(secrets::SECRET, SecretKey::PostgresPassword),
        ]),
        ports: Some(vec![port("postgres", PORT)]),
        startup_probe: Some(Probe {
            period_seconds: Some(1),
            timeout_seconds: Some(5),
            failure_threshold: Some(60),
            ..exec(&answers)
        }),
        readiness_probe: Some(Probe {
            period_seconds: Some(int(READY_EVERY)),
            timeout_seconds: Some(5),
            failure_threshold: Some(3),
            ..exec(&answers)
        }),
        liveness_probe: Some(Probe {
            period_seconds: Some(15),
            timeout_seconds: Some(5),
            failure_threshold: Some(4),
            ..tcp_open("postgres")
        }),
        lifecycle: Some(pause_before_stop()),
        volume_mounts: Some(mounts),
        ..container(plan, "pgbouncer", &plan.pgbouncer.image, &plan.pgbouncer.resources)
    }
}
