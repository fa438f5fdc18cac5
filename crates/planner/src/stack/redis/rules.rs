//! What can be wrong with Redis.

use super::options::{Mode, Redis};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::counted;
use crate::values::{ImageRef, Memory};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP050",
        name: "redis-master-without-failover",
        severity: Severity::Warning,
        explanation: "Replicas copy the data, but nothing promotes one. While the master is down, pages and posts \
                      answer 500 until its pod is back on a node that can reach its volume.",
        remedy: "Let Sentinels choose a new master. Without them a single pod is just as available and costs less.",
        flagged: |plan, _| plan.redis.mode = Mode::Replicated,
        clean: |plan, _| plan.redis.mode = Mode::Single,
        check: no_failover,
    },
    Rule {
        code: "FP051",
        name: "redis-memory-above-its-limit",
        severity: Severity::Error,
        explanation: "Redis needs extra memory while it rewrites its append-only file. With less than a third to \
                      spare the kernel kills it during the rewrite, and the forum answers 500.",
        remedy: "Raise the memory limit, or lower the memory for data.",
        flagged: |plan, _| plan.redis.max_memory = Memory::mib(224),
        clean: |plan, _| plan.redis.max_memory = Memory::mib(128),
        check: memory,
    },
    Rule {
        code: "FP052",
        name: "redis-volume-smaller-than-its-file",
        severity: Severity::Warning,
        explanation: "The append-only file may grow to twice the data before it is rewritten, and the new file is \
                      written next to the old one. When the volume is full, Redis refuses every write.",
        remedy: "Make the volume at least four times the memory for data.",
        flagged: |plan, _| plan.redis.storage = Memory::mib(128),
        clean: |plan, _| plan.redis.storage = Memory::gib(1),
        check: volume,
    },
    Rule {
        code: "FP053",
        name: "one-redis",
        severity: Severity::Advice,
        explanation: "Every request reads from Redis and every post writes to it. While its only pod restarts (3 \
                      seconds measured) or moves to another node, the forum answers 500. Its data survives.",
        remedy: "For a small forum this is a reasonable choice; use storage that can move with the pod. With three \
                 nodes, run three with Sentinel.",
        flagged: |plan, _| plan.redis.mode = Mode::Single,
        clean: |plan, _| plan.redis.mode = Mode::Sentinel,
        check: one_pod,
    },
    Rule {
        code: "FP054",
        name: "two-sentinels",
        severity: Severity::Error,
        explanation: "Electing a new master takes more than half of all Sentinels. With two, both are needed, but \
                      losing the master's pod also loses one of them. Redis then stays down exactly when Sentinel \
                      should help.",
        remedy: "Run three: the master and two replicas.",
        flagged: |plan, _| {
            plan.redis.mode = Mode::Sentinel;
            plan.redis.replicas = 1;
        },
        clean: |plan, _| plan.redis.mode = Mode::Sentinel,
        check: too_few,
    },
    Rule {
        code: "FP055",
        name: "even-number-of-sentinels",
        severity: Severity::Advice,
        explanation: "More than half of the Sentinels must agree. Four can lose one, but so can three; the fourth \
                      only costs a pod and a volume.",
        remedy: "Run three or five.",
        flagged: |plan, _| {
            plan.redis.mode = Mode::Sentinel;
            plan.redis.replicas = 3;
        },
        clean: |plan, _| {
            plan.redis.mode = Mode::Sentinel;
            plan.redis.replicas = 4;
        },
        check: even,
    },
    Rule {
        code: "FP056",
        name: "no-majority-without-one-node",
        severity: Severity::Warning,
        explanation: "If that node goes down, too few Sentinels are left to elect a new master, and Redis is down \
                      until the node is back, as with one pod.",
        remedy: "Use three nodes for three Sentinels, or accept that Sentinel only helps when a pod is lost, not a \
                 node.",
        flagged: |plan, _| {
            plan.redis.mode = Mode::Sentinel;
            plan.cluster.nodes = 2;
        },
        clean: |plan, _| plan.redis.mode = Mode::Sentinel,
        check: few_nodes,
    },
    Rule {
        code: "FP057",
        name: "sentinel-without-host-names",
        severity: Severity::Error,
        explanation: "A restarted pod has a new address. Before Redis 6.2, Sentinels remember addresses instead of \
                      names, so they would look for the master at its old address.",
        remedy: "Use Redis 6.2 or newer.",
        flagged: |plan, _| {
            plan.redis.mode = Mode::Sentinel;
            plan.redis.image = ImageRef::known("docker.io/library/redis:6.0.20");
        },
        clean: |plan, _| {
            plan.redis.mode = Mode::Sentinel;
            plan.redis.image = ImageRef::known("docker.io/library/redis:6.2.14");
        },
        check: old_image,
    },
];

