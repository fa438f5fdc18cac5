//! Which pod is the master, whether all replicas follow it, and whether the Sentinels could replace it.

use super::options::Mode;
use super::{MASTER, NODE, SENTINEL_PORT};
use crate::check::{Check, Topic};
use crate::plan::Plan;

pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let (node, replicas) = (NODE, plan.redis.pods() - 1);
    let find = match plan.redis.mode {
        Mode::Single | Mode::Replicated => format!("master={node}-0\n"),
        Mode::Sentinel => format!(
            r#"sentinel() {{
  k exec {node}-0 -c sentinel -- sh -c "REDISCLI_AUTH=\$REDIS_SENTINEL_PASSWORD redis-cli -p {port} sentinel $1 {name}" | tr -d '\r' || true
}}
quorum=$(sentinel ckquorum)
if grep -q '^OK' <<<"$quorum"; then ok "Sentinels: $quorum"; else fail "Sentinels: ${{quorum:-no answer}}"; fi
master=$(sentinel get-master-addr-by-name | head -n 1 | cut -d . -f 1)
master=${{master:-{node}-0}}
"#,
            port = SENTINEL_PORT,
            name = MASTER,
        ),
    };
    let script = format!(
        r#"say 'Redis'
{find}replication=$(k exec "$master" -c redis -- sh -c 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli info replication' | tr -d '\r' || true)
if grep -q '^role:master$' <<<"$replication"; then ok "$master is the master"; else fail "$master is not the master"; fi
if grep -q '^connected_slaves:{replicas}$' <<<"$replication"; then
  ok '{replicas} replicas follow it'
else
  fail "wanted {replicas} replicas, $(grep '^connected_slaves:' <<<"$replication" || echo 'no answer')"
fi
"#
    );
    vec![Check::new(Topic::Servers, script)]
}
