//! What the form asks about PgBouncer.

use crate::field::{Field, Subject, count, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    toggle!(
        pgbouncer.enabled,
        "Share connections",
        "For more threads than PostgreSQL can give connections. With CloudNativePG its Pooler does it."
    )
    .keywords("connection pool pooler max_connections"),
    count!(pgbouncer.replicas, "Pods", "Two keep the forum going when one is lost.", 1..=20, "pods").when(on),
    count!(
        pgbouncer.default_pool_size,
        "Connections to PostgreSQL",
        "The most that one pod holds; clients wait for a free one.",
        1..=1000,
        "connections"
    )
    .advanced()
    .when(on),
    count!(
        pgbouncer.max_client_conn,
        "Clients",
        "The most that one pod takes; a waiting client costs two kilobytes.",
        10..=10000,
        "clients"
    )
    .advanced()
    .when(on),
    text!(
        pgbouncer.image,
        "Image",
        "One with a shell, pgbouncer and pg_isready in its path; CloudNativePG wants 1.19 or newer."
    )
    .advanced()
    .subject(Subject::Name)
    .when(on),
    text!(pgbouncer.resources.cpu_request, "CPU request", "Reserved for a pod.")
        .advanced()
        .under("Resources of a pod")
        .when(on),
    text!(pgbouncer.resources.cpu_limit, "CPU limit", "The most a pod gets; it uses one core at most.")
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
