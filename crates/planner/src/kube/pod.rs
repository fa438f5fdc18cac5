//! Pods and containers that the `restricted` Pod Security Standard admits.
//!
//! Every container has no capabilities and no privilege escalation, a read-only root file system, a numeric user that is
//! not root, and requests and limits. Every pod has the runtime's seccomp profile, no API token, and no environment
//! variables for Services.

use std::collections::BTreeMap;

use crate::sorting::to_map;
pub use k8s_openapi::api::core::v1::Probe;
use k8s_openapi::api::core::v1::{
    Affinity, Capabilities, ConfigMapEnvSource, ConfigMapVolumeSource, Container, ContainerPort,
    EmptyDirVolumeSource, EnvFromSource, EnvVar, EnvVarSource, ExecAction, HTTPGetAction, HTTPHeader,
    KeyToPath, Lifecycle, LifecycleHandler, LocalObjectReference, PersistentVolumeClaimVolumeSource,
    PodAffinity, PodAffinityTerm, PodAntiAffinity, PodDNSConfig, PodSecurityContext, PodSpec,
    PodTemplateSpec, ResourceRequirements, SeccompProfile, SecretKeySelector, SecretVolumeSource,
    SecurityContext, SleepAction, TCPSocketAction, Toleration, TopologySpreadConstraint, Volume, VolumeMount,
    WeightedPodAffinityTerm,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::names::{labels, pod_selector};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::values::{Choices, ImageRef, Memory, Resources, Taint};

const HOSTNAME: &str = "kubernetes.io/hostname";

/// A pod as a part describes it; [`pod_template`] adds what every pod has.
pub struct PodParams<'a> {
    /// The component: label, ServiceAccount and policies go by it.
    pub component: &'static str,
    /// Numeric user, never 0.
    pub user: i64,
    /// Numeric group.
    pub group: i64,
    /// Group that owns the volumes. All pods that mount the media volume name the same one: on a
    /// fresh node the first pod decides (seen in a cluster: a second group was refused softly).
    pub fs_group: i64,
    /// What runs.
    pub containers: Vec<Container>,
    /// What runs first.
    pub init_containers: Vec<Container>,
    /// What is mounted.
    pub volumes: Vec<Volume>,
    /// Seconds from the request to stop until the kill; preStop included.
    pub grace_seconds: i64,
    /// `Always`, or for Jobs `OnFailure` or `Never`.
    pub restart_policy: Option<&'static str>,
    /// Changes when the configuration does, so that the pods roll. Name and digest.
    pub checksums: Vec<(&'static str, String)>,
    /// How patient the pod's resolver is; the cluster's own way when nothing is said.
    pub resolver: Option<PodDNSConfig>,
    /// Keeps the pods apart from each other, where there is more than one node.
    pub spread: Spread,
    /// A label that holds all pods with it together on one node.
    pub together: Option<(&'a str, &'a str)>,
}

/// How pods of one kind are kept from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// They may share a node.
    Anywhere,
    /// They share a node only if there is no other.
    Apart,
    /// They never share a node: a pod without a free one stays Pending.
    OneANode,
}

