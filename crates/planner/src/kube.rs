//! Builders of Kubernetes objects, shared by all parts.
//!
//! What holds for every object or pod (security context, standard labels) is written here once; what holds for one part is
//! written in its folder.

mod checksum;
mod manifest;
mod names;
mod pod;
mod resilience;
mod value;
mod workload;
mod yaml;
pub mod yaml_lines;

pub use checksum::{checksum, secret_checksum};
pub use manifest::{Custom, Encrypted, Manifest, ObjectSet, PartObjects};
pub use names::{APP, MANAGED_BY, labels, meta, pod_selector, selector};
pub use pod::{
    Mount, PodParams, Probe, Spread, argv, before_stop, claim_volume, config_volume, container, empty_dir,
    env, env_from_config, exec, former_secret_env, http_get, node_selector, pause_before_stop, pod_template,
    port, secret_env, secret_env_as, secret_volume, tcp_open, toleration,
};
pub use resilience::{disruption_budget, rolling_update};
pub use workload::{claim, claim_template, config_map, headless, service, service_account};
pub use yaml::{manifest_yaml, ordered, to_value, yaml};

/// Kubernetes takes whole numbers as i32; a count of the plan is far below that.
pub fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
