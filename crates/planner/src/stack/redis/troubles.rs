//! What can be wrong with Redis.

use super::options::Mode;
use super::{MASTER, NODE, SENTINEL_PORT};
use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    let k = kubectl(plan);
    let back = match plan.redis.mode {
        Mode::Single => "its pod restarts within seconds and keeps its data".to_owned(),
        Mode::Replicated => {
            "no replica is promoted: the first pod, the master, must come back; replicas reconnect by themselves"
                .to_owned()
        }
        Mode::Sentinel => format!(
            "the Sentinels choose a new master within 6 seconds, if {} of {} are up: `{k} exec {NODE}-0 -c sentinel -- sh -c \
             'REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD redis-cli -p {SENTINEL_PORT} sentinel ckquorum {MASTER}'`",
            plan.redis.quorum(),
            plan.redis.pods(),
        ),
    };
    vec![Trouble::new(
        Stage::Pages,
        "every page answers 500",
        "Redis is down",
        format!("`{k} get pods`: {back}"),
    )]
}
