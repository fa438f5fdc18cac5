//! After how long a client gives up on a server that does not answer. When a process ends, the kernel closes its
//! connections and clients notice at once. When a node loses power, only these timeouts end the wait.

use crate::plan::Plan;

/// Seconds for a connection to a server of the cluster. A lost packet is sent again after one.
pub(super) const CONNECT: u32 = 2;
/// Seconds for a login at the database, which may be far away and behind TLS.
const LOGIN: u32 = 5;
/// Logins that are tried through PgBouncer, whose pods stand behind one address: each try is sent to any of them,
/// so one that is lost and still counted takes an eighth of the requests where two share the work, not half.
const LOGINS: u32 = 3;

/// Seconds without a word after which the other side of a connection is asked whether it is there.
pub(super) const IDLE: u32 = 15;
/// Seconds from one such question to the next.
pub(super) const INTERVAL: u32 = 5;
/// How many of them may stay unanswered.
pub(super) const COUNT: u32 = 3;
/// Seconds after which a side that has vanished is missed: by these questions, or, because none is asked while
/// data wait to be confirmed, by `TCP_USER_TIMEOUT`. The kernel's own ways take two hours and a quarter of one.
pub(super) const VANISHED: u32 = IDLE + INTERVAL * COUNT;

/// How long a pod of the forum tries to log in at its database: seconds for each try, and tries.
pub(super) const fn login(pooled: bool) -> (u32, u32) {
    if pooled { (CONNECT, LOGINS) } else { (LOGIN, 1) }
}

/// Seconds that a probe waits which asks the database and Redis: longer than both connections may take, so that a
/// pod whose servers are slow answers for itself instead of being silent.
pub(super) fn asking_servers(plan: &Plan) -> u32 {
    let (seconds, tries) = login(plan.pgbouncer.enabled);
    seconds.saturating_mul(tries).saturating_add(CONNECT).saturating_add(1)
}

/// What the forum's image reads of this.
pub(super) fn settings() -> [(&'static str, String); 4] {
    [
        ("CONNECT_TIMEOUT", CONNECT),
        ("KEEPALIVE_IDLE", IDLE),
        ("KEEPALIVE_INTERVAL", INTERVAL),
        ("KEEPALIVE_COUNT", COUNT),
    ]
    .map(|(name, seconds)| (name, seconds.to_string()))
}