/// The template of a pod.
pub fn pod_template(plan: &Plan, pod: PodParams<'_>) -> PodTemplateSpec {
    let mut pod_labels = labels(plan, pod.component);
    let together = pod.together.map(|(key, value)| {
        pod_labels.insert(key.to_owned(), value.to_owned());
        to_map([(key.to_owned(), value.to_owned())])
    });
    let annotations =
        to_map(pod.checksums.into_iter().map(|(name, digest)| (format!("checksum/{name}"), digest)));
    // Pods that are held together cannot be spread as well.
    let spread = if together.is_none() { pod.spread } else { Spread::Anywhere };
    let same_kind = || PodAffinityTerm {
        label_selector: Some(pod_selector(pod.component)),
        topology_key: HOSTNAME.to_owned(),
        ..PodAffinityTerm::default()
    };
    let affinity = Affinity {
        pod_affinity: together.map(|labels| PodAffinity {
            required_during_scheduling_ignored_during_execution: Some(vec![same_node(labels)]),
            ..PodAffinity::default()
        }),
        pod_anti_affinity: match spread {
            Spread::Anywhere => None,
            Spread::Apart => Some(PodAntiAffinity {
                preferred_during_scheduling_ignored_during_execution: Some(vec![WeightedPodAffinityTerm {
                    weight: 100,
                    pod_affinity_term: same_kind(),
                }]),
                ..PodAntiAffinity::default()
            }),
            Spread::OneANode => Some(PodAntiAffinity {
                required_during_scheduling_ignored_during_execution: Some(vec![same_kind()]),
                ..PodAntiAffinity::default()
            }),
        },
        ..Affinity::default()
    };
    PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: Some(pod_labels),
            annotations: (!annotations.is_empty()).then_some(annotations),
            ..ObjectMeta::default()
        }),
        spec: Some(PodSpec {
            service_account_name: Some(pod.component.to_owned()),
            automount_service_account_token: Some(false),
            // Off: Kubernetes would set REDIS_PORT=tcp://… for a Service named redis, over our own.
            enable_service_links: Some(false),
            restart_policy: pod.restart_policy.map(str::to_owned),
            termination_grace_period_seconds: Some(pod.grace_seconds),
            image_pull_secrets: plan
                .image
                .pull_secret
                .as_ref()
                .map(|name| vec![LocalObjectReference { name: name.to_string() }]),
            security_context: Some(PodSecurityContext {
                run_as_non_root: Some(true),
                run_as_user: Some(pod.user),
                run_as_group: Some(pod.group),
                fs_group: Some(pod.fs_group),
                // A recursive chown of a large media tree at each start would be slow.
                fs_group_change_policy: Some("OnRootMismatch".to_owned()),
                seccomp_profile: Some(SeccompProfile {
                    type_: "RuntimeDefault".to_owned(),
                    localhost_profile: None,
                }),
                ..PodSecurityContext::default()
            }),
            affinity: (affinity != Affinity::default()).then_some(affinity),
            dns_config: pod.resolver,
            node_selector: node_selector(plan),
            tolerations: plan
                .cluster
                .tolerated_taints
                .as_ref()
                .map(|taints| taints.iter().map(toleration).collect()),
            topology_spread_constraints: (spread == Spread::Apart).then(|| {
                vec![TopologySpreadConstraint {
                    max_skew: 1,
                    topology_key: HOSTNAME.to_owned(),
                    when_unsatisfiable: "ScheduleAnyway".to_owned(),
                    label_selector: Some(pod_selector(pod.component)),
                    ..TopologySpreadConstraint::default()
                }]
            }),
            init_containers: (!pod.init_containers.is_empty()).then_some(pod.init_containers),
            containers: pod.containers,
            volumes: (!pod.volumes.is_empty()).then_some(pod.volumes),
            ..PodSpec::default()
        }),
    }
}

/// The labels of nodes that a pod may run on; any if None. CloudNativePG's resources have the same field.
pub fn node_selector(plan: &Plan) -> Option<BTreeMap<String, String>> {
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    plan.cluster.node_labels.as_ref().map(|labels| to_map(labels.iter().map(owned)))
}

/// What makes a pod tolerate a taint.
pub fn toleration(taint: Taint<'_>) -> Toleration {
    Toleration {
        key: Some(taint.key.to_owned()),
        operator: Some(if taint.value.is_some() { "Equal" } else { "Exists" }.to_owned()),
        value: taint.value.map(str::to_owned),
        effect: taint.effect.map(str::to_owned),
        toleration_seconds: None,
    }
}

fn same_node(labels: BTreeMap<String, String>) -> PodAffinityTerm {
    PodAffinityTerm {
        label_selector: Some(LabelSelector { match_labels: Some(labels), ..LabelSelector::default() }),
        topology_key: HOSTNAME.to_owned(),
        ..PodAffinityTerm::default()
    }
}

/// A container with only what every container has.
pub fn container(plan: &Plan, name: &str, image: &ImageRef, resources: &Resources) -> Container {
    let resources = resources.reserved();
    let amounts = |cpu: String, memory: String, ephemeral: &str| {
        to_map([
            ("cpu".to_owned(), Quantity(cpu)),
            ("memory".to_owned(), Quantity(memory)),
            ("ephemeral-storage".to_owned(), Quantity(ephemeral.to_owned())),
        ])
    };
    Container {
        name: name.to_owned(),
        image: Some(plan.image.pulled(image.as_str())),
        image_pull_policy: Some(plan.image.pull_policy.key().to_owned()),
        resources: Some(ResourceRequirements {
            requests: Some(amounts(
                resources.cpu_request.to_string(),
                resources.memory_request.to_string(),
                "64Mi",
            )),
            limits: Some(amounts(resources.cpu_limit.to_string(), resources.memory_limit.to_string(), "1Gi")),
            ..ResourceRequirements::default()
        }),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            capabilities: Some(Capabilities { drop: Some(vec!["ALL".to_owned()]), add: None }),
            read_only_root_filesystem: Some(true),
            run_as_non_root: Some(true),
            ..SecurityContext::default()
        }),
        ..Container::default()
    }
}

/// A named container port.
pub fn port(name: &str, number: u16) -> ContainerPort {
    ContainerPort {
        name: Some(name.to_owned()),
        container_port: i32::from(number),
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }
}

/// A plain environment variable.
pub fn env(name: &str, value: impl Into<String>) -> EnvVar {
    EnvVar { name: name.to_owned(), value: Some(value.into()), value_from: None }
}

/// An environment variable with a secret's value, under the secret's own name; `secret` is the Secret's.
pub fn secret_env(secret: &str, key: SecretKey) -> EnvVar {
    secret_env_as(key.env(), secret, key)
}

