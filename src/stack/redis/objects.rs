//! StatefulSet, Services, ConfigMap, account and budget of Redis.

use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec};
use k8s_openapi::api::core::v1::{Container, Service};

use super::options::Mode;
use super::{MASTER_SERVICE, NODE, PORT, config};
use crate::kube::{
    Mount, PodOf, Probe, Shelf, checksum, claim_template, config_map, config_volume, container,
    disruption_budget, empty_dir, exec, headless, int, meta, pod_selector, pod_template, port,
    secret_checksum, secret_env, service, service_account, tcp_open, words,
};
use crate::plan::{Inputs, Plan};
use crate::secrets::SecretKey;
use crate::stack::secrets;
use crate::words::Memory;

const CONFIG: &str = "redis-config";
const DATA: &str = "data";

/// The user and group of Redis in the official image.
const USER: i64 = 999;

pub(super) fn objects(inputs: &Inputs<'_>, shelf: &mut Shelf<'_>) {
    let plan = inputs.plan;
    let files = config::files(plan);
    let digest = checksum(&files);
    let replicated = plan.redis.mode == Mode::Replicated;
    shelf.put(service_account(plan, NODE));
    shelf.put(config_map(plan, CONFIG, NODE, files));
    shelf.put(headless(plan, NODE, NODE, &[(PORT, "redis")]));
    shelf.put(master_service(plan));
    shelf.put(StatefulSet {
        metadata: meta(plan, NODE, NODE),
        spec: Some(StatefulSetSpec {
            replicas: Some(int(plan.redis.pods())),
            service_name: Some(NODE.to_owned()),
            // Replicas keep asking for the master by themselves; none has to wait for another.
            pod_management_policy: Some("Parallel".to_owned()),
            // Time for a returned pod to catch up before the next one goes.
            min_ready_seconds: replicated.then_some(10),
            selector: pod_selector(NODE),
            template: pod_template(
                plan,
                PodOf {
                    component: NODE,
                    user: USER,
                    group: USER,
                    fs_group: USER,
                    init_containers: Vec::new(),
                    containers: vec![server(inputs)],
                    volumes: vec![
                        config_volume("config", CONFIG),
                        empty_dir("run", Memory::mib(16)),
                        empty_dir("tmp", Memory::mib(16)),
                    ],
                    grace_seconds: 30,
                    restart_policy: None,
                    checksums: vec![
                        ("config", digest),
                        ("secrets", secret_checksum(inputs.secrets, &[SecretKey::RedisPassword])),
                    ],
                    resolver: None,
                    spread: replicated,
                    together: None,
                },
            ),
            volume_claim_templates: Some(vec![claim_template(
                DATA,
                plan.redis.storage,
                plan.cluster.rwo_class.as_ref(),
            )]),
            ..StatefulSetSpec::default()
        }),
        status: None,
    });
    if let Some(budget) = disruption_budget(plan, NODE, plan.redis.pods(), false) {
        shelf.put(budget);
    }
}

/// Leads to the first pod, by the label that the StatefulSet controller gives it.
fn master_service(plan: &Plan) -> Service {
    let mut service = service(plan, MASTER_SERVICE, NODE, &[(PORT, "redis")]);
    if let Some(selector) = service.spec.as_mut().and_then(|spec| spec.selector.as_mut()) {
        selector.insert("statefulset.kubernetes.io/pod-name".to_owned(), format!("{NODE}-0"));
    }
    service
}

fn server(inputs: &Inputs<'_>) -> Container {
    let plan = inputs.plan;
    // A server that is still loading its file answers with an error: not ready, but alive.
    let answers = "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli -h 127.0.0.1 ping | grep -q PONG";
    Container {
        command: words(["sh", &format!("{}/start.sh", config::CONFIG)]),
        env: Some(vec![secret_env(secrets::SECRET, SecretKey::RedisPassword)]),
        ports: Some(vec![port("redis", PORT)]),
        startup_probe: Some(Probe {
            period_seconds: Some(1),
            timeout_seconds: Some(5),
            failure_threshold: Some(120),
            ..exec(answers)
        }),
        readiness_probe: Some(Probe {
            period_seconds: Some(5),
            timeout_seconds: Some(5),
            failure_threshold: Some(3),
            ..exec(answers)
        }),
        liveness_probe: Some(Probe {
            period_seconds: Some(15),
            timeout_seconds: Some(5),
            failure_threshold: Some(4),
            ..tcp_open("redis")
        }),
        volume_mounts: Some(vec![
            Mount::writable(DATA, "/data"),
            Mount::read_only("config", config::CONFIG),
            Mount::writable("run", config::RUN),
            Mount::writable("tmp", "/tmp"),
        ]),
        ..container(plan, "redis", &plan.redis.image, &plan.redis.resources)
    }
}
