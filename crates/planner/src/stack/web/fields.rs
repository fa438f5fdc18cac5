//! What the form asks about the tiers.

use crate::field::{Field, Subject, count, text, toggle};
use crate::plan::Plan;

pub(super) const FIELDS: &[Field] = &[
    toggle!(
        web.split,
        "Split into two tiers",
        "/api/ gets its own pods, so that heavy pages cannot slow down posting."
    )
    .keywords("api pages gunicorn"),
    toggle!(
        web.internet,
        "Let pods reach the internet",
        "Opens ports 443 and 80 for gravatars, social login, spam checks and the version check."
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
        "A HorizontalPodAutoscaler adds pods by CPU use. It needs metrics-server, which k3s includes."
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
        "Pods are added when CPU use exceeds this percentage of the request.",
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
    text!(
        web.pages.resources.cpu_limit,
        "CPU limit",
        "The most a pod gets; with less than one core pods start \
                                                       slowly."
    )
    .advanced(),
    text!(
        web.pages.resources.memory_request,
        "Memory request",
        "Recommended: 30 MiB plus 110 MiB per worker."
    )
    .advanced(),
    text!(
        web.pages.resources.memory_limit,
        "Memory limit",
        "Recommended: 30 MiB plus 130 MiB per worker plus 150 MiB for one large picture."
    )
    .advanced(),
    count!(web.api.replicas, "Pods", "Pods for API requests: posting, uploads, polling.", 1..=100, "pods")
        .keywords("scale redundancy copies gunicorn django")
        .under("API tier")
        .when(split),
    toggle!(
        web.api.autoscale,
        "Add pods under load",
        "A HorizontalPodAutoscaler adds pods by CPU use. It needs metrics-server, which k3s includes."
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
        "Pods are added when CPU use exceeds this percentage of the request.",
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
    text!(
        web.api.resources.cpu_limit,
        "CPU limit",
        "The most a pod gets; with less than one core pods start \
                                                     slowly."
    )
    .advanced()
    .when(split),
    text!(web.api.resources.memory_request, "Memory request", "Recommended: 30 MiB plus 110 MiB per worker.")
        .advanced()
        .when(split),
    text!(
        web.api.resources.memory_limit,
        "Memory limit",
        "Recommended: 30 MiB plus 130 MiB per worker plus 150 MiB for one large picture."
    )
    .advanced()
    .when(split),
];

fn split(plan: &Plan) -> bool {
    plan.web.split
}
