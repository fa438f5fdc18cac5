//! What the form asks about Celery.

use crate::field::{Field, count, text};

pub(super) const FIELDS: &[Field] = &[
    count!(celery.replicas, "Pods", "With two, notifications keep working when one is lost.", 0..=50, "pods")
        .keywords("background worker queue tasks scale"),
    count!(
        celery.concurrency,
        "Processes per pod",
        "How many tasks run at once; each may hold one database connection.",
        1..=32,
        "processes"
    )
    .keywords("background worker queue tasks"),
    text!(celery.resources.cpu_request, "CPU request", "Reserved for a pod.")
        .advanced()
        .under("Resources of a pod"),
    text!(celery.resources.cpu_limit, "CPU limit", "The most a pod gets.").advanced(),
    text!(celery.resources.memory_request, "Memory request", "Recommended: 80 MiB plus 60 MiB per process.")
        .advanced(),
    text!(celery.resources.memory_limit, "Memory limit", "Recommended: 180 MiB plus 100 MiB per process.")
        .advanced(),
];
