//! After how long a client gives up on a server that does not answer. When a process ends, the kernel closes its
//! connections and clients notice at once. When a node loses power, only these timeouts end the wait.

use crate::plan::Plan;

/// Seconds for connecting to a server in the cluster. A lost packet is sent again after one second.
pub(super) const CONNECT: u32 = 2;
/// Seconds for a login to the database, which may be far away and use TLS.
const LOGIN: u32 = 5;
/// How often a login through PgBouncer is tried. Its Service sends each try to any of its pods, so if one of two pods is
/// lost and still counted as ready, an eighth of the requests fails instead of half.
const LOGINS: u32 = 3;

/// Seconds without data before the kernel sends the first keepalive probe (TCP_KEEPIDLE).
pub(super) const IDLE: u32 = 15;
/// Seconds between probes (TCP_KEEPINTVL).
pub(super) const INTERVAL: u32 = 5;
/// How many probes may stay unanswered (TCP_KEEPCNT).
pub(super) const COUNT: u32 = 3;
/// Seconds after which a vanished peer is noticed: by the probes or, because none are sent while data is unacknowledged, by
/// `TCP_USER_TIMEOUT`. With the kernel's defaults it takes two hours, or a quarter of an hour.
pub(super) const VANISHED: u32 = IDLE + INTERVAL * COUNT;

/// How long a pod of the forum tries to log in to its database: seconds for each try, and number of tries.
pub(super) const fn login(pooled: bool) -> (u32, u32) {
    if pooled { (CONNECT, LOGINS) } else { (LOGIN, 1) }
}

/// The timeout, in seconds, of a probe whose page asks the database and Redis. It is longer than both connections may take,
/// so that a pod with slow servers can still answer.
pub(super) fn asking_servers(plan: &Plan) -> u32 {
    let (seconds, tries) = login(super::wiring::is_pooled(plan));
    seconds.saturating_mul(tries).saturating_add(CONNECT).saturating_add(1)
}

/// The environment variables with which the forum image gets these settings.
pub(super) fn settings() -> [(&'static str, String); 4] {
    [
        ("CONNECT_TIMEOUT", CONNECT),
        ("KEEPALIVE_IDLE", IDLE),
        ("KEEPALIVE_INTERVAL", INTERVAL),
        ("KEEPALIVE_COUNT", COUNT),
    ]
    .map(|(name, seconds)| (name, seconds.to_string()))
}