fn no_failover(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    if redis.mode == Mode::Replicated {
        report
            .flag("Nothing takes over from the Redis master")
            .because(format!("{} pods hold the data, but only one serves it", redis.pods()))
            .at("redis.mode")
            .fix("Let Sentinels choose a new one", inputs.plan, with_sentinels);
    }
}

/// The fix with Sentinel: an odd number of pods, at least three.
pub(super) fn with_sentinels(plan: &mut Plan) {
    plan.redis.mode = Mode::Sentinel;
    plan.redis.replicas = (plan.redis.replicas.max(2) / 2 * 2).min(4);
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.redis.mode == Mode::Single {
        let finding = report.flag("Redis runs as one pod: while it restarts, the forum answers 500");
        finding.at("redis.mode");
        if inputs.plan.cluster.nodes >= 3 {
            finding.fix("Run three with Sentinel", inputs.plan, |plan| {
                plan.redis.replicas = 2;
                plan.redis.mode = Mode::Sentinel;
            });
        }
    }
}

fn too_few(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    if redis.mode == Mode::Sentinel && redis.pods() < 3 {
        report
            .flag("Two Sentinels cannot replace a master: one alone is not a majority")
            .at("redis.replicas")
            .fix("Run three", inputs.plan, |plan| plan.redis.replicas = 2);
    }
}

fn even(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    let pods = redis.pods();
    if redis.mode == Mode::Sentinel && pods > 2 && pods.is_multiple_of(2) {
        report
            .flag(format!("{pods} Sentinels can lose {}, the same as {}", (pods - 1) / 2, pods - 1))
            .because(format!("{} of {pods} must agree", redis.quorum()))
            .at("redis.replicas")
            .fix(format!("Run {}", pods - 1), inputs.plan, |plan| plan.redis.replicas = pods - 2);
    }
}

/// The fullest node may hold so many of the Sentinels that the others are no majority.
fn few_nodes(inputs: &Inputs<'_>, report: &mut Report) {
    let (redis, nodes) = (&inputs.plan.redis, inputs.plan.cluster.nodes);
    let pods = redis.pods();
    let fullest = pods.div_ceil(nodes);
    if redis.mode == Mode::Sentinel && pods >= 3 && pods - fullest < redis.quorum() {
        report
            .flag(format!("{} share one of {}", counted(fullest, "Sentinel"), counted(nodes, "node")))
            .because(format!("{} of {pods} would be left, {} must agree", pods - fullest, redis.quorum()))
            .at("redis.mode")
            .at("cluster.nodes");
    }
}

fn old_image(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    if let Some(version) = super::version(inputs.plan).filter(|version| *version < (6, 2))
        && redis.mode == Mode::Sentinel
    {
        report
            .flag(format!("Redis {}.{} tracks Sentinels by address, not by name", version.0, version.1))
            .at("redis.image")
            .fix("Use Redis 7.0.15", inputs.plan, |plan| plan.redis.image = Redis::default().image);
    }
}

fn memory(inputs: &Inputs<'_>, report: &mut Report) {
    let redis = &inputs.plan.redis;
    let (data, limit) = (redis.max_memory.in_mib(), redis.resources.memory_limit.in_mib());
    if data.saturating_mul(4) > limit.saturating_mul(3) {
        let enough = Memory::mib((data.saturating_mul(4).div_ceil(3)).div_ceil(32).saturating_mul(32));
        report
            .flag(format!(
                "Redis may hold {} of data with a memory limit of {}",
                redis.max_memory, redis.resources.memory_limit
            ))
            .because(format!(
                "{data} MiB × 4/3 for rewriting its file = {} MiB",
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
