//! What can be wrong with Redis.

use super::options::Mode;
use crate::finding::{Report, Rule, Severity};
use crate::plan::Inputs;
use crate::words::Memory;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP050",
        name: "redis-master-without-failover",
        severity: Severity::Warning,
        explanation: "Replicas copy the data, but nothing promotes one. While the master is down every page and every \
                      post answers 500, until its pod is back on a node that can reach its volume. This is the first \
                      bottleneck that the 2022 report confesses.",
        remedy: "Know that the forum is down as long as the master is. One pod is as available as this, for less.",
        flagged: |plan, _| plan.redis.mode = Mode::Replicated,
        clean: |plan, _| plan.redis.mode = Mode::Single,
        check: no_failover,
    },
    Rule {
        code: "FP051",
        name: "redis-memory-above-its-limit",
        severity: Severity::Error,
        explanation: "While Redis rewrites its append-only file it needs memory beyond its data. With less than a third to \
                      spare the kernel kills it in the middle, and the forum answers 500.",
        remedy: "Raise the memory limit, or keep less data.",
        flagged: |plan, _| plan.redis.max_memory = Memory::mib(224),
        clean: |plan, _| plan.redis.max_memory = Memory::mib(128),
        check: memory,
    },
    Rule {
        code: "FP052",
        name: "redis-volume-smaller-than-its-file",
        severity: Severity::Warning,
        explanation: "The append-only file may grow to twice the data before it is rewritten, and the new one is written \
                      beside it. On a full volume Redis refuses every write.",
        remedy: "Give the volume at least four times the memory for data.",
        flagged: |plan, _| plan.redis.storage = Memory::mib(128),
        clean: |plan, _| plan.redis.storage = Memory::gib(1),
        check: volume,
    },
    Rule {
        code: "FP053",
        name: "one-redis",
        severity: Severity::Advice,
        explanation: "Every request reads Redis and every post writes to it: while its only pod restarts (3 seconds \
                      measured) or moves with its volume to another node, the forum answers 500. Its data survives.",
        remedy: "For a small forum this is a fair choice: keep its volume on storage that can follow the pod.",
        flagged: |plan, _| plan.redis.mode = Mode::Single,
        clean: |plan, _| plan.redis.mode = Mode::Replicated,
        check: one_pod,
    },
];

fn no_failover(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    if redis.mode == Mode::Replicated {
        report
            .flag("Nobody takes over from the Redis master")
            .because(format!("{} pods hold the data, one of them answers", redis.pods()))
            .at("redis.mode")
            .fix("Run one pod instead", inputs.plan, |plan| plan.redis.mode = Mode::Single);
    }
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.redis.mode == Mode::Single {
        report.flag("Redis is one pod: while it restarts, the forum answers 500").at("redis.mode");
    }
}

fn memory(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    let (data, limit) = (redis.max_memory.in_mib(), redis.resources.memory_limit.in_mib());
    if data.saturating_mul(4) > limit.saturating_mul(3) {
        let enough = Memory::mib((data.saturating_mul(4).div_ceil(3)).div_ceil(32).saturating_mul(32));
        report
            .flag(format!(
                "Redis may hold {} of data under a limit of {}",
                redis.max_memory, redis.resources.memory_limit
            ))
            .because(format!(
                "{data} MiB × 4/3 for the rewrite of its file = {} MiB",
                data.saturating_mul(4).div_ceil(3)
            ))
            .at("redis.max_memory")
            .at("redis.resources.memory_limit")
            .fix(format!("Set the limit to {enough}"), inputs.plan, |plan| {
                plan.redis.resources.memory_limit = enough;
            });
    }
}

fn volume(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    let enough = redis.max_memory.in_mib().saturating_mul(4);
    if redis.storage.in_mib() < enough {
        let size = Memory::gib(enough.div_ceil(1024));
        report
            .flag(format!("A volume of {} for {} of data", redis.storage, redis.max_memory))
            .at("redis.storage")
            .at("redis.max_memory")
            .fix(format!("Make it {size}"), inputs.plan, |plan| plan.redis.storage = size);
    }
}
