//! Changing the password without an interruption: Redis accepts the old one too, until every client has been replaced.

use super::options::Mode;
use super::{MASTER, NODE, SENTINEL_PORT};
use crate::plan::Plan;

/// The oldest Redis whose access lists take two passwords in the words that the pods write: `&*`, the channels, are of 6.2.
pub const OLDEST: (u32, u32) = (6, 2);

/// Whether the planned Redis accepts two passwords. An image whose tag says no version is taken for a new one.
pub fn takes_two(plan: &Plan) -> bool {
    super::version(plan).is_none_or(|version| version >= OLDEST)
}

/// What ends the time in which both are accepted: the pods talk to each other with the new one, then start again
/// without the other.
pub fn settle(plan: &Plan) -> Vec<String> {
    let exec = |ordinal: u32, container: &str, script: &str| {
        format!(
            "kubectl --namespace {} exec {NODE}-{ordinal} --container {container} -- sh -c '{script}'",
            plan.site.namespace
        )
    };
    let mut commands = Vec::new();
    for ordinal in 0..plan.redis.pods() {
        if plan.redis.mode != Mode::Single {
            let script = "REDISCLI_AUTH=$REDIS_PASSWORD redis-cli config set masterauth \"$REDIS_PASSWORD\"";
            commands.push(exec(ordinal, NODE, script));
        }
        if plan.redis.mode == Mode::Sentinel {
            let script = format!(
                "REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD redis-cli -p {SENTINEL_PORT} sentinel set {MASTER} auth-pass \"$REDIS_PASSWORD\""
            );
            commands.push(exec(ordinal, "sentinel", &script));
        }
    }
    commands
}
