//! What the form asks about PgBouncer.

use crate::field::{Field, Subject, count, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    toggle!(
        pgbouncer.enabled,
        "Share connections",
        "Needed when there are more threads than PostgreSQL has connections. With CloudNativePG, its Pooler does \
         this."
    )
    .keywords("connection pool pooler max_connections"),
    count!(pgbouncer.replicas, "Pods", "With two, the forum keeps working when one is lost.", 1..=20, "pods").when(on),
    count!(
        pgbouncer.default_pool_size,
        "Connections to PostgreSQL",
        "The most one pod opens; clients wait for a free one.",
        1..=1000,
        "connections"
    )
    .advanced()
    .when(on),
    count!(
        pgbouncer.max_client_conn,
        "Clients",
        "The most one pod accepts; an idle client costs 2 KB.",
        10..=10000,
        "clients"
    )
    .advanced()
    .when(on),
    text!(
        pgbouncer.image,
        "Image",
        "Needs a shell, pgbouncer and pg_isready in its path. CloudNativePG needs PgBouncer 1.19 or newer."
    )
    .advanced()
    .subject(Subject::Name)
    .when(on),
    text!(pgbouncer.resources.cpu_request, "CPU request", "Reserved for a pod.")
        .advanced()
        .under("Resources of a pod")
        .when(on),
    text!(pgbouncer.resources.cpu_limit, "CPU limit", "The most a pod gets; PgBouncer uses one core at most.")
        .advanced()
        .when(on),
    text!(pgbouncer.resources.memory_request, "Memory request", "Reserved for a pod.").advanced().when(on),
    text!(pgbouncer.resources.memory_limit, "Memory limit", "Above it the kernel kills the pod.")
        .advanced()
        .when(on),
];

fn on(plan: &Plan) -> bool {
    plan.pgbouncer.enabled
}
