//! What the form asks about the tiers.

use crate::field::{Field, Subject, count, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    toggle!(
        web.split,
        "Split in two tiers",
        "/api/ gets pods of its own, so that heavy pages cannot hold up posting."
    )
    .keywords("api pages gunicorn"),
    toggle!(
        web.internet,
        "Let pods reach the internet",
        "For gravatars, social login, spam checks and the version check: ports 443 and 80."
    )
    .advanced()
    .keywords("egress outgoing firewall network policy proxy")
    .subject(Subject::Cluster),
    count!(
        web.pages.replicas,
        "Pods",
        "Pods that render threads, categories and the admin panel.",
        1..=100,
        "pods"
    )
    .keywords("scale redundancy copies gunicorn django")
    .under("Pages tier"),
    toggle!(
        web.pages.autoscale,
        "Add pods under load",
        "A HorizontalPodAutoscaler counts CPU; it needs metrics-server, which k3s brings."
    )
    .keywords("hpa horizontalpodautoscaler autoscaling scale"),
    count!(
        web.pages.max_replicas,
        "At most",
        "Checked against the nodes and PostgreSQL's connections.",
        1..=100,
        "pods"
    )
    .when(|plan| plan.web.pages.autoscale),
    count!(
        web.pages.cpu_target,
        "CPU target",
        "Pods are added above it, in percent of the CPU request.",
        10..=1000,
        "percent"
    )
    .advanced()
    .when(|plan| plan.web.pages.autoscale),
    count!(
        web.pages.workers,
        "Workers per pod",
        "Processes; each uses one core at most and about 110 MiB.",
        1..=32,
        "workers"
    )
    .advanced()
    .keywords("gunicorn processes cpu"),
    count!(
        web.pages.threads,
        "Threads per worker",
        "Each may hold one database connection.",
        1..=32,
        "threads"
    )
    .advanced()
    .keywords("gunicorn concurrency"),
    text!(
        web.pages.resources.cpu_request,
        "CPU request",
        "Reserved for a pod. A core serves 10 to 17 pages a second."
    )
    .advanced(),
    text!(web.pages.resources.cpu_limit, "CPU limit", "The most a pod gets; below a core pods start slowly.")
        .advanced(),
    text!(web.pages.resources.memory_request, "Memory request", "Advised: 30 + 110 MiB for each worker.")
        .advanced(),
    text!(
        web.pages.resources.memory_limit,
        "Memory limit",
        "Advised: 30 + 130 MiB for each worker + 150 for one large picture."
    )
    .advanced(),
    count!(
        web.api.replicas,
        "Pods",
        "Pods that answer the browser's scripts: posting, uploads, polling.",
        1..=100,
        "pods"
    )
    .keywords("scale redundancy copies gunicorn django")
    .under("API tier")
    .when(split),
    toggle!(
        web.api.autoscale,
        "Add pods under load",
        "A HorizontalPodAutoscaler counts CPU; it needs metrics-server, which k3s brings."
    )
    .keywords("hpa horizontalpodautoscaler autoscaling scale")
    .when(split),
    count!(
        web.api.max_replicas,
        "At most",
        "Checked against the nodes and PostgreSQL's connections.",
        1..=100,
        "pods"
    )
    .when(|plan| split(plan) && plan.web.api.autoscale),
    count!(
        web.api.cpu_target,
        "CPU target",
        "Pods are added above it, in percent of the CPU request.",
        10..=1000,
        "percent"
    )
    .advanced()
    .when(|plan| split(plan) && plan.web.api.autoscale),
    count!(
        web.api.workers,
        "Workers per pod",
        "Processes; each uses one core at most and about 110 MiB.",
        1..=32,
        "workers"
    )
    .advanced()
    .keywords("gunicorn processes cpu")
    .when(split),
    count!(
        web.api.threads,
        "Threads per worker",
        "Each may hold one database connection.",
        1..=32,
        "threads"
    )
    .advanced()
    .keywords("gunicorn concurrency")
    .when(split),
    text!(
        web.api.resources.cpu_request,
        "CPU request",
        "Reserved for a pod. A core serves about 50 light calls a second."
    )
    .advanced()
    .when(split),
    text!(web.api.resources.cpu_limit, "CPU limit", "The most a pod gets; below a core pods start slowly.")
        .advanced()
        .when(split),
    text!(web.api.resources.memory_request, "Memory request", "Advised: 30 + 110 MiB for each worker.")
        .advanced()
        .when(split),
    text!(
        web.api.resources.memory_limit,
        "Memory limit",
        "Advised: 30 + 130 MiB for each worker + 150 for one large picture."
    )
    .advanced()
    .when(split),
];

fn split(plan: &Plan) -> bool {
    plan.web.split
}
