//! StatefulSet, Services, ConfigMap, ServiceAccount and budget of Redis.

use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec};
use k8s_openapi::api::core::v1::{
    Container, EnvVar, ExecAction, Lifecycle, LifecycleHandler, PodDNSConfig, PodDNSConfigOption, Service,
    SleepAction,
};

use super::exporter::exporters;
use super::options::Mode;
use super::{MASTER_SERVICE, NODE, PORT, SENTINEL_PORT, config};
use crate::inputs::Inputs;
use crate::kube::{
    Mount, PartObjects, PodParams, Probe, Spread, argv, before_stop, checksum, claim_template, config_map,
    config_volume, container, disruption_budget, empty_dir, exec, former_secret_env, headless, int, meta,
    pod_selector, port, secret_checksum, secret_env, service, service_account, tcp_open,
};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::stack::exporter::{pod_with, resources_with};
use crate::stack::secrets::names as secrets;
use crate::values::{Memory, Resources};

const CONFIG: &str = "redis-config";
const DATA: &str = "data";

/// Measured: 3 to 7 MiB; at 200 thousandths of a core its own probes throttled it now and then.
const SENTINEL: Resources = Resources::new(20, 300, 16, 64);

/// The user and group of Redis in the official image.
const USER: i64 = 999;

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    let files = config::files(plan);
    let digest = checksum(&files);
    let replicated = plan.redis.mode != Mode::Single;
    let sentinels = plan.redis.mode == Mode::Sentinel;
    out.put(service_account(plan, NODE));
    out.put(config_map(plan, CONFIG, NODE, files));
    if sentinels {
        out.put(headless(plan, NODE, NODE, &[(PORT, "redis"), (SENTINEL_PORT, "sentinel")]));
    } else {
        out.put(headless(plan, NODE, NODE, &[(PORT, "redis")]));
        out.put(master_service(plan));
    }
    let mut containers = vec![server(inputs)];
    if sentinels {
        containers.push(sentinel(plan));
    }
    out.put(StatefulSet {
        metadata: meta(plan, NODE, NODE),
        spec: Some(StatefulSetSpec {
            replicas: Some(int(plan.redis.pods())),
            service_name: Some(NODE.to_owned()),
            // Replicas keep asking for the master by themselves; none has to wait for another.
            pod_management_policy: Some("Parallel".to_owned()),
            // Time for a returned pod to catch up before the next one goes. Sentinels call it healthy only
            // 12 to 15 seconds after its start (measured).
            min_ready_seconds: replicated.then_some(20),
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
                    containers,
                    volumes: vec![
                        config_volume("config", CONFIG),
                        empty_dir("run", Memory::mib(16)),
                        empty_dir("tmp", Memory::mib(16)),
                    ],
                    // The hand-over takes up to 20 seconds, the stop itself some more.
                    grace_seconds: 40,
                    restart_policy: None,
                    checksums: vec![
                        ("config", digest),
                        ("secrets", secret_checksum(inputs.secrets, &passwords(plan))),
                    ],
                    resolver: sentinels.then(impatient_resolver),
                    spread: spread(plan),
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
        out.put(budget);
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

/// Two of three Sentinels on one node would be no majority when it goes; so with enough nodes each has its
/// own.
fn spread(plan: &Plan) -> Spread {
    match plan.redis.mode {
        Mode::Single => Spread::Anywhere,
        Mode::Sentinel if plan.cluster.nodes >= plan.redis.pods() => Spread::OneANode,
        Mode::Replicated | Mode::Sentinel => Spread::Apart,
    }
}

/// The passwords that the pods read.
fn passwords(plan: &Plan) -> Vec<SecretKey> {
    [SecretKey::RedisPassword, SecretKey::SentinelPassword]
        .into_iter()
        .filter(|key| key.needed(plan))
        .collect()
}

/// What a pod reserves.
pub(super) fn pod_resources(plan: &Plan) -> Resources {
    let servers = match plan.redis.mode {
        Mode::Sentinel => plan.redis.resources.plus(SENTINEL),
        Mode::Single | Mode::Replicated => plan.redis.resources.reserved(),
    };
    resources_with(&exporters(plan), servers)
}

/// A Sentinel resolves names in its only thread. One lost DNS answer blocked it for the resolver's usual five seconds, after
/// which it was in TILT mode for thirty (measured; no longer seen with these options).
fn impatient_resolver() -> PodDNSConfig {
    let option = |name: &str, value: Option<&str>| PodDNSConfigOption {
        name: Some(name.to_owned()),
        value: value.map(str::to_owned),
    };
    PodDNSConfig {
        options: Some(vec![
            option("timeout", Some("1")),
            option("attempts", Some("3")),
            option("single-request-reopen", None),
        ]),
        ..PodDNSConfig::default()
    }
}

fn server(inputs: &Inputs<'_>) -> Container {
    let plan = inputs.plan;
    // A server that is still loading its file answers with an error: not ready, but alive.
    let answers = "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli -h 127.0.0.1 ping | grep -q PONG";
    Container {
        command: argv(["sh", &format!("{}/start.sh", config::CONFIG)]),
        env: Some(password_env(plan)),
        ports: Some(vec![port("redis", PORT)]),
        lifecycle: (plan.redis.mode == Mode::Sentinel).then(hand_over),
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
            Mount::writable(DATA, config::DATA),
            Mount::read_only("config", config::CONFIG),
            Mount::writable("run", config::RUN),
            Mount::writable("tmp", "/tmp"),
        ]),
        ..container(plan, "redis", &plan.redis.image, &plan.redis.resources)
    }
}

fn password_env(plan: &Plan) -> Vec<EnvVar> {
    let now = passwords(plan).into_iter().map(|key| secret_env(secrets::SECRET, key));
    now.chain([former_secret_env(secrets::BEFORE, SecretKey::RedisPassword)]).collect()
}

fn hand_over() -> Lifecycle {
    let command = argv(["sh", &format!("{}/stop.sh", config::CONFIG)]);
    before_stop(LifecycleHandler { exec: Some(ExecAction { command }), ..LifecycleHandler::default() })
}

/// The Sentinel of a pod. It stops after the server's failover, which takes up to eleven seconds. Its probes are patient, so
/// that a slow name lookup does not restart it.
fn sentinel(plan: &Plan) -> Container {
    let answers = format!(
        "REDISCLI_AUTH=\"$REDIS_SENTINEL_PASSWORD\" redis-cli -h 127.0.0.1 -p {SENTINEL_PORT} ping | grep -q PONG"
    );
    Container {
        command: argv(["sh", &format!("{}/sentinel.sh", config::CONFIG)]),
        env: Some(password_env(plan)),
        ports: Some(vec![port("sentinel", SENTINEL_PORT)]),
        lifecycle: Some(before_stop(LifecycleHandler {
            sleep: Some(SleepAction { seconds: 12 }),
            ..LifecycleHandler::default()
        })),
        startup_probe: Some(Probe {
            period_seconds: Some(1),
            timeout_seconds: Some(6),
            failure_threshold: Some(120),
            ..exec(&answers)
        }),
        readiness_probe: Some(Probe {
            period_seconds: Some(10),
            timeout_seconds: Some(6),
            failure_threshold: Some(5),
            ..exec(&answers)
        }),
        liveness_probe: Some(Probe {
            period_seconds: Some(20),
            timeout_seconds: Some(6),
            failure_threshold: Some(5),
            ..tcp_open("sentinel")
        }),
        volume_mounts: Some(vec![
            Mount::writable(DATA, config::DATA),
            Mount::read_only("config", config::CONFIG),
            Mount::writable("tmp", "/tmp"),
        ]),
        ..container(plan, "sentinel", &plan.redis.image, &SENTINEL)
    }
}
