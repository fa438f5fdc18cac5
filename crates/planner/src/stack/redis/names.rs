//! Redis' name and ports, for all parts.

use crate::plan::Plan;

/// Its node, component, ServiceAccount, StatefulSet and headless Service.
pub const NODE: &str = "redis";
/// The Service that always and only leads to the master.
pub const MASTER_SERVICE: &str = "redis-master";
/// Its port.
pub const PORT: u16 = 6379;
/// The Sentinels' port.
pub const SENTINEL_PORT: u16 = 26379;
/// What the Sentinels call the master.
pub const MASTER: &str = "mymaster";

/// The names of the pods, whole: with fewer dots the resolver would try each search domain first.
pub fn hosts(plan: &Plan) -> Vec<String> {
    (0..plan.redis.pods()).map(|ordinal| host(plan, &ordinal.to_string())).collect()
}

/// The whole name of a pod; `ordinal` may be a variable of a shell.
pub(super) fn host(plan: &Plan, ordinal: &str) -> String {
    format!("{NODE}-{ordinal}.{}", domain(plan))
}

/// The domain of the pods: the headless Service, by its whole name.
pub(super) fn domain(plan: &Plan) -> String {
    format!("{NODE}.{}.svc.{}", plan.site.namespace, plan.cluster.domain)
}
