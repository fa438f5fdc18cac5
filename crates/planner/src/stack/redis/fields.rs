//! What the form asks about Redis.

use super::options::Mode;
use crate::field::{Field, Subject, choice, count, text};

pub(super) const FIELDS: &[Field] = &[
    choice!(redis.mode: Mode, "Servers", "With Sentinel a replica takes over within 6 seconds (measured). Without \
                                          it, no replica ever becomes the master.").keywords("sentinel failover cache broker queue valkey high availability"),
    count!(
        redis.replicas,
        "Replicas",
        "In addition to the master. Each pod also runs a Sentinel: with 2 replicas there are three, and one can \
         fail.",
        1..=9,
        "replicas"
    ).keywords("sentinel failover scale")
    .when(|plan| plan.redis.mode != Mode::Single),
    text!(
        redis.max_memory,
        "Memory for data",
        "A busy small forum uses 2 MB (measured). When it is full, cached values are evicted."
    ).advanced().keywords("ram cache eviction"),
    text!(
        redis.storage,
        "Volume of each pod",
        "Holds the append-only file, so queued tasks survive a restart."
    ).keywords("disk persistence aof pvc"),
    text!(redis.image, "Image", "Tested with Redis 7; needs 6.2 or newer.").advanced().subject(Subject::Name).under("Image"),
    text!(redis.resources.cpu_request, "CPU request", "Reserved for a pod.").advanced().under("Resources of a pod"),
    text!(redis.resources.cpu_limit, "CPU limit", "The most a pod gets.").advanced(),
    text!(
        redis.resources.memory_request,
        "Memory request",
        "Reserved for a pod; it uses about 10 MiB (measured)."
    ).advanced(),
    text!(redis.resources.memory_limit, "Memory limit", "Make it at least a third more than the memory for data.").advanced(),
];