/// The value that a secret had before, from a Secret that exists only while both are accepted:
/// `REDIS_PASSWORD_BEFORE`.
pub fn former_secret_env(secret: &str, key: SecretKey) -> EnvVar {
    let mut variable = secret_env_as(&format!("{}_BEFORE", key.env()), secret, key);
    let reference = variable.value_from.as_mut().and_then(|from| from.secret_key_ref.as_mut());
    if let Some(reference) = reference {
        reference.optional = Some(true);
    }
    variable
}

/// The same under the name that a program expects.
pub fn secret_env_as(name: &str, secret: &str, key: SecretKey) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            secret_key_ref: Some(SecretKeySelector {
                name: secret.to_owned(),
                key: key.env().to_owned(),
                optional: None,
            }),
            ..EnvVarSource::default()
        }),
    }
}

/// Every key of a ConfigMap as an environment variable.
pub fn env_from_config(name: &str) -> EnvFromSource {
    EnvFromSource {
        config_map_ref: Some(ConfigMapEnvSource { name: name.to_owned(), optional: None }),
        ..EnvFromSource::default()
    }
}

/// Where a volume appears in a container.
pub struct Mount;

impl Mount {
    /// To read and write.
    pub fn writable(volume: &str, path: &str) -> VolumeMount {
        VolumeMount { name: volume.to_owned(), mount_path: path.to_owned(), ..VolumeMount::default() }
    }

    /// To read.
    pub fn read_only(volume: &str, path: &str) -> VolumeMount {
        VolumeMount { read_only: Some(true), ..Self::writable(volume, path) }
    }

    /// One file of the volume, to read. Such a mount never changes in a running pod: the checksum
    /// annotation is what brings a new version in.
    pub fn file(volume: &str, path: &str, file: &str) -> VolumeMount {
        VolumeMount { sub_path: Some(file.to_owned()), ..Self::read_only(volume, path) }
    }
}

/// Scratch space on the node, at most `size`.
pub fn empty_dir(name: &str, size: Memory) -> Volume {
    Volume {
        name: name.to_owned(),
        empty_dir: Some(EmptyDirVolumeSource { size_limit: Some(Quantity(size.to_string())), medium: None }),
        ..Volume::default()
    }
}

/// A volume behind a claim.
pub fn claim_volume(name: &str, claim: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
            claim_name: claim.to_owned(),
            read_only: None,
        }),
        ..Volume::default()
    }
}

/// The files of a ConfigMap. Executable, because there are scripts among them: PostgreSQL's image runs
/// one that is, and reads one that is not into its own shell, where its `set -u` would stay.
pub fn config_volume(name: &str, config_map: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name: config_map.to_owned(),
            default_mode: Some(0o555),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// One file of a Secret that is in the cluster already: the CA certificate of a server that the bundle does not run.
pub fn secret_volume(name: &str, secret: &str, file: &str) -> Volume {
    let item = KeyToPath { key: file.to_owned(), path: file.to_owned(), mode: None };
    Volume {
        name: name.to_owned(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(secret.to_owned()),
            items: Some(vec![item]),
            default_mode: Some(0o444),
            ..SecretVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// A probe by HTTP on the port named `http`; `host` for a server that answers only to its own name.
pub fn http_get(path: &str, host: Option<&str>) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_owned()),
            port: IntOrString::String("http".to_owned()),
            scheme: Some("HTTP".to_owned()),
            http_headers: host
                .map(|host| vec![HTTPHeader { name: "Host".to_owned(), value: host.to_owned() }]),
            ..HTTPGetAction::default()
        }),
        ..Probe::default()
    }
}

/// A probe by a shell command in the container.
pub fn exec(command: &str) -> Probe {
    Probe {
        exec: Some(ExecAction { command: Some(vec!["sh".to_owned(), "-c".to_owned(), command.to_owned()]) }),
        ..Probe::default()
    }
}

/// A probe that only opens a connection to the port of this name.
pub fn tcp_open(port: &str) -> Probe {
    Probe {
        tcp_socket: Some(TCPSocketAction { port: IntOrString::String(port.to_owned()), host: None }),
        ..Probe::default()
    }
}

/// A command and its arguments.
pub fn argv<const N: usize>(words: [&str; N]) -> Option<Vec<String>> {
    Some(words.into_iter().map(str::to_owned).collect())
}

/// Something to do before the request to stop is passed on.
pub fn before_stop(pre_stop: LifecycleHandler) -> Lifecycle {
    Lifecycle { pre_stop: Some(pre_stop), ..Lifecycle::default() }
}

/// Waits before the request to stop is passed on: endpoints lag behind, and a request that arrived
/// within milliseconds of the signal was dropped (measured). With five seconds none of 1,049 was.
pub fn pause_before_stop() -> Lifecycle {
    before_stop(LifecycleHandler { sleep: Some(SleepAction { seconds: 5 }), ..LifecycleHandler::default() })
}
