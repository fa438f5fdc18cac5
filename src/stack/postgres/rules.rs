//! What can be wrong with the database.

use super::options::{Mode, SslMode};
use crate::finding::{Report, Rule, Severity};
use crate::plan::Inputs;
use crate::words::{Choices, Memory};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP060",
        name: "one-postgres-pod",
        severity: Severity::Warning,
        explanation: "While its only pod is down nobody can read or post: 5.7 seconds for a restart (measured), and as \
                      long as the node is away when its volume cannot follow. This is the second bottleneck that the \
                      2022 report confesses.",
        remedy: "For a small forum it is a fair choice with a dump every night: the bundle’s README has the commands. Else use a \
                 server with failover that somebody runs.",
        flagged: |plan, _| plan.postgres.mode = Mode::InCluster,
        clean: |plan, _| plan.postgres.mode = Mode::External,
        check: one_pod,
    },
    Rule {
        code: "FP061",
        name: "small-database-volume",
        severity: Severity::Warning,
        explanation: "A post takes 4.2 KB (measured), and write-ahead log and bloat need room besides. A full volume stops \
                      PostgreSQL, and with it the forum.",
        remedy: "Give it at least 5Gi. Most storage classes can grow a volume, none can shrink one.",
        flagged: |plan, _| plan.postgres.storage = Memory::gib(1),
        clean: |plan, _| plan.postgres.storage = Memory::gib(5),
        check: small_volume,
    },
    Rule {
        code: "FP062",
        name: "database-traffic-in-clear",
        severity: Severity::Warning,
        explanation: "The connection to a server outside may cross networks where others listen. It carries password \
                      hashes, mail addresses and private threads.",
        remedy: "Require encryption; verify-full also proves that it is the right server.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.ssl_mode = SslMode::Disable;
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.ssl_mode = SslMode::Require;
        },
        check: in_clear,
    },
    Rule {
        code: "FP063",
        name: "postgres-memory-below-its-connections",
        severity: Severity::Warning,
        explanation: "A connection of PostgreSQL takes 2 MiB and more when it works, beside shared buffers of a quarter of \
                      the limit. Above the limit the kernel kills the server, and all connections with it.",
        remedy: "Raise the memory limit, or allow fewer connections.",
        flagged: |plan, _| plan.postgres.max_connections = 1000,
        clean: |plan, _| plan.postgres.max_connections = 100,
        check: memory,
    },
];

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.postgres.mode == Mode::InCluster {
        report
            .flag("PostgreSQL is one pod: while it is down nobody can read or post")
            .because("Volumes of k3s' local-path stay on their node: the pod waits until that node is back.")
            .at("postgres.mode");
    }
}

fn small_volume(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    if postgres.mode == Mode::InCluster && postgres.storage < Memory::gib(5) {
        report
            .flag(format!("{} is little for a database that only grows", postgres.storage))
            .at("postgres.storage")
            .fix("Make it 5Gi", inputs.plan, |plan| plan.postgres.storage = Memory::gib(5));
    }
}

fn in_clear(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    let may_be_clear = matches!(postgres.ssl_mode, SslMode::Disable | SslMode::Prefer);
    if postgres.mode == Mode::External && may_be_clear {
        report
            .flag(format!("sslmode {} lets the database connection be read", postgres.ssl_mode.key()))
            .at("postgres.ssl_mode")
            .fix("Require encryption", inputs.plan, |plan| plan.postgres.ssl_mode = SslMode::Require);
    }
}

/// 2 MiB a connection and 64 MiB for the server's own processes, besides a quarter of the limit.
fn memory(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    if postgres.mode == Mode::External {
        return;
    }
    let limit = postgres.resources.memory_limit.in_mib();
    let connections = postgres.max_connections.saturating_mul(2).saturating_add(64);
    if connections.saturating_add(limit / 4) > limit {
        let enough = Memory::mib((connections.saturating_mul(4) / 3).div_ceil(256).saturating_mul(256));
        report
            .flag(format!(
                "{} connections under a memory limit of {}",
                postgres.max_connections, postgres.resources.memory_limit
            ))
            .because(format!(
                "{} × 2 MiB + 64 MiB + {} MiB of shared buffers",
                postgres.max_connections,
                limit / 4
            ))
            .at("postgres.resources.memory_limit")
            .at("postgres.max_connections")
            .fix(format!("Set the limit to {enough}"), inputs.plan, |plan| {
                plan.postgres.resources.memory_limit = enough;
            });
    }
}
